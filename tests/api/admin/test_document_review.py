"""The review of a document at the operator's page: what it shows, what is put right, published and taken back."""

import io
import re
from datetime import UTC, datetime

import pytest
from PIL import Image

from corpus.errors import CorpusError
from corpus.readers.extract import Extract, FileKind
from retrieval.errors import IndexUnavailable
from tests.api.admin.operators import FROM_HERE, HOSTILE, Operator
from tests.api.admin.papers import HERE, PAGE, act, put_on_shelf, review_form, send_review
from tests.support.clerks import ID, TEXT, extract_of

pytestmark = pytest.mark.usefixtures("no_index")


def test_words_of_a_file_are_never_markup(operator: Operator) -> None:
    hostile = TEXT.replace("Rà soát văn bản", f"Rà soát {HOSTILE}").replace("CHỦ TỊCH", f"CHỦ TỊCH\n{HOSTILE}")
    extract = extract_of(hostile, is_recognised=True, doubtful=HOSTILE)
    extract = extract.model_copy(update={"warnings": (HOSTILE,)})
    put_on_shelf(operator, hostile, extract=extract, name=HOSTILE)

    for path in (HERE, PAGE):
        html = operator.get(path).text
        assert re.findall(r"<script|<style|\sstyle=|\son\w+=", html) == []
        assert HOSTILE in operator.page(path).text


def test_report_tells_what_was_read_and_what_was_not(operator: Operator) -> None:
    text = TEXT.replace("2\tTổ chức hội nghị", "2\tTổ chức\thội nghị\tthừa\tô")
    put_on_shelf(operator, text, extract=extract_of(text, doubtful="87%"))
    page = operator.page(PAGE)
    titles = [heading.words for heading in page.all("h2")]

    assert titles[:3] == ["Chưa chắc: 1 dòng", "Chưa hiểu: 1 chỗ", "Chỉ tiêu: 3"]
    (doubtful, unknown, *_) = page.all("ul", class_="cards")
    assert [mark.words for mark in doubtful.all("mark")] == ["87%"]
    assert "chắc 50 %" in doubtful.text
    labels = [label.words for label in unknown.all("label")]
    assert labels[:3] == ["TT", "Nội dung công việc", "Cơ quan chủ trì"]
    tasks = page.one("h2", id="task")
    assert tasks.words == "Nhiệm vụ: 1"
    assert "Văn phòng HĐND và UBND" in page.text


def test_least_sure_line_comes_first(operator: Operator) -> None:
    lines = list(extract_of(TEXT, doubtful="87%").lines)
    sure = extract_of(TEXT, doubtful="96%").lines
    at = next(n for n, line in enumerate(sure) if line.doubts)
    lines[at] = sure[at].model_copy(update={"doubts": (sure[at].doubts[0].model_copy(update={"confidence": 20.0}),)})
    put_on_shelf(operator, extract=Extract(kind=FileKind.TEXT, pages=1, lines=tuple(lines), is_recognised=True))
    page = operator.page(PAGE)

    assert [mark.words for mark in page.all("ul", class_="cards")[0].all("mark")] == ["96%", "87%"]


def test_line_and_cell_are_put_right_and_the_record_says_so(operator: Operator) -> None:
    text = TEXT.replace("1\tRà soát văn bản", "1\tRa soat van ban").replace("đạt 87%", "đạt 8l%")
    put_on_shelf(operator, text, extract=extract_of(text, is_recognised=True, doubtful="8l%"))
    page = operator.page(PAGE)
    fields = review_form(page)
    goal = next(name for name, value in fields.items() if "8l%" in value)
    cell = next(name for name, value in fields.items() if value.startswith("Ra soat van ban"))
    right = {goal: fields[goal].replace("8l%", "87%"), cell: "Rà soát  văn bản quy phạm\r\npháp luật của xã "}
    response = send_review(operator, "save", page, right)
    after = operator.page(PAGE)

    assert response.headers["location"] == f"/admin{PAGE}?da=sua"
    assert "Chưa chắc" not in after.one("form", class_="review").text
    assert "Rà soát văn bản quy phạm pháp luật của xã" in [heading.words for heading in after.all("h3")]
    assert operator.acts()[-1] == ("document_correct", {"document": ID, "version": 1, "deed": "sửa"})


def test_row_that_was_torn_apart_is_put_together(operator: Operator) -> None:
    text = TEXT.replace("2\tTổ chức hội nghị", "2\tTổ chức\thội nghị")
    put_on_shelf(operator, text)
    fields = review_form(operator.page(PAGE))
    row = next(name for name, value in fields.items() if value == "Tổ chức").split(".")[0]
    cells = ["2", "Tổ chức hội nghị đối thoại", "Phòng Kinh tế", "Các phòng", "Quý III/2027", "Biên bản", ""]
    send_review(operator, "save", None, {f"{row}.{at}": cell for at, cell in enumerate(cells)})
    page = operator.page(PAGE)

    assert page.one("h2", id="task").words == "Nhiệm vụ: 2"
    assert "Chưa hiểu" not in page.text


def test_row_whose_cells_were_lost_is_typed_with_bars(operator: Operator) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith("2\t"))
    text = TEXT.replace(row, row.replace("\t", " "))
    put_on_shelf(operator, text)
    number = text.splitlines().index(row.replace("\t", " ")) + 1
    fields = review_form(operator.page(PAGE))
    assert f"l{number}" in fields
    send_review(operator, "save", None, {f"l{number}": row.replace("\t", " | ")})

    assert operator.page(PAGE).one("h2", id="task").words == "Nhiệm vụ: 2"


def test_record_that_was_read_wrongly_is_withheld_and_taken_back(operator: Operator) -> None:
    put_on_shelf(operator)
    page = operator.page(PAGE)
    boxes = {box["id"]: box["value"] for box in page.all("input", name="withhold")}
    send_review(operator, "save", page, {"withhold": [boxes["bo-target-1"]]})
    withheld = operator.page(PAGE)
    (kept,) = [box for box in withheld.all("input", name="withhold") if "checked" in box]

    assert withheld.one("h2", id="target").words == "Chỉ tiêu: 2"
    assert withheld.one("h2", id="khong-dung").words == "Không dùng: 1 đoạn"
    assert kept["value"] == boxes["bo-target-1"]
    send_review(operator, "save", withheld)
    assert operator.page(PAGE).one("h2", id="target").words == "Chỉ tiêu: 3"


def test_nothing_changed_is_no_act(operator: Operator) -> None:
    put_on_shelf(operator)
    response = send_review(operator, "save")

    assert response.headers["location"] == f"/admin{PAGE}?da=khong-sua"
    assert len(operator.publisher.shelf.history(ID).acts) == 1


def test_what_was_put_right_is_seen_before_it_is_published(operator: Operator) -> None:
    put_on_shelf(operator)
    page = operator.page(PAGE)
    goal = next(name for name, value in review_form(page).items() if "87%" in value)
    response = send_review(operator, "publish", page, {goal: "- Tỷ lệ thanh toán trực tuyến đạt 88%."})

    assert response.headers["location"] == f"/admin{PAGE}?da=sua-roi-xem"
    assert operator.publisher.shelf.history(ID).published is None


def test_publish_withdraw_and_roll_back_are_noted(operator: Operator) -> None:
    newer = TEXT.replace("đạt 87%", "đạt 88%")
    put_on_shelf(operator, extract=extract_of(is_recognised=True))
    published = send_review(operator, "publish")
    put_on_shelf(operator, newer)
    second = operator.page(f"{HERE}/{ID}/2")
    send_review(operator, "publish", second)
    back = act(operator, "roll-back", 2)
    page = operator.page(PAGE)
    again = act(operator, "use", 2)
    gone = act(operator, "withdraw", 2)

    assert published.headers["location"] == f"/admin{PAGE}?da=dung"
    assert "Đổi nội dung: 1" in second.text
    assert back.headers["location"] == f"/admin{PAGE}?da=quay-lai"
    assert "Bản 1: đang dùng" in page.one("p", class_="count").words
    assert page.all("form", class_="review") == []
    assert [button.words for button in page.all("div", class_="acts-row")[0].all("button")] == [
        "Quay lại bản 2",
        "Thu hồi văn bản",
    ]
    assert (again.status_code, gone.headers["location"]) == (303, f"/admin{HERE}/{ID}/2?da=thu-hoi")
    assert [(name, detail["version"]) for name, detail in operator.acts() if name.startswith("document")] == [
        ("document_publish", 1),
        ("document_publish", 2),
        ("document_publish", 1),
        ("document_publish", 2),
        ("document_withdraw", 2),
    ]
    assert "Đưa văn bản vào sử dụng" in operator.page("/nhat-ky").text


def test_recognised_draft_is_published_by_the_review_alone(operator: Operator) -> None:
    put_on_shelf(operator, extract=extract_of(is_recognised=True))
    response = act(operator, "use")

    assert response.status_code == 409
    assert operator.publisher.shelf.history(ID).published is None


def test_what_somebody_else_did_meanwhile_is_not_overwritten(operator: Operator) -> None:
    put_on_shelf(operator)
    page = operator.page(PAGE)
    send_review(operator, "publish", page)
    responses = [send_review(operator, "publish", page), operator.send(f"{HERE}/withdraw", document=ID, seen="1")]

    assert [response.status_code for response in responses] == [409, 409]
    assert "vừa thay đổi" in responses[0].text
    assert operator.publisher.shelf.history(ID).published == 1


def test_version_that_was_used_is_not_corrected(operator: Operator) -> None:
    put_on_shelf(operator)
    fields = review_form(operator.page(PAGE)) | {"act": "save"}
    send_review(operator, "publish")
    seen = str(len(operator.publisher.shelf.history(ID).acts))
    goal = next(name for name, value in fields.items() if "87%" in value)
    data = fields | {"seen": seen, goal: "khác"}
    response = operator.client.post(f"/admin{HERE}/review", data=data, headers=FROM_HERE)

    assert response.status_code == 409
    assert "87%" in operator.get(PAGE).text


@pytest.mark.parametrize("fault", [IndexUnavailable("Đĩa đầy."), CorpusError("Văn bản hỏng.")])
def test_where_publishing_fails_it_is_said_and_nothing_changes(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise fault

    put_on_shelf(operator)
    monkeypatch.setattr("api.publishing.build_index", refuse)
    response = send_review(operator, "publish")

    assert response.status_code == 409
    assert str(fault) in response.text
    assert operator.publisher.shelf.history(ID).published is None


def test_scan_is_shown_beside_what_was_read_of_it(operator: Operator) -> None:
    content = io.BytesIO()
    Image.new("RGB", (30, 40)).save(content, "PNG")
    extract = extract_of(is_recognised=True, doubtful="87%").model_copy(update={"kind": FileKind.IMAGE})
    put_on_shelf(operator, data=content.getvalue(), extract=extract)
    page = operator.page(PAGE)
    (source,) = {picture["src"] for picture in page.all("img")}
    response = operator.client.get(source)
    links = {link["href"] for link in page.all("a", class_="place")}

    assert source == f"/admin{PAGE}/pages/1.png"
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert response.headers["cache-control"] == "no-store"
    assert links == {"#trang-1"}
    assert "trang-1" in page.ids
    assert operator.get(f"{PAGE}/pages/2.png").status_code == 404


def test_line_that_was_put_right_can_be_given_back(operator: Operator) -> None:
    put_on_shelf(operator)
    page = operator.page(PAGE)
    goal = next(name for name, value in review_form(page).items() if "87%" in value)
    send_review(operator, "save", page, {goal: ""})
    without = operator.page(PAGE)
    send_review(operator, "save", without, {"undo": ["0"]})

    assert without.one("h2", id="target").words == "Chỉ tiêu: 2"
    assert "đạt 87%" in without.one("del").words
    assert operator.page(PAGE).one("h2", id="target").words == "Chỉ tiêu: 3"
    assert operator.publisher.shelf.corrections(ID, 1).lines == ()


def test_day_of_the_digital_signature_is_shown_beside_the_file(operator: Operator) -> None:
    signed = datetime(2027, 1, 16, 9, 30, tzinfo=UTC)
    put_on_shelf(operator, extract=extract_of().model_copy(update={"signed_at": signed}))

    assert "ký số ngày 16/01/2027" in operator.get(PAGE).text


def test_cells_bear_the_names_of_their_columns_even_where_one_is_unknown(operator: Operator) -> None:
    text = TEXT.replace("Thời gian hoàn thành\tSản phẩm", "Thời gian hoàn thành\tMã nội bộ")
    put_on_shelf(operator, text)

    page = operator.get(PAGE).text
    assert "Cơ quan chủ trì" in page
    assert "Mã nội bộ" in page
    assert "ô 2<" not in page.lower()


def test_of_two_lines_with_the_same_words_each_is_put_right_by_itself(operator: Operator) -> None:
    line = next(line for line in TEXT.splitlines() if "đạt 87%" in line)
    put_on_shelf(operator, TEXT.replace(line, f"{line}\n{line}"))
    page = operator.page(PAGE)
    first, second = (name for name, value in review_form(page).items() if "87%" in value)
    send_review(operator, "save", page, {second: line.replace("87%", "85%")})
    once = operator.page(PAGE)
    send_review(operator, "save", once, {second: line.replace("87%", "86%")})
    twice = operator.page(PAGE)
    send_review(operator, "save", twice, {first: line.replace("87%", "88%")})
    fields = review_form(operator.page(PAGE))

    assert ("87%" in review_form(once)[first], "85%" in review_form(once)[second]) == (True, True)
    assert "(dòng thứ 2 có đúng chữ này)" in once.text
    assert ("88%" in fields[first], "86%" in fields[second]) == (True, True)
    assert len(operator.publisher.shelf.corrections(ID, 1).lines) == 2
    send_review(operator, "save", operator.page(PAGE), {"undo": ["0"]})
    given_back = review_form(operator.page(PAGE))
    assert ("88%" in given_back[first], "87%" in given_back[second]) == (True, True)
