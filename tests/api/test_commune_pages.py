"""What the portal and every page of a commune promise, whatever they show."""

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.api.commune_pages import PAGES, make_client, page_of, shipped_corpus, shipped_page
from tests.support.html_page import Element, parse
from tests.support.shipped import BEFORE_ANY_END, COMMUNES

_FIRST_PAGE_BYTES = 60_000


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


every_page = pytest.mark.parametrize("path", [f"/xa/{slug}{page}" for slug in COMMUNES for page in PAGES] + ["/"])


@every_page
def test_page_has_one_heading_landmarks_and_a_skip_link(path: str) -> None:
    page = parse(shipped_page(path))

    assert len(page.all("h1")) == 1
    assert page.one("html")["lang"] == "vi"
    assert [len(page.all(tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    body = page.one("body")
    first = next(part for part in body.children if isinstance(part, Element))
    assert (first.tag, first["href"]) == ("a", f"#{page.one('main')['id']}")


@every_page
def test_everything_that_is_pointed_to_is_there_once(path: str) -> None:
    page = parse(shipped_page(path))
    ids = [element["id"] for element in page.all() if "id" in element]

    assert len(ids) == len(set(ids))
    pointed = {a["href"].removeprefix("#") for a in page.all("a") if a.attributes.get("href", "").startswith("#")}
    for name in ("aria-labelledby", "aria-describedby", "for"):
        pointed |= {key for element in page.all() if name in element for key in element[name].split()}
    assert pointed - set(ids) == set()


@every_page
def test_fields_have_labels_and_tables_have_scoped_headers(path: str) -> None:
    page = parse(shipped_page(path))
    labelled = {label["for"] for label in page.all("label")}

    assert {field["id"] for tag in ("input", "select") for field in page.all(tag)} <= labelled
    assert all(header.attributes.get("scope") in ("col", "row") for header in page.all("th"))
    assert all("aria-labelledby" in table or table.all("caption") for table in page.all("table"))


@every_page
def test_page_holds_no_inline_code_and_no_third_party(path: str) -> None:
    html = shipped_page(path)

    assert re.findall(r"<style|\sstyle=|\son\w+=|<script>|javascript:", html) == []
    assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', html) == []


@every_page
def test_page_says_that_it_is_a_sample(path: str) -> None:
    assert parse(shipped_page(path)).one("p", class_="sample").words.startswith("Trang mẫu")


def test_first_page_is_light(client: TestClient) -> None:
    page = page_of(client, "/")
    styles = [link["href"] for link in page.all("link", rel="stylesheet")]
    sizes = [len(client.get(path).content) for path in ("/", *styles)]

    assert len(styles) == 2
    assert sum(sizes) <= _FIRST_PAGE_BYTES, sizes


@pytest.mark.parametrize("slug", COMMUNES)
def test_portal_holds_the_widget_by_the_documented_tag(client: TestClient, slug: str) -> None:
    script = page_of(client, "/", commune=slug).one("script")

    assert script["src"] == "/widget.js"
    assert "defer" in script
    assert script["data-commune"] == slug
    name = next(commune.name for commune in shipped_corpus().communes if commune.slug == slug)
    assert name in script["data-title"]
    assert "máy trả lời tự động" in script["data-welcome-message"]


def test_portal_offers_every_commune_and_its_pages(client: TestClient) -> None:
    page = page_of(client, "/", commune="le-loi")
    links = {a["href"] for a in page.all("a")}

    assert {f"/?commune={slug}" for slug in COMMUNES} <= links
    assert {f"/xa/le-loi{page}" for page in ("", "/chi-tieu", "/nhiem-vu", "/thu-tuc")} <= links
    assert "/documents/le-loi-cchc-2025" in links


def test_portal_takes_the_first_commune_for_an_unknown_one(client: TestClient) -> None:
    html = client.get("/", params={"commune": "<script>alert(1)"}).text

    assert f'data-commune="{shipped_corpus().communes[0].slug}"' in html
    assert "alert" not in html


@pytest.mark.parametrize("page", [*PAGES, "/nhiem-vu.csv", "/nhiem-vu.xlsx", "/nhiem-vu.ics"])
def test_unknown_commune_is_a_problem_that_names_the_known(client: TestClient, page: str) -> None:
    response = client.get(f"/xa/kim-lien{page}")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert all(word in response.json()["detail"] for word in ("kim-lien", *COMMUNES))


@pytest.mark.parametrize("page", ["", "/chi-tieu"])
def test_plan_whose_period_is_over_is_said_so(page: str) -> None:
    on_the_last_day, the_day_after = date(2025, 12, 31), date(2026, 1, 1)
    said = "Đã qua thời gian thực hiện."

    assert said in page_of(make_client(today=the_day_after), f"/xa/le-loi{page}").words
    assert said not in page_of(make_client(today=on_the_last_day), f"/xa/le-loi{page}").words
    assert said not in page_of(make_client(today=BEFORE_ANY_END), f"/xa/tan-an{page}").words


@pytest.mark.parametrize(
    ("slug", "number"),
    [
        ("tan-an", "104/KH-UBND"),
        ("lac-phuong", "Không ghi số (bản gốc: “Số: /KH-UBND”)"),
        ("loc-binh", "Không ghi số trong bản đang có"),  # its first page is missing, so nobody knows of a blank
    ],
)
def test_missing_number_is_said_as_far_as_it_is_known(client: TestClient, slug: str, number: str) -> None:
    assert number in page_of(client, f"/xa/{slug}").one("dl", class_="facts-row").words


def test_what_a_person_types_is_shown_as_text(client: TestClient) -> None:
    typed = '"><script>alert(1)</script>'
    for path in ("/xa/tan-an/chi-tieu", "/xa/tan-an/nhiem-vu", "/xa/tan-an/thu-tuc"):
        page = page_of(client, path, q=typed)
        assert page.one("input", name="q")["value"] == typed
        assert page.all("script") == []


def test_what_a_document_says_is_shown_as_text() -> None:
    corpus = shipped_corpus()
    hostile = "<img src=x onerror=alert(1)>"
    records = tuple(
        record.model_copy(update={"title": hostile} if record.kind == "task" else {"indicator": hostile})
        for record in corpus.records
        if record.kind in ("task", "target")
    )
    client = make_client(corpus.model_copy(update={"records": records}))

    for path in ("chi-tieu", "chi-tieu/so-sanh", "nhiem-vu", "nhiem-vu/thoi-han"):
        page = page_of(client, f"/xa/tan-an/{path}")
        assert page.all("img") == []
        assert hostile in page.one("main").words
