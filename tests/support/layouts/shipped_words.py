"""A shipped plan as a Word file: its sections as paragraphs, its table rows as rows of real tables."""

import io

from docx import Document
from docx.document import Document as WordDocument

from corpus.outline import Outline
from corpus.tables import Column
from tests.support.layouts.word_files import fill_row

HEADINGS: dict[Column, str] = {
    "number": "TT",
    "title": "Nhiệm vụ",
    "indicator": "Chỉ tiêu",
    "lead": "Cơ quan chủ trì",
    "coordinating": "Cơ quan phối hợp",
    "schedule": "Thời gian",
    "deliverable": "Sản phẩm",
    "unit": "Đơn vị tính",
    "result": "Kết quả",
    "responsible": "Cơ quan chịu trách nhiệm",
    "note": "Ghi chú",
}


def word_of_outline(outline: Outline) -> bytes:
    """Returns the .docx of an outlined document, page furniture left out."""
    document = Document()
    rows: list[tuple[str, ...]] = []
    columns: tuple[Column, ...] = ()
    for section in outline.sections:
        zone = outline.zones[section.section_id]
        grouped = outline.rows.get(section.section_id)
        if grouped is not None:
            columns = grouped.row.columns
            rows.append(tuple(grouped.row.cells.get(column, "") for column in columns))
        elif zone == "table" and section.kind == "heading":
            number, _, name = section.text.partition(" | ")
            rows.append((number, name))
        elif section.kind == "noise" or section.section_id.endswith("tieu-de-cot"):
            continue
        else:
            _write_table(document, columns, rows)
            rows = []
            lines = [line.text for line in outline.lines[section.section_id]]
            for text in lines if zone in ("letterhead", "title", "annex", "signature") else [section.text]:
                document.add_paragraph(text)
    _write_table(document, columns, rows)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_table(document: WordDocument, columns: tuple[Column, ...], rows: list[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=1 + len(rows), cols=len(columns), style="Table Grid")
    fill_row(table, 0, tuple(HEADINGS[column] for column in columns))
    for place, row in enumerate(rows, start=1):
        if len(row) == 2:
            table.cell(place, 1).merge(table.cell(place, len(columns) - 1))
        fill_row(table, place, row)
