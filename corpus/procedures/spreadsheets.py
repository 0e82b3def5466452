"""Tables of procedures: the portal's listing, and a plain table that an office writes itself.

Both are read by the labels of their columns (`docs/procedures-import.md` lists them), wherever the header row stands.
"""

import re
from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError

from corpus.procedures.cells import read_channels
from corpus.procedures.faults import ImportRefused, RowRejected
from corpus.procedures.headers import Header, find_header, is_label, missing_columns
from corpus.procedures.portal import refuse_unusable, split_agencies
from corpus.procedures.records import CODE_PATTERN, Procedure, ProcedureBasis, RequiredDocument
from corpus.procedures.tables import Row, Sheet
from corpus.text import normalise

_BASIS = re.compile(r"(?P<number>\d+(?:/\d{4})?/\S*[^\s,.;:()])\s*[:;,–-]?\s*(?P<title>.*)")


def find_table(sheets: tuple[Sheet, ...], name: str) -> tuple[Sheet, Header]:
    """Returns the first sheet with a header of procedures, and that header.

    Raises:
        ImportRefused: no sheet holds anything, has a header, or has all that is required; or none has rows.
    """
    if not sheets:
        raise ImportRefused(f"Tệp {name!r} trống, không có dòng nào; hãy xuất lại danh mục.")
    best: tuple[Sheet, Header] | None = None
    for sheet in sheets:
        header = find_header(sheet)
        if header and (best is None or len(header.columns) > len(best[1].columns)):
            best = sheet, header
    missing = missing_columns(best[1] if best else None)
    if best is None or missing:
        raise ImportRefused(
            f"Tệp {name!r} thiếu cột {', '.join(missing)}; hãy đặt đúng tên cột (xem docs/procedures-import.md)."
        )
    if not any(row.number > best[1].last_row for row in best[0].rows):
        raise ImportRefused(f"Tệp {name!r} chỉ có dòng tiêu đề, không có thủ tục nào; hãy xuất lại danh mục.")
    return best


def table_rows(sheet: Sheet, header: Header) -> Iterator[Row]:
    """Yields the rows below the header, without headings ("II. LĨNH VỰC HỘ TỊCH") and repeated headers."""
    (code, *_) = (place for place, column in header.columns.items() if column.field == "code")
    (name, *_) = (place for place, column in header.columns.items() if column.field == "name")
    for row in sheet.rows:
        if row.number <= header.last_row or is_label(row.cell(code), "code"):
            continue
        filled = [place for place, cell in enumerate(row.cells) if cell]
        is_one = len({row.cell(place) for place in filled}) == 1
        if is_one and filled != [name] and not re.match(CODE_PATTERN, row.cell(code)):
            continue
        yield row


def parse_row(row: Row, header: Header, as_of: date) -> Procedure:
    """Returns the procedure of a row.

    Raises:
        RowRejected: with the reason and, where one cell is at fault, its place.
    """
    cells = {place: row.cell(place) for place in header.columns}
    single = {column.field: cells[place] for place, column in header.columns.items() if column.channel is None}
    code = normalise(single["code"])
    try:
        refuse_unusable(code, normalise(single["name"]))
        if not normalise(single["sector"]):
            raise RowRejected("thiếu lĩnh vực", code)
        return Procedure(
            code=code,
            name=normalise(single["name"]),
            sector=normalise(single["sector"]),
            levels=split_agencies(single.get("levels", "")),
            competent_agency="; ".join(split_agencies(single.get("competent_agency", ""))) or None,
            handling_agency="; ".join(split_agencies(single.get("handling_agency", ""))) or None,
            applicants=split_agencies(single.get("applicants", "")),
            channels=read_channels(row, header, code),
            documents=tuple(RequiredDocument(name=line) for line in _lines(single.get("documents", ""))),
            steps=_lines(single.get("steps", "")),
            conditions=_lines(single.get("conditions", "")),
            outcomes=_lines(single.get("outcomes", "")),
            legal_bases=_bases(single.get("legal_bases", "")),
            decision_number=normalise(single.get("decision_number", "")) or None,
            source_url=normalise(single.get("source_url", "")) or None,
            as_of=as_of,
            linked=tuple(re.findall(r"\d\.\d{6}", single.get("linked", ""))),
        )
    except ValidationError as exc:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in exc.errors())
        raise RowRejected(f"không đọc được {fields}", code) from exc


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for part in text.split("\n") if (line := normalise(part)))


def _bases(text: str) -> tuple[ProcedureBasis, ...]:
    found = (_BASIS.search(line) for line in _lines(text))
    return tuple(ProcedureBasis(number=match["number"], title=match["title"] or None) for match in found if match)
