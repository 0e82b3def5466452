"""Documents at the operator's page: who may do what, what is refused, and what each act leaves behind."""

import io
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from httpx2 import Response
from PIL import Image

from api.admin.readings import Readings
from api.routes.admin_document_acts import BODIES
from corpus.errors import CorpusError, UnreadableDocument
from corpus.intake.versions import Status
from corpus.readers.extract import Extract, FileKind, Progress
from retrieval.errors import IndexUnavailable
from retrieval.indexing import IndexReport
from tests.api.admin.operators import FROM_HERE, HOSTILE, Operator
from tests.corpus.intake.test_shelf import ID, TEXT, extract_of, submission
from tests.corpus.intake.test_versions import make_clerk
from tests.support.html_page import Element

HERE = "/documents"
PAGE = f"{HERE}/{ID}/1"
FORM = {"commune": "tan-an"}
TRAVERSALS = ["%2e%2e", "..%2f..", "%2e%2e%2fhistory", "A", "a%00b", "-", ".reading", "a" * 90]


def put_on_shelf(operator: Operator, text: str = TEXT, **changes: object) -> None:
    """Adds a version as the reading of a file would."""
    extract = changes.pop("extract", None)
    assert extract is None or isinstance(extract, Extract)
    operator.publisher.shelf.add(submission(text, **changes), extract or extract_of(text), make_clerk())


def upload(
    operator: Operator,
    data: bytes = TEXT.encode(),
    name: str = "kh.txt",
    csrf: str | None = None,
    form: Mapping[str, str] = FORM,
) -> Response:
    fields = {"csrf": operator.csrf() if csrf is None else csrf, **FORM, **form}
    return operator.client.post("/admin/documents", data=fields, files={"file": (name, data)}, headers=FROM_HERE)


def review_form(page: Element) -> dict[str, str]:
    """Returns the fields of a version's page as a browser would send them, no box ticked."""
    form = page.one("form", class_="review")
    inputs = {field["name"]: field.attributes.get("value", "") for field in form.all("input") if "type" in field}
    inputs.pop("withhold", None)
    return inputs | {field["name"]: field.text for field in form.all("textarea")}


def send_review(
    operator: Operator, act: str, page: Element | None = None, changes: Mapping[str, str | list[str]] | None = None
) -> Response:
    fields = {**review_form(page or operator.page(PAGE)), "act": act, **(changes or {})}
    return operator.client.post(f"/admin{HERE}/review", data=fields, headers=FROM_HERE)


def act(operator: Operator, name: str, version: int = 1) -> Response:
    seen = str(len(operator.publisher.shelf.history(ID).acts))
    return operator.send(f"{HERE}/{name}", document=ID, version=str(version), seen=seen)


def finished(operator: Operator, started: Response) -> Response:
    """Returns the page of a reading once it is over."""
    assert started.status_code == 303, started.text
    for _ in range(600):
        response = operator.client.get(started.headers["location"])
        if response.status_code == 303 or "Đang đọc" not in response.text:
            return response
        time.sleep(0.05)
    raise AssertionError("the reading does not end")


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds no index: what answers say is asked in tests/api/test_publishing.py and tests/browser."""
    report = IndexReport(index_id="i1", created=(), updated=(), skipped=(), deleted=(), rejected=())
    monkeypatch.setattr("api.publishing.build_index", lambda *_: report)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Reads files without a process of their own; remembers their names."""
    names: list[str] = []

    def read(data: bytes, name: str, progress: Progress) -> Extract:
        names.append(name)
        if b"hong" in data:
            raise UnreadableDocument(f"Tệp {name!r} hỏng.")
        progress(1, 2)
        return extract_of(data.decode())

    monkeypatch.setattr("api.admin.desk.read_apart", read)
    yield names


@pytest.mark.parametrize("path", [HERE, PAGE, f"{PAGE}/pages/1.png", "/readings/" + "0" * 32])
def test_stranger_is_sent_to_sign_in(visitor: Operator, path: str) -> None:
    put_on_shelf(visitor)
    response = visitor.get(path)

    assert (response.status_code, response.headers["location"]) == (303, "/admin/dang-nhap")


def test_strangers_file_is_not_kept(visitor: Operator, reader: list[str]) -> None:
    response = upload(visitor, csrf="made up")

    assert (response.status_code, response.headers["location"]) == (303, "/admin/dang-nhap")
    assert reader == []


@pytest.mark.parametrize("path", ["", "/review", "/use", "/withdraw", "/roll-back"])
@pytest.mark.parametrize("csrf", ["", "made up", "chữ có dấu"])
def test_form_without_the_sessions_token_is_refused(operator: Operator, path: str, csrf: str) -> None:
    put_on_shelf(operator)
    before = operator.publisher.shelf.history(ID)
    response = operator.send(HERE + path, csrf, document=ID, version="1", seen="1", act="publish")

    assert response.status_code == 403
    assert operator.publisher.shelf.history(ID) == before


@pytest.mark.parametrize("path", ["", "/review", "/use", "/withdraw", "/roll-back"])
def test_form_from_elsewhere_is_refused(operator: Operator, path: str) -> None:
    put_on_shelf(operator)
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = operator.send(HERE + path, headers=headers, document=ID, version="1", seen="1", act="publish")

    assert response.status_code == 403
    assert operator.publisher.shelf.history(ID).published is None


def test_file_becomes_a_draft_that_the_record_names(operator: Operator, reader: list[str]) -> None:
    response = finished(operator, upload(operator, name="C:\\thư mục\\kế hoạch.txt"))
    history = operator.publisher.shelf.history(ID)

    assert response.headers["location"] == f"/admin{PAGE}?da=da-doc"
    assert (history.versions[0].source, history.status(1)) == ("kế hoạch.txt", Status.DRAFT)
    assert history.acts[0].by == "admin"
    assert operator.acts()[-1] == ("document_add", {"document": ID, "version": 1, "deed": "thêm"})
    assert "Trang quản trị" in operator.page(HERE).one("table", class_="versions").text


def test_what_the_clerk_states_fills_in(operator: Operator, reader: list[str]) -> None:
    table = "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tRà soát văn bản\tPhòng Kinh tế\tQuý I/2027"
    stated = {"title": "Phân công nhiệm vụ", "number": "9/TB-UBND", "issued_on": "2027-02-01", "document": "bang"}
    finished(operator, upload(operator, table.encode(), form={"internal": "1", **stated}))
    page = operator.page(f"{HERE}/bang/1")

    assert page.one("h1").words == "Phân công nhiệm vụ"
    assert operator.publisher.shelf.history("bang").is_internal
    assert {"nội bộ"} <= {tag.words for tag in page.all("strong", class_="tag")}
    assert "9/TB-UBND" in page.text
    assert "01/02/2027" in page.text


def test_same_file_with_more_stated_is_a_version_of_its_own(operator: Operator, reader: list[str]) -> None:
    table = b"TT\tNhi\xe1\xbb\x87m v\xe1\xbb\xa5\n1\tR\xc3\xa0 so\xc3\xa1t"
    finished(operator, upload(operator, table, form={"document": "bang"}))
    refused = finished(operator, upload(operator, table, form={"document": "bang"}))
    finished(operator, upload(operator, table, form={"document": "bang", "title": "Phân công"}))

    assert "chính là bản 1" in refused.text
    assert len(operator.publisher.shelf.history("bang").versions) == 2


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"commune": "khong-co"}, "Hãy chọn xã, phường"),
        ({"issued_on": "31/02/2027"}, "Ngày ban hành"),
    ],
)
def test_wrong_field_is_said_on_the_form(
    operator: Operator, reader: list[str], form: dict[str, str], sentence: str
) -> None:
    response = upload(operator, form={"title": HOSTILE, **form})

    assert response.status_code == 422
    assert sentence in response.text
    assert "<script" not in response.text
    assert reader == []


def test_form_without_a_file_is_said(operator: Operator) -> None:
    response = operator.send(HERE, commune="tan-an")

    assert response.status_code == 422
    assert "Hãy chọn tệp" in response.text


def test_fault_of_a_file_is_said_and_listed(operator: Operator, reader: list[str]) -> None:
    response = finished(operator, upload(operator, b"hong", name="<b>x.txt"))

    assert response.status_code == 200
    assert "Tệp &#39;&lt;b&gt;x.txt&#39; hỏng." in response.text
    assert "Chưa thêm được <b>x.txt" in operator.page(HERE).text
    assert operator.publisher.shelf.histories() == ()


def test_reading_is_seen_from_every_process(operator: Operator, reader: list[str]) -> None:
    started = upload(operator)
    other = operator.worker()
    operator.sign_in(client=other)

    for _ in range(100):
        response = other.get(started.headers["location"])
        if response.status_code == 303:
            break
        time.sleep(0.05)
    assert response.headers["location"] == f"/admin{PAGE}?da=da-doc"


def test_body_larger_than_the_limit_is_refused(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BODIES, "/admin/documents", 20_000)
    operator.client = operator.worker()
    operator.sign_in()
    response = upload(operator, b"x" * 30_000)

    assert response.status_code == 413
    assert "50 MB" in response.text


def test_only_these_routes_take_more_than_the_others(operator: Operator) -> None:
    put_on_shelf(operator)
    response = operator.send(f"{HERE}/withdraw", document="x" * 20_000)

    assert response.status_code == 413


@pytest.mark.parametrize("document_id", TRAVERSALS)
def test_id_is_no_path(operator: Operator, document_id: str) -> None:
    put_on_shelf(operator)
    for path in (f"{HERE}/{document_id}/1", f"{HERE}/{document_id}/1/pages/1.png", f"/readings/{document_id}"):
        assert operator.get(path).status_code in (404, 422), path


@pytest.mark.parametrize("document_id", ["../x", "A", "a/b", "."])
def test_act_on_an_id_that_is_a_path_is_refused(operator: Operator, document_id: str, reader: list[str]) -> None:
    for name in ("use", "withdraw", "roll-back", "review"):
        response = operator.send(f"{HERE}/{name}", document=document_id, version="1", seen="1")
        assert response.status_code == 409, name
    assert "không hợp lệ" in finished(operator, upload(operator, form={"document": document_id})).text
    assert [path.name for path in operator.publisher.shelf.root.iterdir()] == [".reading"]


@pytest.mark.parametrize("number", ["0", "9", "-1", "x"])
def test_version_that_is_not_there_is_not_found(operator: Operator, number: str) -> None:
    put_on_shelf(operator)

    assert operator.get(f"{HERE}/{ID}/{number}").status_code in (404, 422)


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


def test_internal_document_is_on_no_public_route(operator: Operator) -> None:
    put_on_shelf(operator, is_internal=True)
    send_review(operator, "publish")
    stranger = operator.worker()

    assert "nội bộ" in operator.page(HERE).text
    assert ID not in {document.document_id for document in operator.publisher.corpus().documents}
    for path in ("/", "/v1/documents", "/xa/tan-an", f"/documents/{ID}", f"/v1/documents/{ID}", f"/admin{PAGE}"):
        assert "12/KH-UBND" not in stranger.get(path).text, path


def test_third_file_at_once_is_refused(tmp_path: Path, operator: Operator) -> None:
    operator.desk.readings = Readings(tmp_path / "readings", operator.now, places=0)
    response = upload(operator)

    assert response.status_code == 503
    assert "đang đọc 0 tệp khác" in response.text


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
