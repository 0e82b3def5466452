"""A plan as workbooks."""

import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.layouts.plans import Plan

SHEET_LAYOUTS = ("one sheet", "two sheets", "merged", "two rows")


def save(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_workbook(plan: Plan, layout: str) -> bytes:
    """Returns the bytes of an .xlsx file: targets and tasks below one another, or on sheets of their own."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([f"ỦY BAN NHÂN DÂN\nXÃ {plan.commune.upper()}", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(["KẾ HOẠCH"])
    sheet.append(["Cải cách hành chính năm 2026"])
    sheet.append([])
    _targets(sheet, plan)
    if layout == "two sheets":
        sheet = book.create_sheet("Nhiệm vụ")
        hidden = book.create_sheet("Nháp")
        hidden.append(["Không in"])
        hidden.sheet_state = "hidden"
    sheet.append([])
    sheet.append(["DANH MỤC NHIỆM VỤ NĂM 2026"])
    sheet.append([])
    _tasks(sheet, plan, layout)
    sheet.append([])
    sheet.append(["Nơi nhận:", None, None, "TM. ỦY BAN NHÂN DÂN"])
    return save(book)


def _targets(sheet: Worksheet, plan: Plan) -> None:
    sheet.append(["STT", "Tên chỉ tiêu", "ĐVT", "Mục tiêu năm 2026", "Cơ quan theo dõi"])
    for target in plan.targets:
        result: object = float(target.result) if target.result.isdigit() else target.result
        unit = target.unit
        sheet.append([int(target.number), target.indicator, unit, result, target.agency])


def _tasks(sheet: Worksheet, plan: Plan, layout: str) -> None:
    if layout == "two rows":
        sheet.append(["TT", "Nội dung", "Cơ quan thực hiện", None, "Tiến độ", "Kết quả, sản phẩm"])
        top = sheet.max_row
        sheet.append([None, None, "Chủ trì", "Phối hợp"])
        sheet.merge_cells(start_row=top, end_row=top, start_column=3, end_column=4)
        for column in (1, 2, 5, 6):
            sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    else:
        sheet.append(["TT", "Nội dung", "Đơn vị chủ trì", "Đơn vị phối hợp", "Tiến độ", "Kết quả, sản phẩm"])
    for roman, name, tasks in plan.groups:
        sheet.append([f"{roman}. {name}"] if layout == "merged" else [roman, name])
        row = sheet.max_row
        sheet.merge_cells(start_row=row, end_row=row, start_column=1 if layout == "merged" else 2, end_column=6)
        for task in tasks:
            cells = [float(task.number), task.title, "\n".join(task.leads), "; ".join(task.others)]
            sheet.append([*cells, task.schedule, task.deliverable])
        if layout == "merged":
            for first, last in _runs([task.schedule for task in tasks]):
                sheet.merge_cells(start_row=row + 1 + first, end_row=row + 1 + last, start_column=5, end_column=5)


def _runs(texts: list[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(texts) + 1):
        if place == len(texts) or texts[place] != texts[start]:
            if place - start > 1:
                yield start, place - 1
            start = place
