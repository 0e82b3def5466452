"""A procedure as the viewer's template sees it: every field with its rows, and what the portal leaves empty named."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.viewer.citing import procedure_reference
from api.viewer.quotes import Cited, find_cited
from bot.links import viewer_path, web_address
from corpus.documents import Corpus, Section
from corpus.procedures.outline import HEADINGS, Field, document_id, fee_text, sections_of, time_text
from corpus.procedures.records import Channel, Procedure, ProcedureStatus, RequiredDocument

_MARKED = re.compile(r"Bước |[-–+*•\d]")
_PORTAL = "Cổng Dịch vụ công "
_LEAVES_OUT = "không ghi {}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell under the title of its column. `is_blank`: its line says what is left out, `who` by whom."""

    title: str
    lines: tuple[str, ...]
    is_blank: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table with its anchor."""

    section: Section
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of the procedure: rows of text, or of a table; `blanks` are sentences on what the portal leaves out."""

    field: Field
    rows: tuple[Section, ...]
    table: tuple[TableRow, ...] = ()
    blanks: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return HEADINGS[self.field]

    @property
    def is_numbered(self) -> bool:
        """Whether rows are steps that bring no marks of their own ("Bước 1:", "- …")."""
        return self.field is Field.STEPS and not any(_MARKED.match(row.text) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Other:
    """Another procedure by its code; where it is held, with its name and page."""

    code: str
    name: str | None
    href: str


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """Everything that the page of one procedure shows.

    Citations quote whole rows: `quoted_id` is the row that is marked.
    """

    procedure: Procedure
    title: Section
    parts: tuple[Part, ...]
    linked: tuple[Other, ...]
    successors: tuple[Other, ...]
    cited: Cited | None
    reference: str

    @property
    def quoted_id(self) -> str | None:
        return self.cited.section.section_id if self.cited and self.cited.spans else None

    @property
    def is_withdrawn(self) -> bool:
        return self.procedure.status is not ProcedureStatus.IN_FORCE

    @property
    def is_bare(self) -> bool:
        """Whether only a row of a listing is held: what is missing here is not missing on the portal."""
        return _is_bare(self.procedure)

    @property
    def source_link(self) -> str | None:
        """The portal's page."""
        return web_address(self.procedure.source_url)


def build_procedure_page(
    corpus: Corpus, code: str, section_id: str | None = None, quote: str | None = None
) -> ProcedurePage | None:
    """Returns the page of a procedure, None when there is none with this code.

    `section_id` and `quote` are what a citation's address asks for (`bot.links`).
    """
    names = {procedure.code: procedure.name for procedure in corpus.procedures}
    if code not in names:
        return None
    procedure = next(known for known in corpus.procedures if known.code == code)
    title, *sections = sections_of(procedure)
    parts = (_part(procedure, field, [s for s in sections if s.parent_id == field]) for field in Field)
    return ProcedurePage(
        procedure=procedure,
        title=title,
        parts=tuple(part for part in parts if part.rows or part.blanks),
        linked=tuple(_others(procedure.linked, names)),
        successors=tuple(_others(procedure.replaced_by, names)),
        cited=find_cited([title, *sections], section_id, quote),
        reference=procedure_reference(procedure),
    )


def _others(codes: Iterable[str], names: Mapping[str, str]) -> Iterator[Other]:
    return (Other(code, names.get(code), viewer_path(document_id(code))) for code in codes)


def _part(procedure: Procedure, field: Field, rows: Sequence[Section]) -> Part:
    table: Iterable[tuple[Cell, ...]] = ()
    if field is Field.CHANNELS:
        table = map(_channel_cells, procedure.channels)
    elif field is Field.PAPERS:
        table = map(_paper_cells, procedure.documents)
    numbered = (TableRow(row, cells) for row, cells in zip(rows, table, strict=False))
    blanks = () if _is_bare(procedure) else _blanks(procedure, field, bool(rows))
    return Part(field, tuple(rows), _without_empty_columns(tuple(numbered)), tuple(blanks))


def _is_bare(procedure: Procedure) -> bool:
    return not (procedure.channels or procedure.documents or procedure.steps or procedure.outcomes)


def _blanks(procedure: Procedure, field: Field, has_rows: bool) -> Iterator[str]:
    if field is Field.AGENCIES:
        if not procedure.competent_agency:
            yield _PORTAL + _LEAVES_OUT.format("cơ quan có thẩm quyền")
        if not procedure.handling_agency:
            yield _PORTAL + _LEAVES_OUT.format("cơ quan thực hiện")
    elif not has_rows and field is not Field.NOTES:
        heading = HEADINGS[field]
        yield _PORTAL + _LEAVES_OUT.format(heading[:1].lower() + heading[1:])


def _channel_cells(channel: Channel) -> tuple[Cell, ...]:
    """Returns the cells in the words of `outline.channel_text`, so that a quoted row is found again."""
    kind = channel.kind.value
    return (
        Cell("Cách nộp", (kind[:1].upper() + kind[1:],)),
        _cell("Thời hạn", map(time_text, channel.times), _LEAVES_OUT.format("thời hạn"), _PORTAL),
        _cell("Phí, lệ phí", map(fee_text, channel.fees), _LEAVES_OUT.format("phí, lệ phí"), _PORTAL),
        _cell("Ghi chú", [channel.note or ""]),
    )


def _paper_cells(paper: RequiredDocument) -> tuple[Cell, ...]:
    counts = (("chính", paper.originals), ("sao", paper.copies))
    number = ", ".join(f"{count} bản {kind}" for kind, count in counts if count)
    return (
        Cell("Giấy tờ", (paper.name,)),
        Cell("Nộp, xuất trình", (paper.must,)),
        _cell("Số lượng", [number], "không ghi"),
        _cell("Mẫu", [paper.form or ""]),
        _cell("Trường hợp", [paper.case or ""]),
    )


def _cell(title: str, lines: Iterable[str], blank: str | None = None, who: str = "") -> Cell:
    kept = tuple(line for line in lines if line)
    if kept or blank is None:
        return Cell(title, kept)
    return Cell(title, (blank,), is_blank=True, who=who)


def _without_empty_columns(rows: tuple[TableRow, ...]) -> tuple[TableRow, ...]:
    """Returns the rows without the columns in which no row has a line."""
    filled = {cell.title for row in rows for cell in row.cells if cell.lines}
    return tuple(TableRow(row.section, tuple(c for c in row.cells if c.title in filled)) for row in rows)
