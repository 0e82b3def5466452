"""The page of procedures: browse by sector, search by name, everyday name or code, a card each."""

import pytest
from fastapi.testclient import TestClient

from api.pages.procedures import PAGE_SIZE
from corpus.procedures.records import ProcedureStatus
from tests.api.commune_pages import make_client, page_of, shipped_corpus
from tests.api.sample_procedures import make_procedures
from tests.support.html_page import Element

PATH = "/xa/loc-binh/thu-tuc"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


def links(page: Element) -> list[str]:
    return [card.one("h2").one("a")["href"] for card in page.all("li", class_="card")]


def test_pages_of_the_listing_hold_every_procedure_once(client: TestClient) -> None:
    found: list[str] = []
    path = PATH
    while path:
        page = page_of(client, path)
        assert len(links(page)) <= PAGE_SIZE
        found += links(page)
        following = page.all("a", rel="next")
        path = following[0]["href"] if following else ""

    assert sorted(found) == sorted(f"/procedures/{procedure.code}" for procedure in shipped_corpus().procedures)


def test_sectors_have_their_numbers(client: TestClient) -> None:
    options = page_of(client, PATH).one("select", name="linh-vuc").all("option")
    page = page_of(client, PATH, **{"linh-vuc": "chung-thuc"})

    assert "Chứng thực (12)" in [option.words for option in options]
    assert len(links(page)) == 12
    assert all("Chứng thực" in card.words for card in page.all("li", class_="card"))


@pytest.mark.parametrize("words", ["sao y", "SAO Y", "2.000815"])
def test_search_by_everyday_name_and_code(client: TestClient, words: str) -> None:
    assert "/procedures/2.000815" in links(page_of(client, PATH, q=words))


def test_special_cases_come_after_the_plain_one(client: TestClient) -> None:
    found = links(page_of(client, PATH, q="khai sinh"))

    assert found[0] == "/procedures/1.001193"
    assert "/procedures/1.000110" in found  # the same at the border


def test_page_past_the_end_is_the_last(client: TestClient) -> None:
    assert "Trang 7 trên 7." in page_of(client, PATH, trang="99").words
    assert client.get(PATH, params={"trang": "0"}).status_code == 422
    assert client.get(PATH, params={"trang": "một"}).headers["content-type"] == "application/problem+json"


def test_next_page_keeps_the_filter(client: TestClient) -> None:
    (following,) = page_of(client, PATH, **{"linh-vuc": "ho-tich"}).all("a", rel="next")

    assert following["href"] == f"{PATH}?linh-vuc=ho-tich&trang=2"


def test_nothing_found_is_said(client: TestClient) -> None:
    page = page_of(client, PATH, q="giấy phép bay")

    assert links(page) == []
    assert "Không có thủ tục nào khớp" in page.one("main").words


def test_card_says_what_the_portal_says_and_what_it_leaves_out() -> None:
    corpus = shipped_corpus().model_copy(update={"procedures": make_procedures()})
    page = page_of(make_client(corpus), PATH)
    cards = {card.one("h2").one("a")["href"]: card for card in page.all("li", class_="card")}
    full, bare = cards["/procedures/2.000815"], cards["/procedures/1.001193"]

    assert full.one("h2").words == "Chứng thực bản sao từ bản chính <b>giấy tờ</b>"
    for said in (
        "2.000 đồng/trang (hai trang đầu)",
        "3 ngày làm việc",
        "Ủy ban nhân dân cấp xã",
        "nộp trực tuyến được",
    ):
        assert said.lower() in full.words.lower()
    assert full.one("a", rel="external noopener")["href"] == "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/x"
    assert bare.words.count("Cổng không ghi") == 4
    assert bare.all("a", rel="external noopener") == []  # its address would run a script


def test_withdrawn_procedures_are_last_and_marked() -> None:
    corpus = shipped_corpus().model_copy(update={"procedures": make_procedures()})
    cards = page_of(make_client(corpus), PATH).all("li", class_="card")
    marks = [tag.words for card in cards[-2:] for tag in card.all("strong", class_="tag")]

    assert marks == [ProcedureStatus.ABOLISHED.value, ProcedureStatus.REPLACED.value]
