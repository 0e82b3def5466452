"""HTML → PDF by the browser that the tests drive."""

from collections.abc import Mapping

from playwright.sync_api import sync_playwright

from scripts.check_system import chromium_path
from tests.browser.conftest import ARGUMENTS

_NUMBERED = '<div style="font-size:10pt;width:100%;text-align:center"><span class="pageNumber"></span></div>'


def print_pages(pages: Mapping[str, tuple[str, bool]]) -> dict[str, bytes]:
    """Returns the PDF of each page by its name; of a page is given its HTML and whether pages are numbered."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_page()
        printed = {}
        for name, (html, is_numbered) in pages.items():
            page.set_content(html)
            printed[name] = page.pdf(
                prefer_css_page_size=True,
                print_background=True,
                display_header_footer=is_numbered,
                header_template=_NUMBERED if is_numbered else "<span></span>",
                footer_template="<span></span>",
            )
        browser.close()
    return printed
