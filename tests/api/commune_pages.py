"""The commune's pages over the shipped corpus on a day that a test chooses; no index is needed for them."""

from datetime import date
from functools import cache

from fastapi.testclient import TestClient

from api.app import create_app
from api.pages.commune import CommuneView, open_view
from api.settings import ApiSettings
from corpus.documents import Corpus
from corpus.ingest import load_corpus
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.html_page import Element, parse
from tests.support.shipped import AFTER_2025, DATA

PAGES = (
    "",
    "/chi-tieu",
    "/chi-tieu/so-sanh",
    "/nhiem-vu",
    "/nhiem-vu/thoi-han",
    "/nhiem-vu/khoi-luong",
    "/thu-tuc",
)


@cache
def shipped_corpus() -> Corpus:
    return load_corpus(DATA)


@cache
def shipped_page(path: str) -> str:
    """Returns the HTML of a page of the shipped corpus, rendered once for all that look at it."""
    response = make_client().get(path)
    assert response.status_code == 200, response.text
    return response.text


def make_client(corpus: Corpus | None = None, today: date = AFTER_2025) -> TestClient:
    assistant = FakeAssistant()
    assistant.index.corpus = corpus or shipped_corpus()
    settings = ApiSettings(_env_file=None)
    return TestClient(create_app(assistant, settings, keeper_in(), today=lambda: today))


def page_of(client: TestClient, path: str, **asked: str) -> Element:
    response = client.get(path, params=asked or None)  # empty ones would take away those of the path
    assert response.status_code == 200, response.text
    return parse(response.text)


def view_of(slug: str, corpus: Corpus | None = None, today: date = AFTER_2025) -> CommuneView:
    view = open_view(corpus or shipped_corpus(), slug, today)
    assert view is not None
    return view
