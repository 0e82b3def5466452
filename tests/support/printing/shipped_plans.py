"""The shipped plans as pages: their sections in order and the rows of their annexes as ruled tables."""

from collections.abc import Iterator
from html import escape

from corpus.documents import Section
from corpus.outline import Outline
from corpus.tables import Column

_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm }
body { font: 13pt "Noto Serif", "DejaVu Serif", serif; margin: 0 }
p { margin: 4pt 0; text-align: justify }
.centred { text-align: center; margin: 2pt 0 }
.annex { break-before: page }
table { border-collapse: collapse; width: 100%; font-size: 10pt }
th, td { border: 0.75pt solid #000; padding: 3pt 4pt; vertical-align: top; text-align: left }
"""
_HEADINGS: dict[Column, str] = {
    "number": "STT",
    "title": "Nội dung công việc",
    "indicator": "Chỉ tiêu",
    "lead": "Cơ quan chủ trì",
    "coordinating": "Cơ quan phối hợp",
    "schedule": "Thời gian thực hiện",
    "deliverable": "Sản phẩm",
    "unit": "Đơn vị tính",
    "result": "Kết quả",
    "responsible": "Cơ quan chịu trách nhiệm theo dõi, đánh giá",
    "note": "Ghi chú",
}
_LINE_BY_LINE = ("letterhead", "title", "recipients", "signature", "annex")


def html_of_outline(outline: Outline) -> str:
    """Returns the page that a browser prints; what an extractor left of the source's own pages is not printed."""
    body = "".join(_parts(outline))
    return f'<!doctype html><html lang="vi"><meta charset="utf-8"><style>{_STYLE}</style><body>{body}</body></html>'


def _parts(outline: Outline) -> Iterator[str]:
    columns: tuple[Column, ...] = ()
    for section in outline.sections:
        zone = outline.zones[section.section_id]
        if zone == "noise" or section.kind == "noise":
            continue
        if zone not in ("table", "unread") and columns:
            yield "</tbody></table>"
            columns = ()
        if zone == "table" and section.kind == "annex":
            columns = _columns_after(outline, section)
            headings = "".join(f"<th>{_HEADINGS[column]}</th>" for column in columns)
            yield f"<table><thead><tr>{headings}</tr></thead><tbody>"
        elif zone in ("table", "unread"):
            yield _row(outline, section, columns)
        else:
            yield from _paragraphs(outline, section, zone)
    if columns:
        yield "</tbody></table>"


def _columns_after(outline: Outline, heading: Section) -> tuple[Column, ...]:
    after = outline.sections[outline.sections.index(heading) :]
    return next(outline.rows[one.section_id].row.columns for one in after if one.section_id in outline.rows)


def _row(outline: Outline, section: Section, columns: tuple[Column, ...]) -> str:
    grouped = outline.rows.get(section.section_id)
    if grouped is not None:
        texts = [grouped.row.cells.get(column, "") for column in columns]
        return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>"
    number, _, name = section.text.partition(" | ")
    return f'<tr><td>{escape(number)}</td><td colspan="{len(columns) - 1}">{escape(name)}</td></tr>'


def _paragraphs(outline: Outline, section: Section, zone: str) -> Iterator[str]:
    if zone not in _LINE_BY_LINE:
        yield f"<p>{escape(section.text)}</p>"
        return
    for index, line in enumerate(outline.lines[section.section_id]):
        starts = index == 0 and zone == "annex" and not section.text.startswith("(")
        yield f'<p class="centred{" annex" if starts else ""}">{escape(line.text.strip("*"))}</p>'
