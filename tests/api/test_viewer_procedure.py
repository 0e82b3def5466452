"""The source viewer's page of a procedure: its own address, every field with its rows, what is quoted."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.links import bare, viewer_path
from corpus.procedures.outline import document_id, sections_of
from tests.api.sample_procedures import CODE, make_assistant, shipped_client, shipped_procedures
from tests.support.fake_assistant import FakeAssistant
from tests.support.html_page import parse

PAGE = f"/procedures/{CODE}"


@pytest.fixture
def assistant() -> FakeAssistant:
    return make_assistant()


@pytest.fixture(scope="module")
def shipped() -> Iterator[TestClient]:
    with shipped_client() as client:
        yield client


def text_of(page: str) -> str:
    """Returns what a person reads, spaces made one."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", re.sub(r'<a class="self".*?</a>', "", page))).split())


def marked(page: str) -> str:
    return bare(html.unescape("".join(re.findall(r"<mark>([^<]*)</mark>", page))))


def test_page_names_code_decision_and_source(client: TestClient) -> None:
    page = client.get(PAGE).text

    assert "&lt;b&gt;giấy tờ&lt;/b&gt;" in page
    assert '<a href="https://dichvucong.gov.vn/thu-tuc-hanh-chinh/x" rel="external noopener">' in page
    text = text_of(page)
    assert "Nguồn: Cổng Dịch vụ công quốc gia, dữ liệu đến ngày 30/06/2026." in text
    assert "áp dụng thủ tục công bố trên Cổng" in text
    assert "3152/QĐ-BTP" in text


def test_page_says_what_the_portal_leaves_empty(client: TestClient) -> None:
    text = text_of(client.get(PAGE).text)

    assert "Cổng Dịch vụ công không ghi thời hạn" in text
    assert "Cổng Dịch vụ công không ghi cơ quan có thẩm quyền." in text
    assert "Cổng Dịch vụ công không ghi yêu cầu, điều kiện." in text
    assert "không ghi phí" not in text


def test_page_of_a_bare_row_does_not_call_the_portal_empty(client: TestClient) -> None:
    page = client.get("/procedures/1.001193").text

    assert "mới có dòng của thủ tục trong danh mục" in page
    assert "không ghi yêu cầu" not in page
    assert "javascript:" not in page


def test_page_of_a_withdrawn_procedure_begins_with_it(client: TestClient) -> None:
    abolished = client.get("/procedures/1.004746").text
    replaced = client.get("/procedures/1.000656").text

    assert "Thủ tục này đã bị bãi bỏ" in abolished
    assert "Thủ tục này đã được thay thế" in replaced
    assert replaced.index('<a href="/procedures/1.001193">Đăng ký khai sinh</a>') < replaced.index("<h1")
    assert "mã 1.999999" in replaced
    assert "withdrawn" not in client.get(PAGE).text


def test_page_lights_the_asked_row(client: TestClient) -> None:
    page = parse(client.get(f"{PAGE}?q=cach-nop-2").text)

    assert page.one("tr", id="cach-nop-2").attributes["class"] == "is-cited"
    assert [element.attributes["id"] for element in page.all(class_="is-cited")] == ["cach-nop-2"]
    assert page.all("mark") == []


def test_quoted_row_is_marked_and_what_the_portal_leaves_out_with_it(client: TestClient) -> None:
    section = next(s for s in sections_of(make_assistant().index.corpus.procedures[-1]) if s.section_id == "cach-nop-1")
    page = parse(client.get(viewer_path(document_id(CODE), section.section_id, section.text)).text)

    assert [mark.text for mark in page.all("mark")] == [
        "Trực tiếp",
        "không ghi thời hạn",
        "2.000 đồng/trang (hai trang đầu);",
        "1.000 đồng/trang (từ trang thứ 3)",
        "Tại UBND cấp xã",
    ]


def test_every_shipped_row_is_marked_when_it_is_quoted(shipped: TestClient) -> None:
    wrong = []
    for procedure in shipped_procedures():
        rows = [section for section in sections_of(procedure) if section.parent_id not in (None, "ten")]
        # Rows of one field are alike; the first and the last of each tell.
        told = {field: [row for row in rows if row.parent_id == field] for field in {row.parent_id for row in rows}}
        for row in {row.section_id: row for group in told.values() for row in (group[0], group[-1])}.values():
            page = shipped.get(viewer_path(document_id(procedure.code), row.section_id, row.text)).text
            # The column's title says what the row's text says before a form or a case.
            words = re.sub(r"(?<=\| )(mẫu|trường hợp): ", "", row.text) if row.parent_id == "giay-to" else row.text
            if marked(page) != bare(words):
                wrong.append((procedure.code, row.section_id))

    assert wrong == []


def test_words_that_a_row_does_not_hold_light_all_of_it(client: TestClient) -> None:
    page = parse(client.get(viewer_path(document_id(CODE), "cach-nop-1", "Phí cũ")).text)

    assert page.all("mark") == []
    assert page.one("tr", id="cach-nop-1").attributes["class"] == "is-cited"
    assert "không còn trong bản đang lưu" in page.one("section", class_="passage").words


def test_old_address_leads_to_the_code_and_keeps_what_is_asked(client: TestClient) -> None:
    response = client.get(f"/documents/tthc-{CODE}?q=cach-nop-2&w=0123456789", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (308, f"{PAGE}?q=cach-nop-2&w=0123456789")


def test_reference_names_portal_procedure_code_and_day(client: TestClient) -> None:
    reference = parse(client.get(PAGE).text).one("p", class_="reference").words

    assert reference == (
        "Cổng Dịch vụ công quốc gia, Thủ tục hành chính “Chứng thực bản sao từ bản chính <b>giấy tờ</b>”, mã 2.000815, "
        f"dữ liệu đến ngày 30/06/2026, http://testserver{PAGE}"
    )


def test_tables_have_captions_and_titled_columns(client: TestClient) -> None:
    channels, papers = parse(client.get(PAGE).text).all("table")

    assert channels.one("caption").words == "Cách nộp, thời hạn, phí và lệ phí: 2 hàng"
    assert [th.words for th in channels.all("th", scope="col")] == ["Cách nộp", "Thời hạn", "Phí, lệ phí", "Ghi chú"]
    assert [th.words for th in papers.all("th", scope="row")] == ["Bản chính cần sao", "Tờ khai"]


def test_headings_and_landmarks_are_in_order(shipped: TestClient) -> None:
    page = parse(shipped.get("/procedures/1.004194").text)

    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    assert all(len(page.all(landmark)) == 1 for landmark in ("header", "main", "nav", "article"))
    own = {link.attributes["href"][1:] for link in page.all("a") if link.attributes["href"].startswith("#")}
    assert own <= set(page.ids)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/procedures/9.999999", "Không có thủ tục hành chính"),
        ("/procedures/khai-sinh", "không phải mã"),
        ("/procedures/a/b", "không phải mã"),
        ("/documents/tthc-9.999999", "Không có văn bản"),
    ],
)
def test_unknown_procedure_is_a_problem(client: TestClient, path: str, sentence: str) -> None:
    response = client.get(path)

    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert sentence in response.json()["detail"]


def test_every_shipped_row_is_on_its_page_under_its_anchor(shipped: TestClient) -> None:
    for procedure in shipped_procedures():
        page = shipped.get(viewer_path(document_id(procedure.code))).text
        text = text_of(page)
        for section in sections_of(procedure):
            assert page.count(f' id="{section.section_id}"') == 1
            for cell in section.text.split(" | "):
                words = re.sub(r"^(mẫu|trường hợp): ", "", cell)  # said by the title of the column
                assert " ".join(words.split()) in text
