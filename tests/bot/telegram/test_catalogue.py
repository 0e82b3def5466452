"""The lists over the shipped corpus: every page fits a message, every button leads somewhere, nothing is left out."""

from collections.abc import Iterator

import pytest

from bot.channels.telegram import texts
from bot.channels.telegram.catalogue import Catalogue, Page
from bot.channels.telegram.rendering import MAX_LENGTH
from corpus.documents import Commune, Corpus
from corpus.procedures.records import ProcedureStatus
from corpus.records import Target, Task
from retrieval.index import Index
from tests.support.shipped import COMMUNES


@pytest.fixture(scope="module")
def corpus(index: Index) -> Corpus:
    return index.corpus


@pytest.fixture(scope="module")
def catalogue(corpus: Corpus) -> Catalogue:
    return Catalogue(corpus)


def commune_of(corpus: Corpus, slug: str) -> Commune:
    return next(commune for commune in corpus.communes if commune.slug == slug)


def data_of(page: Page) -> list[str]:
    return [button.data for row in page.rows for button in row if button.data]


def walk(first: Page | None, catalogue: Catalogue, corpus: Corpus) -> Iterator[Page]:
    """Yields a page and those that "Sau" leads to."""
    page = first
    while page is not None:
        yield page
        following = [b.data for row in page.rows for b in row if b.label == texts.NEXT]
        page = open_page(following[0] or "", catalogue, corpus) if following else None


def open_page(data: str, catalogue: Catalogue, corpus: Corpus) -> Page | None:
    kind, first, *rest = data.split(":")
    if kind == "tl":
        return catalogue.sectors(int(first))
    if kind == "tt":
        return catalogue.procedures(int(first), int(rest[0]))
    commune = commune_of(corpus, first)
    if kind == "ct":
        return catalogue.targets(commune, int(rest[0]))
    if kind == "na":
        return catalogue.agencies(commune)
    assert kind == "nt"
    return catalogue.tasks(commune, rest[0], int(rest[1]))


def check(page: Page) -> None:
    assert len(page.html) <= MAX_LENGTH
    assert len(data_of(page)) == len(set(data_of(page)))
    assert all(len(data.encode()) <= 64 for data in data_of(page))
    assert all(len(button.label) <= 40 for row in page.rows for button in row)
    assert all(len(row) <= 8 for row in page.rows)


def test_every_procedure_in_force_is_found_by_its_sector(catalogue: Catalogue, corpus: Corpus) -> None:
    sectors = list(walk(catalogue.sectors(0), catalogue, corpus))
    opened = [open_page(data, catalogue, corpus) for page in sectors for data in data_of(page) if data[:2] == "tt"]
    pages = [page for first in opened for page in walk(first, catalogue, corpus)]
    codes = [data[3:] for page in pages for data in data_of(page) if data.startswith("tp:")]

    for page in [*sectors, *pages]:
        check(page)
    assert sorted(codes) == sorted(p.code for p in corpus.procedures if p.status is ProcedureStatus.IN_FORCE)
    assert all(catalogue.procedure(code) is not None for code in codes)


@pytest.mark.parametrize("slug", COMMUNES)
def test_every_target_is_shown_with_its_words(catalogue: Catalogue, corpus: Corpus, slug: str) -> None:
    commune = commune_of(corpus, slug)
    pages = list(walk(catalogue.targets(commune, 0), catalogue, corpus))
    targets = [record for record in corpus.records if isinstance(record, Target) and record.commune == slug]
    numbers = [int(data.split(":")[2]) for page in pages for data in data_of(page) if data.startswith("cq:")]

    for page in pages:
        check(page)
    assert numbers == list(range(len(targets)))
    assert all(catalogue.target_quote(commune, number) for number in numbers)


@pytest.mark.parametrize("slug", COMMUNES)
def test_every_task_is_shown_under_its_agency(catalogue: Catalogue, corpus: Corpus, slug: str) -> None:
    commune = commune_of(corpus, slug)
    agencies = catalogue.agencies(commune)
    opened = [open_page(data, catalogue, corpus) for data in data_of(agencies) if data.startswith("nt:")]
    pages = [list(walk(first, catalogue, corpus)) for first in opened]
    shown = [
        {int(data.split(":")[2]) for page in listed for data in data_of(page) if data.startswith("nq:")}
        for listed in pages
    ]
    tasks = [record for record in corpus.records if isinstance(record, Task) and record.commune == slug]

    check(agencies)
    for page in (page for listed in pages for page in listed):
        check(page)
    every, *by_agency = shown or [set()]
    assert every == set(range(len(tasks)))
    assert set().union(*by_agency) == {n for n, task in enumerate(tasks) if task.lead_agencies}


def test_documents_state_numbers_and_dates(catalogue: Catalogue, corpus: Corpus) -> None:
    page = catalogue.documents(None, 0, "https://xa.example.vn")

    assert page is not None
    check(page)
    for document in corpus.documents:
        if document.document_number:
            assert document.document_number in page.html
    assert texts.NUMBER_BLANK in page.html
    assert "dữ liệu đến 30/6/2026" in page.html
    assert {button.url for row in page.rows for button in row} == {
        f"https://xa.example.vn/documents/{document.document_id}" for document in corpus.documents
    }


@pytest.mark.parametrize("page", [-1, 99])
def test_page_that_does_not_exist_is_none(catalogue: Catalogue, corpus: Corpus, page: int) -> None:
    commune = commune_of(corpus, "lac-phuong")

    assert catalogue.sectors(page) is None
    assert catalogue.procedures(0, page) is None
    assert catalogue.procedures(page, 0) is None
    assert catalogue.targets(commune, page) is None
    assert catalogue.tasks(commune, "0", page) is None
    assert catalogue.tasks(commune, str(page), 0) is None
    assert catalogue.documents(commune, page, None) is None
    assert catalogue.target_quote(commune, page * 1000) is None
    assert catalogue.task_quote(commune, page * 1000) is None
