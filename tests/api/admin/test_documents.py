"""Documents at the operator's page: who may do what, what is refused, what becomes of a file."""

import time
from pathlib import Path

import pytest

from api.admin.document_jobs import FileReading
from api.admin.jobs import Jobs
from api.routes.admin_document_acts import BODIES
from corpus.intake.versions import Status
from tests.api.admin.operators import HOSTILE, Operator
from tests.api.admin.papers import HERE, PAGE, finished, put_on_shelf, send_review, upload
from tests.support.clerks import ID

pytestmark = pytest.mark.usefixtures("no_index")
TRAVERSALS = ["%2e%2e", "..%2f..", "%2e%2e%2fhistory", "A", "a%00b", "-", ".reading", "a" * 90]


@pytest.mark.parametrize("path", [HERE, PAGE, f"{PAGE}/trial", f"{PAGE}/pages/1.png", "/readings/" + "0" * 32])
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


def test_internal_document_is_on_no_public_route(operator: Operator) -> None:
    put_on_shelf(operator, is_internal=True)
    send_review(operator, "publish")
    stranger = operator.worker()

    assert "nội bộ" in operator.page(HERE).text
    assert ID not in {document.document_id for document in operator.publisher.corpus().documents}
    for path in ("/", "/v1/documents", "/xa/tan-an", f"/documents/{ID}", f"/v1/documents/{ID}", f"/admin{PAGE}"):
        assert "12/KH-UBND" not in stranger.get(path).text, path


def test_third_file_at_once_is_refused(tmp_path: Path, operator: Operator) -> None:
    operator.desk.readings = Jobs(tmp_path / "readings", FileReading, places=0)
    response = upload(operator)

    assert response.status_code == 503
    assert "đang đọc 0 tệp khác" in response.text
