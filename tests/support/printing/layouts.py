"""The ways in which a plan is set on paper: HTML pages, one style a layout."""

from dataclasses import dataclass
from html import escape

from tests.support.printing.plans import PrintedPlan, PrintedTable

_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 25mm }
@page wide { size: A4 landscape; margin: 20mm 15mm }
body { font: 13pt "Noto Serif", "DejaVu Serif", serif; margin: 0 }
p { margin: 4pt 0; text-align: justify; text-indent: 1cm }
h1 { font-size: 13pt; text-align: center; margin: 4pt 0 }
.columns { display: grid; grid-template-columns: 2fr 3fr; text-align: center; margin-bottom: 12pt; font-size: 12pt }
.columns { position: relative }
.columns.signed { margin-top: 14mm }
.closing { display: grid; grid-template-columns: 1fr 1fr; margin-top: 12pt; position: relative; break-inside: avoid }
.closing .signed { text-align: center }
.closing .signed div:last-child { margin-top: 60pt }
.annex { break-before: page }
table { border-collapse: collapse; width: 100%; font-size: 11pt; margin-top: 8pt }
th, td { padding: 3pt 5pt; text-align: left; vertical-align: top }
th { text-align: center }
td:first-child { text-align: center }
.notice { position: absolute; right: 0; top: -13mm; font: 6pt "Noto Sans", sans-serif; text-align: left; width: 45mm }
.stamp { position: absolute; left: 52%; top: 14pt; width: 90pt; height: 90pt; opacity: .6 }
"""
_RULED = "th, td { border: 0.75pt solid #000 }"
_STAMP = (
    '<svg class="stamp" viewBox="0 0 90 90"><circle cx="45" cy="45" r="42" fill="none" stroke="#d00" stroke-width="3"/>'
    '<circle cx="45" cy="45" r="30" fill="none" stroke="#d00"/></svg>'
)
_NOTICE = (
    '<div class="notice">Người ký: Ủy ban nhân dân<br>xã Suối Mơ<br>Email: ubnd@suoimo.example<br>'
    "Thời gian ký: 23.12.2025 13:52:21 +07:00</div>"
)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """How a plan is set. `is_merged`: group rows reach over all columns, equal leads over their rows."""

    name: str
    style: str
    is_merged: bool = False
    is_signed: bool = False
    has_page_numbers: bool = False


LAYOUTS = (
    PageLayout("ruled", _RULED),
    PageLayout("borderless", "th, td { padding: 4pt 9pt }"),
    PageLayout("borderless-once", "th, td { padding: 4pt 9pt } thead { display: table-row-group }"),
    PageLayout("landscape", f"{_RULED} .annex {{ page: wide }}", has_page_numbers=True),
    PageLayout("merged", _RULED, is_merged=True),
    PageLayout("broken-rows", f"{_RULED} tr {{ break-inside: auto }}", has_page_numbers=True),
    PageLayout(
        "half-ruled", "th, td { border-top: 0.75pt solid #000; border-bottom: 0.75pt solid #000; padding: 3pt 9pt }"
    ),
    PageLayout(
        "open-sides",
        f"{_RULED} th:first-child, td:first-child {{ border-left: none }} "
        "th:last-child, td:last-child { border-right: none }",
    ),
    PageLayout("stamped", f"{_RULED} td {{ vertical-align: middle }}", is_signed=True, has_page_numbers=True),
)


def html_of(plan: PrintedPlan, layout: PageLayout) -> str:
    """Returns the page that a browser prints."""
    notice = _NOTICE if layout.is_signed else ""
    signed = " signed" if layout.is_signed else ""
    stamp = _STAMP if layout.is_signed else ""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in plan.paragraphs)
    annexes = "".join(_annex(number, annex, layout) for number, annex in enumerate(plan.annexes, start=1))
    return f"""<!doctype html><html lang="vi"><meta charset="utf-8"><style>{_STYLE}{layout.style}</style><body>
<div class="columns{signed}"><div>{_lines(plan.left)}</div><div>{_lines(plan.right)}</div>{notice}</div>
{"".join(f"<h1>{escape(text)}</h1>" for text in plan.title)}{paragraphs}
<div class="closing"><div>{_lines(plan.recipients)}</div><div class="signed">{_lines(plan.signature)}</div>{stamp}</div>
{annexes}</body></html>"""


def _lines(texts: tuple[str, ...]) -> str:
    return "".join(f"<div>{escape(text)}</div>" for text in texts)


def _annex(number: int, table: PrintedTable, layout: PageLayout) -> str:
    headings = "".join(f"<th>{escape(text)}</th>" for text in table.headings)
    return (
        f'<div class="annex"><h1>PHỤ LỤC {number}</h1><h1>{escape(table.title)}</h1>'
        f"<table><thead><tr>{headings}</tr></thead><tbody>{_body(table, layout)}</tbody></table></div>"
    )


def _body(table: PrintedTable, layout: PageLayout) -> str:
    rows = []
    for index, row in enumerate(table.rows):
        if len(row) == 2:
            span = f' colspan="{len(table.headings) - 1}"'
            rows.append(f"<tr><td>{row[0]}</td><td{span}>{escape(row[1])}</td></tr>")
            continue
        cells = []
        for column, text in enumerate(row):
            shared = _shared(table, index, column) if layout.is_merged and column == 2 else 1
            if shared:
                span = f' rowspan="{shared}"' if shared > 1 else ""
                cells.append(f"<td{span}>{escape(text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(rows)


def _shared(table: PrintedTable, index: int, column: int) -> int:
    """Returns over how many rows a cell reaches: 0 when the cell above reaches over this one."""

    def same(row: int) -> bool:
        return (
            0 <= row < len(table.rows)
            and len(table.rows[row]) > 2
            and table.rows[row][column] == table.rows[index][column]
        )

    if same(index - 1):
        return 0
    count = 1
    while same(index + count):
        count += 1
    return count
