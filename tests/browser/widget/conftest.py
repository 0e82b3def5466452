"""The fake API, a portal on another origin with the one line pasted in, and a page that shows it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.widget.fake_api import FakeServer, serving_fake

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def api() -> Iterator[FakeServer]:
    with serving_fake() as server:
        yield server


@pytest.fixture
def portal() -> Iterator[FakeServer]:
    with serving_fake() as server:
        yield server


@pytest.fixture
def page(browser: "Browser", api: FakeServer, portal: FakeServer) -> Iterator["Page"]:
    """The portal at a desk's width, the widget closed in its corner."""
    from tests.browser.widget.portal import portal_html, script_tag, visiting

    address = portal.add_page("/", portal_html(script_tag(api.address)))
    with visiting(browser, api.address, portal.address) as page:
        page.goto(address)
        yield page
