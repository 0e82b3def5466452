"""The pages of tasks: all of them, filtered, by deadline and by agency."""

from collections import Counter
from datetime import date

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.pages.commune import row_id
from api.pages.tasks import TaskFilter, select_tasks
from api.pages.timeline import build_timeline
from corpus.records import Recurrence, Schedule, Task
from tests.api.commune_pages import make_client, page_of, shipped_corpus, view_of
from tests.support.html_page import Element

WITH_TASKS = ("lac-phuong", "tan-an")
with_tasks = pytest.mark.parametrize("slug", WITH_TASKS)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


def rows(page: Element) -> list[Element]:
    return [row for table in page.all("table", class_="tasks") for row in table.one("tbody").all("tr")]


def ids(page: Element) -> list[str]:
    return [row["id"] for row in rows(page)]


@with_tasks
def test_rows_are_the_records(client: TestClient, slug: str) -> None:
    tasks = view_of(slug).tasks
    shown = rows(page_of(client, f"/xa/{slug}/nhiem-vu"))

    assert [row["id"] for row in shown] == [row_id(task) for task in tasks]
    for task, row in zip(tasks, shown, strict=True):
        assert task.title in row.one("th").words
        assert row.one("td", data_title="Số").words == (task.number or "không đánh số")
        assert row.one("td", data_title="Chủ trì").words == "; ".join(agency.name for agency in task.lead_agencies)
        assert row.one("td", data_title="Thời gian").words == (task.schedule.raw if task.schedule else "không ghi")


@pytest.mark.parametrize("slug", ["le-loi", "loc-binh", "phong-tho"])
@pytest.mark.parametrize("view", ["", "/thoi-han", "/khoi-luong"])
def test_plan_without_tasks_says_so(client: TestClient, slug: str, view: str) -> None:
    page = page_of(client, f"/xa/{slug}/nhiem-vu{view}")

    assert "không kèm danh mục nhiệm vụ" in page.one("main").words
    for document in view_of(slug).documents:
        assert page.all("a", href=f"/documents/{document.document_id}")


@with_tasks
@pytest.mark.parametrize("role", ["chu-tri", "phoi-hop", ""])
def test_agency_and_role_filter(client: TestClient, slug: str, role: str) -> None:
    tasks = view_of(slug).tasks
    agency_id = tasks[3].lead_agencies[0].agency_id
    wanted = [
        row_id(task)
        for task in tasks
        if agency_id
        in {
            agency.agency_id
            for agency in (
                *(task.lead_agencies if role != "phoi-hop" else ()),
                *(task.coordinating_agencies if role != "chu-tri" else ()),
            )
        }
    ]

    page = page_of(client, f"/xa/{slug}/nhiem-vu", **{"co-quan": agency_id.split("/")[1], "vai-tro": role})
    assert ids(page) == wanted


@with_tasks
def test_groups_share_the_tasks_out(client: TestClient, slug: str) -> None:
    whole = page_of(client, f"/xa/{slug}/nhiem-vu")
    keys = [option["value"] for option in whole.one("select", name="nhom").all("option") if option["value"]]
    parts = [found for key in keys for found in ids(page_of(client, f"/xa/{slug}/nhiem-vu", nhom=key))]

    assert parts == ids(whole)
    assert len(keys) == len({(task.group_number, task.group) for task in view_of(slug).tasks})


def test_search_needs_no_diacritics_and_joins_the_other_filters(client: TestClient) -> None:
    found = ids(page_of(client, "/xa/lac-phuong/nhiem-vu", q="cham diem cong tac cchc"))
    both = ids(page_of(client, "/xa/lac-phuong/nhiem-vu", q="cchc", **{"co-quan": "phong-kinh-te"}))

    assert found == ids(page_of(client, "/xa/lac-phuong/nhiem-vu", q="chấm điểm CÔNG TÁC CCHC"))
    assert len(found) == 1
    assert both == []


def test_links_keep_the_filter(client: TestClient) -> None:
    page = page_of(client, "/xa/tan-an/nhiem-vu", q="kiểm tra", **{"vai-tro": "chu-tri"})
    views = page.one("nav", class_="views").all("a") + page.one("ul", class_="downloads").all("a")

    assert len(views) == 6
    assert all("vai-tro=chu-tri" in a["href"] and "q=ki%E1%BB%83m+tra" in a["href"] for a in views)


def test_unnumbered_row_and_double_number_are_flagged(client: TestClient) -> None:
    shown = rows(page_of(client, "/xa/tan-an/nhiem-vu"))
    flagged = {row["id"] for row in shown if row.all("p", class_="flag")}
    concerned = {record for conflict in shipped_corpus().conflicts for record in conflict.record_ids}

    assert flagged == {row_id(task) for task in view_of("tan-an").tasks if task.record_id in concerned}
    assert len(flagged) == 6


@with_tasks
def test_workload_chart_and_table_count_the_records(client: TestClient, slug: str) -> None:
    page = page_of(client, f"/xa/{slug}/nhiem-vu/khoi-luong")
    tasks = view_of(slug).tasks
    leads = Counter(a.agency_id for task in tasks for a in task.lead_agencies)
    supports = Counter(a.agency_id for task in tasks for a in task.coordinating_agencies)
    names = {agency_id: view_of(slug).agencies[agency_id].name for agency_id in leads | supports}
    expected = {names[agency_id]: (leads[agency_id], supports[agency_id]) for agency_id in names}
    table = page.one("table", class_="data").one("tbody").all("tr")
    numbers = {row.one("th").words: tuple(int(cell.words.split()[0]) for cell in row.all("td")) for row in table}

    assert numbers == expected
    chart = page.one("svg")
    drawn = [int(text.words) for text in chart.all("text", class_="value")]
    assert drawn == [count for row in table for count in numbers[row.one("th").words]]
    widths = [float(bar["width"].rstrip("%")) for bar in chart.all("rect", class_="bar")]
    assert {bar["x"] for bar in chart.all("rect", class_="bar")} == {"0"}
    assert widths == pytest.approx([count * max(widths) / max(drawn) for count in drawn], abs=0.01)
    assert all(
        f"{name}: chủ trì {one}, phối hợp {other}" in chart.one("desc").words for name, (one, other) in expected.items()
    )


def test_number_of_the_workload_opens_those_tasks(client: TestClient) -> None:
    table = page_of(client, "/xa/tan-an/nhiem-vu/khoi-luong").one("table", class_="data")
    links = table.all("a")

    assert links
    assert all(len(ids(page_of(client, link["href"]))) == int(link.words.split()[0]) for link in links)


def test_timeline_of_the_page_is_in_order_and_claims_nothing_late(client: TestClient) -> None:
    page = page_of(make_client(today=date(2031, 6, 1)), "/xa/lac-phuong/nhiem-vu/thoi-han")
    days = [time["datetime"] for time in page.all("time")]

    assert days == sorted(days) == ["2027-02-28", "2030-12-31"]
    listed = [item["id"] for found in page.all("ul", class_="timeline-tasks") for item in found.all("li")]
    assert sorted(listed) == sorted(row_id(task) for task in view_of("lac-phuong").tasks)
    assert "Hằng năm (3)" in [heading.words for heading in page.all("h2")]
    assert "quá hạn" not in page.words


_TASK = next(record for record in shipped_corpus().records if isinstance(record, Task))
_SCHEDULES = st.none() | st.builds(
    Schedule,
    raw=st.just("…"),
    deadline_on=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    recurrence=st.none() | st.sampled_from(Recurrence),
)


@given(st.lists(_SCHEDULES, max_size=12))
def test_timeline_holds_every_task_once_and_dated_ones_in_order(schedules: list[Schedule | None]) -> None:
    tasks = [_TASK.model_copy(update={"position": n, "schedule": s}) for n, s in enumerate(schedules)]
    timeline = build_timeline(tasks)
    days = [day for day, _ in timeline.dated]
    listed = [task.position for _, found in (*timeline.dated, *timeline.undated) for task in found]

    assert days == sorted(set(days))
    assert sorted(listed) == list(range(len(tasks)))
    assert all(task.schedule and task.schedule.deadline_on == day for day, found in timeline.dated for task in found)
    assert all(not (t.schedule and t.schedule.deadline_on) for _, found in timeline.undated for t in found)


def test_unknown_filter_values_find_nothing() -> None:
    view = view_of("tan-an")

    assert select_tasks(view, TaskFilter(agency="khong-co")) == ()
    assert select_tasks(view, TaskFilter(role="khong-co")) == ()
    assert select_tasks(view, TaskFilter(group="khong-co")) == ()
    assert select_tasks(view, TaskFilter()) == view.tasks
