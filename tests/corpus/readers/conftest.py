"""Plans printed once a run, in every layout."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.outline import Outline, outline_document
from corpus.readers import read_lines
from tests.corpus.conftest import DATA, SLUGS
from tests.support.printing.layouts import LAYOUTS, html_of
from tests.support.printing.plans import PrintedPlan, make_plan

# Not part of the layouts: little enough to be read some hundred times.
SMALL = "small"


@dataclass(frozen=True, slots=True)
class Printed:
    """A plan and the PDF that it was printed to."""

    plan: PrintedPlan
    pdf: bytes


def plan_of(seed: int, layout: str) -> PrintedPlan:
    return make_plan(seed, long_rows=layout == "broken-rows")


@pytest.fixture(scope="session")
def printed() -> dict[str, Printed]:
    """The made-up plans by the name of their layout, and a small one."""
    # The browser's library is a development dependency; what does not print runs without it.
    from tests.support.printing.press import print_pages

    plans = {layout.name: plan_of(seed, layout.name) for seed, layout in enumerate(LAYOUTS)}
    pages = {layout.name: (html_of(plans[layout.name], layout), layout.has_page_numbers) for layout in LAYOUTS}
    plans[SMALL] = make_plan(100, tasks=5, targets=3)
    pages[SMALL] = (html_of(plans[SMALL], LAYOUTS[0]), False)
    return {name: Printed(plans[name], pdf) for name, pdf in print_pages(pages).items()}


@pytest.fixture(scope="session")
def shipped_pdfs() -> dict[str, bytes]:
    """The shipped plans, printed from their outlines."""
    from tests.support.printing.press import print_pages
    from tests.support.printing.shipped_plans import html_of_outline

    return print_pages({slug: (html_of_outline(_outline(DATA / slug)), True) for slug in SLUGS})


def _outline(folder: Path) -> Outline:
    lines = read_lines((folder / "plan.txt").read_bytes(), "plan.txt")
    return outline_document(folder.name, lines)
