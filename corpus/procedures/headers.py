"""The header of a table of procedures: which column holds what, by the labels that people and the portal give them.

A header may take two rows: "Thời hạn giải quyết" or "Phí, lệ phí" over one column for each way to hand in a file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.procedures.records import CODE_PATTERN, ChannelKind
from corpus.procedures.tables import Row, Sheet
from corpus.text import fold, normalise

# Folded labels of each column, the documented one first.
_LABELS: dict[str, tuple[str, ...]] = {
    "code": ("ma thu tuc", "ma so", "ma tthc", "ma so tthc", "ma"),
    "name": ("ten thu tuc", "ten", "ten tthc", "ten thu tuc hanh chinh", "thu tuc hanh chinh"),
    "sector": ("linh vuc", "ten linh vuc"),
    "levels": ("cap thuc hien",),
    "competent_agency": ("co quan co tham quyen", "co quan co tham quyen quyet dinh"),
    "handling_agency": ("co quan thuc hien", "co quan giai quyet"),
    "applicants": ("doi tuong thuc hien",),
    "channels": ("cach thuc thuc hien", "hinh thuc nop"),
    "times": ("thoi han giai quyet", "thoi han", "thoi gian giai quyet"),
    "fees": ("phi, le phi", "phi, le phi (neu co)", "le phi", "phi", "phi/le phi"),
    "documents": ("thanh phan ho so",),
    "steps": ("trinh tu thuc hien",),
    "conditions": ("yeu cau, dieu kien", "yeu cau, dieu kien thuc hien", "dieu kien"),
    "outcomes": ("ket qua", "ket qua thuc hien", "ket qua giai quyet"),
    "legal_bases": ("can cu phap ly",),
    "decision_number": ("so quyet dinh", "quyet dinh cong bo"),
    "source_url": ("dia chi", "duong dan", "lien ket"),
    "linked": ("thu tuc lien quan",),
}
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels}
_REQUIRED = {"code": "Mã thủ tục", "name": "Tên thủ tục", "sector": "Lĩnh vực"}
_HEADER_WITHIN = 40
_CHANNELS = {
    "truc tuyen": ChannelKind.ONLINE,
    "truc tiep": ChannelKind.IN_PERSON,
    "buu chinh": ChannelKind.POST,
    "dich vu buu chinh": ChannelKind.POST,
    "buu chinh cong ich": ChannelKind.POST,
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a field, and the channel it is for where the header's second row says so."""

    field: str
    channel: ChannelKind | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: the columns that are known, and the row that the data begins after."""

    columns: Mapping[int, Column]
    last_row: int


def find_header(sheet: Sheet) -> Header | None:
    """Returns the header of a sheet, None when its first rows hold none."""
    for index, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns = {place: Column(field) for place, cell in enumerate(row.cells) if (field := _field(cell))}
        if len({column.field for column in columns.values()} & _REQUIRED.keys()) < 2:
            continue
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else None
        return _with_second_row(row, below, columns)
    return None


def missing_columns(header: Header | None) -> list[str]:
    """Returns the labels of the required columns that a header lacks."""
    fields = {column.field for column in header.columns.values()} if header else set()
    return [label for field, label in _REQUIRED.items() if field not in fields]


def find_channel(text: str) -> ChannelKind | None:
    """Returns the way to hand in that a cell names and nothing else."""
    return _CHANNELS.get(fold(normalise(text)))


def is_label(text: str, field: str) -> bool:
    """Whether a cell is the label of a column: tables repeat their header on each printed page."""
    return _field(text) == field


def _with_second_row(row: Row, below: Row | None, columns: dict[int, Column]) -> Header:
    """Reads channels under "Thời hạn giải quyết" and "Phí, lệ phí", where the next row has them.

    In CSV a merged cell is its words and then empty cells, so a channel without words above belongs to the left.
    """
    if below is None or any(re.match(CODE_PATTERN, cell) for cell in below.cells):
        return Header(columns, row.number)
    wide: dict[int, Column] = {}
    current: Column | None = None
    for place, cell in enumerate(below.cells):
        current = columns.get(place) if row.cell(place) else current
        channel = find_channel(cell)
        if current and channel and current.field in ("times", "fees"):
            wide[place] = Column(current.field, channel)
        elif place in columns:
            wide[place] = columns[place]
        elif field := _field(cell):
            wide[place] = Column(field)
    has_channels = any(column.channel for column in wide.values())
    return Header(wide, below.number) if has_channels else Header(columns, row.number)


def _field(text: str) -> str | None:
    return _FIELDS.get(re.sub(r"\s+", " ", fold(text)).strip(" *:."))
