"""axe-core, pinned in package.json beside this file."""

from playwright.sync_api import Page

from scripts.check_system import AXE


def axe_violations(page: Page) -> list[str]:
    """Returns what axe-core finds on the page as it stands, every rule on."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]
