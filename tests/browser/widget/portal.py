"""Pages that hold the widget, and what a person does with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

PORTAL = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng xã</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>Cổng thông tin xã</h1><p><a href="#tin">Tin tức</a></p>{body}</main>{script}</body></html>"""
LABEL = "Câu hỏi của anh/chị"


def script_tag(api: str, attributes: str = 'data-commune="lac-phuong"') -> str:
    return f'<script src="{api}/widget.js" {attributes} defer></script>'


def portal_html(script: str, *, head: str = "", body: str = "") -> str:
    return PORTAL.format(head=head, body=body, script=script)


@contextmanager
def visiting(browser: Browser, *addresses: str, width: int = 1440, height: int = 900, **options: Any) -> Iterator[Page]:
    """Yields a page in a context of its own; fails on a script error, a CSP violation or a request elsewhere."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message.text, message.type) else None)
    page.on("request", lambda request: None if request.url.startswith(addresses) else faults.append(request.url))
    yield page
    context.close()
    assert faults == []


def _is_fault(text: str, kind: str) -> bool:
    return kind == "error" and "Failed to load resource" not in text


def open_panel(page: Page) -> None:
    page.get_by_role("button", name="Hỏi trợ lý ảo").click()


def ask(page: Page, question: str) -> None:
    page.get_by_label(LABEL).fill(question)
    page.keyboard.press("Enter")


def answers(page: Page) -> Locator:
    return page.locator("mot-cua-chat .log .machine")


def ask_and_wait(page: Page, question: str = "Chỉ tiêu?") -> Locator:
    """Returns the new answer."""
    before = answers(page).count()
    ask(page, question)
    expect(answers(page)).to_have_count(before + 1)
    return answers(page).last
