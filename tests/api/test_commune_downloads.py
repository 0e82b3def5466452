"""Tasks as files, read back with the programs' own readers."""

import csv
import io
from datetime import date, datetime, time

import icalendar
import openpyxl
import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from api.pages.commune import source_link
from api.pages.downloads.calendar_file import calendar_file
from api.pages.downloads.csv_file import cell, csv_file
from api.pages.downloads.table import COLUMNS, Export
from api.pages.downloads.workbook import workbook_file
from api.pages.tasks import TaskFilter
from corpus.records import Recurrence, Schedule, Task
from tests.api.commune_pages import make_client, view_of

FORMULA = '=HYPERLINK("https://example.com","x")'
BASE = "https://xa.example.vn"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


def make_export(**overrides: object) -> Export:
    """Returns Tân An's tasks; with overrides, its first one alone, so changed."""
    view = view_of("tan-an")
    tasks: tuple[Task, ...] = (view.tasks[0].model_copy(update=overrides),) if overrides else view.tasks
    return Export(view, tasks, TaskFilter(), BASE)


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def read_events(content: bytes) -> list[icalendar.Event]:
    return [
        event for event in icalendar.Calendar.from_ical(content).walk("VEVENT") if isinstance(event, icalendar.Event)
    ]


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
        ("ics", "text/calendar; charset=utf-8"),
    ],
)
def test_file_has_a_name_and_a_type(client: TestClient, kind: str, media_type: str) -> None:
    response = client.get(f"/xa/tan-an/nhiem-vu.{kind}")

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"] == f'attachment; filename="nhiem-vu-tan-an.{kind}"'


def test_other_formats_are_not_found(client: TestClient) -> None:
    assert client.get("/xa/tan-an/nhiem-vu.pdf").status_code == 404


def test_csv_holds_every_task_with_its_document(client: TestClient) -> None:
    content = client.get("/xa/tan-an/nhiem-vu.csv").content
    lines = read_csv(content)
    tasks = view_of("tan-an").tasks

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") >= len(tasks) + 1
    assert [line["Nhiệm vụ"] for line in lines] == [task.title for task in tasks]
    assert {line["Số, ký hiệu"] for line in lines} == {"104/KH-UBND"}
    assert [line["Đường dẫn"] for line in lines] == [
        f"http://testserver{source_link(task.provenance).path}" for task in tasks
    ]
    assert [line["Thời hạn"] for line in lines if line["Thời hạn"]][:2] == ["2030-12-31", "2027-12-31"]


def test_blank_number_of_the_source_is_said(client: TestClient) -> None:
    lines = read_csv(client.get("/xa/lac-phuong/nhiem-vu.csv").content)

    assert {line["Số, ký hiệu"] for line in lines} == {"không ghi số (bản gốc: “Số: /KH-UBND”)"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics"])
def test_files_honour_the_filter(client: TestClient, kind: str) -> None:
    response = client.get(f"/xa/lac-phuong/nhiem-vu.{kind}", params={"co-quan": "phong-kinh-te", "vai-tro": "chu-tri"})
    if kind == "csv":
        numbers = [line["STT"] for line in read_csv(response.content)]
    elif kind == "xlsx":
        book = read_book(response.content)
        numbers = [str(row[0].value) for row in book["Nhiệm vụ"].iter_rows(min_row=2)]
        facts = {row[0].value: row[1].value for row in book["Nguồn và lưu ý"].iter_rows()}
        assert facts["Bộ lọc"] == "cơ quan: Phòng Kinh tế; vai trò: chủ trì"
        assert facts["Số nhiệm vụ trong tệp"] == "2 trên 16"
    else:
        numbers = [str(event["url"]).rpartition("n")[2] for event in read_events(response.content)]

    assert numbers == ["9", "10"]


def test_nothing_found_gives_a_file_with_headers_alone(client: TestClient) -> None:
    content = client.get("/xa/lac-phuong/nhiem-vu.csv", params={"q": "vàng"}).content

    assert content.decode("utf-8-sig") == ",".join(f'"{c}"' if "," in c else c for c in COLUMNS) + "\r\n"


def test_workbook_has_typed_cells_and_a_frozen_header() -> None:
    sheet = read_book(workbook_file(make_export()))["Nhiệm vụ"]
    rows = list(sheet.iter_rows(min_row=2))

    assert sheet.freeze_panes == "A2"
    assert tuple(c.value for c in sheet[1]) == COLUMNS
    assert isinstance(rows[0][0].value, int)
    assert rows[2][6].value == datetime(2030, 12, 31)  # noqa: DTZ001 - a cell has no zone
    assert rows[2][6].number_format == "dd/mm/yyyy"
    assert all(sheet.column_dimensions[column].width >= 6 for column in "ABCDEFGHIJKLM")


def test_workbook_says_its_source_and_caveats() -> None:
    facts = [
        (row[0].value, row[1].value) for row in read_book(workbook_file(make_export()))["Nguồn và lưu ý"].iter_rows()
    ]

    assert ("Số, ký hiệu", "104/KH-UBND") in facts
    assert ("Bộ lọc", "không lọc, lấy tất cả") in facts
    assert ("Văn bản có mâu thuẫn", "hai phần cùng đánh số IV trong Phụ lục II") in facts
    assert any(value.startswith("Văn bản không cho biết việc nào đã xong") for _, value in facts)


def test_words_that_look_like_a_formula_stay_words() -> None:
    export = make_export(title=FORMULA, deliverable="\x0bBáo cáo")
    book = read_book(workbook_file(export))
    title, deliverable = book["Nhiệm vụ"]["C2"], book["Nhiệm vụ"]["I2"]

    assert (title.value, title.data_type) == (FORMULA, "s")
    assert deliverable.value == " Báo cáo"
    assert read_csv(csv_file(export))[0]["Nhiệm vụ"] == "'" + FORMULA


@given(st.text(max_size=40).map(lambda text: text.replace("\x00", "")))
@example("=1+1")
@example('-2, "x"\r\n@y')
@example("\uff1d1")
def test_csv_cell_never_opens_as_a_formula_and_loses_nothing(text: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([cell(text), "sau"])
    ((read, after),) = csv.reader(io.StringIO(stream.getvalue(), newline=""))

    assert read[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
    assert read in (text, "'" + text)
    assert after == "sau"


def test_calendar_holds_the_dated_tasks_as_whole_days() -> None:
    export = make_export()
    dated = [task for task in export.tasks if task.schedule and task.schedule.deadline_on]
    events = read_events(calendar_file(export))

    assert [event.decoded("dtstart") for event in events] == [t.schedule.deadline_on for t in dated if t.schedule]
    assert all(not isinstance(event.decoded("dtstart"), datetime) for event in events)
    assert all((event.decoded("dtend") - event.decoded("dtstart")).days == 1 for event in events)
    assert all("104/KH-UBND" in str(event["description"]) for event in events)
    assert str(events[0]["url"]).startswith(BASE + "/documents/")


def test_calendar_lines_are_short_and_end_as_the_standard_says() -> None:
    content = calendar_file(make_export())

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_event_keeps_its_uid() -> None:
    uids = [str(event["uid"]) for event in read_events(calendar_file(make_export()))]
    renamed = make_export(schedule=Schedule(raw="2027", deadline_on=date(2027, 12, 31)))
    again = make_export(title="Tên khác", schedule=Schedule(raw="2028", deadline_on=date(2028, 12, 31)))

    assert len(set(uids)) == len(uids)
    assert read_events(calendar_file(renamed))[0]["uid"] == read_events(calendar_file(again))[0]["uid"]


@pytest.mark.parametrize(
    ("recurrence", "deadline", "rule"),
    [
        (Recurrence.YEARLY, date(2026, 12, 15), {"FREQ": ["YEARLY"]}),
        (Recurrence.QUARTERLY, date(2026, 3, 31), {"FREQ": ["MONTHLY"], "INTERVAL": [3]}),
        (Recurrence.ALWAYS, date(2026, 12, 15), None),
        (None, date(2026, 12, 15), None),
    ],
)
def test_deadline_repeats_where_the_source_says_how(
    recurrence: Recurrence | None, deadline: date, rule: dict[str, object] | None
) -> None:
    schedule = Schedule(raw="…", deadline_on=deadline, recurrence=recurrence)
    (event,) = read_events(calendar_file(make_export(schedule=schedule)))
    repeats = event.get("rrule")
    found = dict(repeats) if isinstance(repeats, icalendar.vRecur) else None
    if found:
        assert found.pop("UNTIL") == [date(2030, 12, 31)]

    assert found == rule


def test_recurrence_without_a_date_makes_no_event() -> None:
    schedule = Schedule(raw="Hàng năm", recurrence=Recurrence.YEARLY)

    assert read_events(calendar_file(make_export(schedule=schedule))) == []


def test_stamp_is_the_day_of_the_file() -> None:
    export = make_export()
    stamp = read_events(calendar_file(export))[0].decoded("dtstamp")

    assert (stamp.date(), stamp.time()) == (export.view.today, time())
