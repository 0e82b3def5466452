"""The source viewer's page of a document: title block, outline, text, tables, what is quoted."""

import html
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from bot.links import bare, viewer_path
from corpus.documents import Corpus
from corpus.ingest import load_corpus
from corpus.records import Provenance
from tests.support.databases import keeper_in
from tests.support.fake_assistant import DOCUMENT_ID, FakeAssistant
from tests.support.html_page import Element, parse
from tests.support.shipped import AFTER_2025, BEFORE_ANY_END, DATA, scored

PATH = f"/documents/{DOCUMENT_ID}"
TAN_AN = "tan-an-cchc-2026-2030"
LE_LOI = "le-loi-cchc-2025"


def client_of(corpus: Corpus, today: date = AFTER_2025) -> TestClient:
    assistant = FakeAssistant()
    assistant.index.corpus = corpus
    settings = ApiSettings(_env_file=None, rate_limit_per_minute=0)
    return TestClient(create_app(assistant, settings, keeper_in(), today=lambda: today))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(DATA)


@pytest.fixture(scope="module")
def shipped(corpus: Corpus) -> TestClient:
    return client_of(corpus)


def page_at(client: TestClient, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return parse(response.text)


def marked(client: TestClient, path: str) -> str:
    """Returns the words that the page of a citation marks; by a pattern, for hundreds of pages are read so."""
    response = client.get(path)
    assert response.status_code == 200, path
    return bare(html.unescape("".join(re.findall(r"<mark>([^<]*)</mark>", response.text))))


def facts(page: Element) -> dict[str, str]:
    return {row.one("dt").words: row.one("dd").words for row in page.one("dl").all("div")}


def section_of(page: Element, section_id: str) -> Element:
    return page.one(id=section_id)


def test_text_stands_under_its_anchor_and_is_escaped(client: TestClient) -> None:
    source = client.get(PATH).text

    assert "&lt;b&gt;số&lt;/b&gt; giao dịch &amp; hồ sơ" in source
    assert (
        section_of(parse(source), "s3").words == "Thanh toán trực tuyến đạt từ 50% trở lên <b>số</b> giao dịch & hồ sơ"
    )


def test_every_section_of_every_document_has_its_anchor_once(shipped: TestClient, corpus: Corpus) -> None:
    for document in corpus.documents:
        ids = page_at(shipped, viewer_path(document.document_id)).ids
        assert len(ids) == len(set(ids))
        assert {s.section_id for s in corpus.sections if s.document_id == document.document_id} <= set(ids)


def test_every_word_of_the_source_is_on_its_page(shipped: TestClient, corpus: Corpus) -> None:
    pages = {d.document_id: page_at(shipped, viewer_path(d.document_id)) for d in corpus.documents}
    by_id = {
        (document_id, element.attributes["id"]): bare(element.text)
        for document_id, page in pages.items()
        for element in page.one("article").all()
        if "id" in element.attributes
    }
    missing = [
        section.section_id
        for section in corpus.sections
        if bare(section.text) != by_id[section.document_id, section.section_id]
        # A group's number and name stand on one line, and titles repeated on each page of a table stand once.
        and bare(section.text.replace("|", ".", 1)) != by_id[section.document_id, section.section_id]
        and "tieu-de-cot-lan" not in section.section_id
    ]

    assert missing == []


def test_page_has_one_first_heading_and_levels_follow_the_outline(shipped: TestClient, corpus: Corpus) -> None:
    for document in corpus.documents:
        page = page_at(shipped, viewer_path(document.document_id))
        levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels
        for landmark in ("header", "main", "nav", "article"):
            assert len(page.all(landmark)) == 1
        assert page.one("html").attributes["lang"] == "vi"


def test_every_link_within_the_page_has_its_target(shipped: TestClient, corpus: Corpus) -> None:
    for document in corpus.documents:
        page = page_at(shipped, viewer_path(document.document_id))
        links = [link.attributes["href"] for link in page.all("a")]
        own = [link for link in links if link.startswith(("#", viewer_path(document.document_id)))]
        assert len(own) > 100
        assert {link.partition("#")[2] for link in own} <= set(page.ids)


def test_annex_is_a_table_with_titled_columns_and_grouped_rows(shipped: TestClient) -> None:
    first, second = page_at(shipped, f"/documents/{TAN_AN}").all("table")

    assert first.one("caption").words == "Phụ lục 1: bảng gồm 18 hàng trong 2 nhóm"
    assert [th.words for th in second.one("thead").all("th", scope="col")] == [
        "TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Dự kiến kết quả", "Thời gian",
    ]  # fmt: skip
    groups = [th.words for th in second.all("th", scope="rowgroup")]
    assert groups[:2] == ["I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH", "II. CẢI CÁCH THỂ CHẾ"]
    assert len(second.all("th", scope="row")) == 35


def test_cells_keep_their_columns_where_the_source_leaves_one_empty(shipped: TestClient) -> None:
    row = section_of(page_at(shipped, f"/documents/{TAN_AN}"), "phu-luc-ii-phan-ii-n2-khong-so")

    cells = {cell.attributes["data-title"]: cell.words for cell in row.all("th", "td")}
    assert cells["TT"] == ""
    assert cells["Nhiệm vụ"].startswith("Tham gia đầy đủ các lớp tập huấn")
    assert (cells["Cơ quan chủ trì"], cells["Thời gian"]) == ("Văn phòng HĐND và UBND xã", "Thường xuyên")


def test_row_whose_cells_cannot_be_told_stands_undivided() -> None:
    corpus = FakeAssistant().index.corpus
    sections = [
        section.model_copy(update={"text": "3 | Rà soát | 2026"}) if section.section_id == "s6" else section
        for section in corpus.sections
    ]
    page = page_at(client_of(corpus.model_copy(update={"sections": tuple(sections), "records": ()})), PATH)

    (cell,) = section_of(page, "s6").all("th", "td")
    assert (cell.words, cell.attributes["colspan"]) == ("3 | Rà soát | 2026", "6")


def test_table_can_be_reached_and_is_named(client: TestClient) -> None:
    region = page_at(client, PATH).one("div", role="region")

    assert (region.attributes["tabindex"], region.attributes["aria-label"]) == ("0", "Bảng của mục s4")


def test_title_block_says_what_is_blank_and_quotes_the_blank(client: TestClient, shipped: TestClient) -> None:
    assert facts(page_at(client, PATH))["Số, ký hiệu"] == "để trống; bản gốc ghi “Số: /KH-UBND”"
    loc_binh = facts(page_at(shipped, "/documents/loc-binh-cchc-2026-2030"))
    assert loc_binh["Số, ký hiệu"] == "không có trong bản này"
    assert loc_binh["Người ký"] == "Triệu Thanh Hùng, Phó Chủ tịch chỗ ghi"


@pytest.mark.parametrize(
    ("document_id", "today", "standing"),
    [
        (LE_LOI, date(2024, 12, 31), "Chưa đến thời gian thực hiện (từ ngày 01/01/2025 đến hết ngày 31/12/2025)"),
        (LE_LOI, BEFORE_ANY_END, "Đang trong thời gian thực hiện (đến hết ngày 31/12/2025)"),
        (LE_LOI, date(2025, 12, 31), "Đang trong thời gian thực hiện (đến hết ngày 31/12/2025)"),
        (LE_LOI, date(2026, 1, 1), "Thời gian thực hiện đã qua (hết ngày 31/12/2025)"),
        (TAN_AN, AFTER_2025, "Đang trong thời gian thực hiện (đến hết ngày 31/12/2030)"),
    ],
)
def test_title_block_says_whether_the_plan_is_over(
    corpus: Corpus, document_id: str, today: date, standing: str
) -> None:
    page = page_at(client_of(corpus, today), viewer_path(document_id))

    assert facts(page)["Tình trạng"] == standing
    assert ("is-over" in str(page.one("dl").all("dd", class_="is-over"))) == ("đã qua" in standing)


def test_replaced_and_replacing_documents_lead_to_each_other(corpus: Corpus) -> None:
    old = next(document for document in corpus.documents if document.document_id == TAN_AN)
    new = old.model_copy(update={"document_id": "moi", "document_number": "1/KH-UBND", "replaces": ("104/KH-UBND",)})
    client = client_of(corpus.model_copy(update={"documents": (*corpus.documents, new)}))

    (successor,) = page_at(client, viewer_path(TAN_AN)).one("dl").all("a", href="/documents/moi")
    (predecessor,) = page_at(client, "/documents/moi").one("dl").all("a", href=f"/documents/{TAN_AN}")
    assert "is-over" in [dd.attributes.get("class") for dd in page_at(client, viewer_path(TAN_AN)).one("dl").all("dd")]
    assert "được thay thế bởi" in successor.attributes["aria-label"]
    assert "thay thế" in predecessor.attributes["aria-label"]


def test_page_begins_with_contradictions_and_defects_that_lead_to_their_places(shipped: TestClient) -> None:
    source = shipped.get("/documents/lac-phuong-cchc-2026-2030").text
    warning = parse(source).one("section", class_="warning")

    assert source.index('class="warning"') < source.index("<article")
    period = warning.all("li")[0]
    assert period.words.startswith("Mâu thuẫn về giai đoạn của kế hoạch: tiêu đề ghi “giai đoạn 2026 - 2030”;")
    second = period.all("a")[1].attributes["href"]
    assert "xã Lạc Phượng ban hành kế hoạch" in " ".join(m.words for m in page_at(shipped, second).all("mark"))
    blank = next(item for item in warning.all("li") if item.words.startswith("Số kế hoạch và ngày ban hành"))
    assert [link.words for link in blank.all("a")] == ["Số kế hoạch", "ngày ban hành"]
    (annex,) = warning.all("a", href="#phu-luc")
    assert annex.words == "Phụ lục"


def test_citation_of_every_reply_marks_exactly_its_quote(shipped: TestClient, index_folder: Path) -> None:
    cited = {
        citation.path: citation.quote for row in scored("tuning", index_folder) for citation in row.reply.citations
    }

    assert len(cited) > 150
    assert [path for path, quote in cited.items() if marked(shipped, path) != bare(quote)] == []


def test_quote_of_every_record_is_marked(shipped: TestClient, corpus: Corpus) -> None:
    places = [record.provenance for record in corpus.records if record.kind in ("fact", "legal_basis")]
    readings = [reading.provenance for conflict in corpus.conflicts for reading in conflict.readings]
    quotes = {viewer_path_of(place): place.quote for place in places + readings}

    assert len(quotes) > 120
    assert [path for path, quote in quotes.items() if marked(shipped, path) != bare(quote)] == []


def viewer_path_of(place: Provenance) -> str:
    return viewer_path(place.document_id, place.section_id, place.quote)


def test_address_of_a_quote_fits_a_message(corpus: Corpus) -> None:
    assert max(len(viewer_path_of(record.provenance)) for record in corpus.records) < 150


def test_cited_section_is_lit_where_no_words_are_named(client: TestClient) -> None:
    page = page_at(client, f"{PATH}?q=s3")

    assert section_of(page, "s3").attributes["class"] == "is-cited"
    assert page.all("mark") == []
    assert "Chỗ được trích dẫn: mục s3." in page.one("section", class_="passage").words


def test_words_that_the_section_does_not_hold_light_all_of_it(client: TestClient) -> None:
    page = page_at(client, viewer_path(DOCUMENT_ID, "s3", "Đã bị sửa"))

    assert page.all("mark") == []
    assert section_of(page, "s3").attributes["class"] == "is-cited"
    assert "không còn trong bản đang lưu" in page.one("section", class_="passage").words


def test_row_is_marked_cell_by_cell(client: TestClient) -> None:
    page = page_at(client, viewer_path(DOCUMENT_ID, "s6", FakeAssistant().index.corpus.sections[5].text))

    assert [mark.text for mark in section_of(page, "s6").all("mark")] == [
        "3", "Rà soát, đơn giản hóa TTHC", "Trung tâm Phục vụ hành chính công", "Các phòng", "2026–2030",
        "Văn bản rà soát",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["q=<script>alert(1)</script>", "q=s99", "q=s3&w=<script>alert(1)</script>", "w=0"])
def test_query_is_never_echoed(client: TestClient, query: str) -> None:
    response = client.get(f"{PATH}?{query}")

    assert response.status_code in (200, 422)
    assert "alert" not in response.text


def test_reference_names_body_number_date_subject_and_address(shipped: TestClient) -> None:
    def reference(path: str) -> str:
        return page_at(shipped, path).one("p", class_="reference").words

    assert reference(f"/documents/{TAN_AN}") == (
        "Chủ tịch Ủy ban nhân dân xã Tân An, Kế hoạch số 104/KH-UBND ngày 28/04/2026 về thực hiện Chương trình tổng "
        f"thể cải cách hành chính nhà nước Xã Tân An (giai đoạn 2026 - 2030), http://testserver/documents/{TAN_AN}"
    )
    assert "Kế hoạch (số và ngày ban hành để trống) về thực hiện" in reference("/documents/lac-phuong-cchc-2026-2030")
    assert "(bản này không ghi số và ngày ban hành)" in reference("/documents/loc-binh-cchc-2026-2030")
    passage = viewer_path(LE_LOI, "muc-ii-4", "4. Vượt chỉ tiêu thu ngân sách năm 2025 được quận giao.")
    assert reference(passage).endswith(f", mục II.4, http://testserver{passage}")


def test_page_says_from_which_file_it_was_read(shipped: TestClient, corpus: Corpus) -> None:
    document = corpus.documents[0]

    assert document.sha256 in page_at(shipped, viewer_path(document.document_id)).one("section", id="trich-dan").words


def test_largest_document_is_light(shipped: TestClient, corpus: Corpus) -> None:
    assert max(len(shipped.get(viewer_path(d.document_id)).content) for d in corpus.documents) < 130_000


def test_page_loads_nothing_from_elsewhere_and_holds_no_inline_code(shipped: TestClient) -> None:
    for path in (PATH.replace(DOCUMENT_ID, TAN_AN), "/procedures/1.004194"):
        source = shipped.get(path).text
        assert re.findall(r'(?:src="|<link[^>]*href=")(?:https?:)?//', source) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script>", source) == []


def test_unknown_document_is_a_problem(client: TestClient) -> None:
    response = client.get("/documents/khong-co")

    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert "Không có văn bản" in response.json()["detail"]
