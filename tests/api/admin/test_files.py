"""The exported questions: what people typed is never a formula."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import pytest
from openpyxl import load_workbook

from tests.api.admin.operators import HOSTILE, Operator, sheets_of

T = TypeVar("T")
FORMULAS = ("=1+1", "+84 gọi", "-2", "@SUM(A1)", "\t=1", HOSTILE)
DAY = datetime.fromisoformat("2026-11-26")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_questions_are_never_formulas_in_either_file(operator: Operator) -> None:
    for number, question in enumerate(FORMULAS):
        operator.ask_in_vain(f"a{number}", question)
    book = load_workbook(io.BytesIO(operator.get("/cau-hoi.xlsx").content))
    lines = list(csv.reader(io.StringIO(operator.get("/cau-hoi.csv").content.decode("utf-8-sig"))))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]

    assert {cell.value for cell in cells} == set(FORMULAS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {line[0] for line in lines[1:]} == {f"'{question}" for question in FORMULAS}


def test_files_hold_what_the_page_shows(operator: Operator) -> None:
    operator.ask_in_vain("a1", "Ai trực?")
    operator.ask_in_vain("a2", "Ai trực?", commune="tan-an")
    operator.ask_in_vain("a3", "Phí gửi xe", commune="tan-an")
    every = operator.get("/cau-hoi.xlsx")
    one = operator.get("/cau-hoi.csv?xa=tan-an")
    (title,) = sheets_of(every)

    assert every.headers["content-type"] == XLSX
    assert every.headers["content-disposition"] == 'attachment; filename="cau-hoi-chua-tra-loi.xlsx"'
    assert sheets_of(every)[title][1:] == [
        ["Ai trực?", 2, "xã Lạc Phượng, xã Tân An", "văn bản đang có không nêu", DAY],
        ["Phí gửi xe", 1, "xã Tân An", "văn bản đang có không nêu", DAY],
    ]
    assert one.content.startswith(b"\xef\xbb\xbf")
    assert [line.split(",")[:2] for line in one.text.splitlines()[1:]] == [["Ai trực?", "1"], ["Phí gửi xe", "1"]]
    assert operator.get("/cau-hoi.pdf").status_code == 404
    exports = [detail for action, detail in operator.acts() if action == "export"]
    assert sorted(map(str, exports)) == ["{'file': 'csv', 'count': 2}", "{'file': 'xlsx', 'count': 2}"]


@pytest.mark.parametrize("path", ["", "/cau-hoi.csv", "/bao-cao.xlsx?nam=2026&quy=3"])
def test_counting_may_take_longer_than_an_answer(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    guard, limits = operator.keeper.guard, list[float | None]()
    run = guard.run

    def noted(work: Callable[[], T], limit_s: float | None = None) -> T:
        limits.append(limit_s)
        return run(work, limit_s)

    monkeypatch.setattr(guard, "run", noted)

    assert operator.get(path).status_code == 200
    assert limits[:2] == [None, 30]  # the session, then the counts
