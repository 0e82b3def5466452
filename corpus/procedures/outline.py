"""A procedure as a document of its own: what the source viewer shows and citations point to.

Each field is a heading with one section per row or paper, so that an answer cites exactly the row that it is from. The
words are the record's: the facts of the national portal in plain words, not a copy of its page.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from corpus.documents import Section, SectionKind, SourceDocument
from corpus.procedures.records import Channel, Fee, Procedure, ProcessingTime, RequiredDocument
from corpus.records import Location

DOCUMENT_TYPE = "Thủ tục hành chính"
_PREFIX = "tthc-"
_NOWHERE = Location(first_line=1, last_line=1)


class Field(StrEnum):
    """The fields of a procedure that have a heading; the value is the anchor in the source viewer."""

    CODE = "ma"
    CHANNELS = "cach-nop"
    PAPERS = "giay-to"
    STEPS = "trinh-tu"
    AGENCIES = "co-quan"
    APPLICANTS = "doi-tuong"
    CONDITIONS = "dieu-kien"
    OUTCOMES = "ket-qua"
    BASES = "can-cu"
    NOTES = "ghi-chu"


HEADINGS = {
    Field.CODE: "Mã và lĩnh vực",
    Field.CHANNELS: "Cách nộp, thời hạn, phí và lệ phí",
    Field.PAPERS: "Thành phần hồ sơ",
    Field.STEPS: "Trình tự thực hiện",
    Field.AGENCIES: "Cơ quan thực hiện",
    Field.APPLICANTS: "Đối tượng thực hiện",
    Field.CONDITIONS: "Yêu cầu, điều kiện",
    Field.OUTCOMES: "Kết quả",
    Field.BASES: "Căn cứ pháp lý",
    Field.NOTES: "Ghi chú",
}


def document_id(code: str) -> str:
    """Returns the id of the document of a procedure ("tthc-2.000815")."""
    return f"{_PREFIX}{code}"


def code_of(document: str) -> str | None:
    """Returns the code of a procedure's document id, or None for another document's."""
    return document.removeprefix(_PREFIX) if document.startswith(_PREFIX) else None


def document_of(procedure: Procedure) -> SourceDocument:
    """Returns the procedure as a document. It is of no commune: `commune` is empty."""
    return SourceDocument(
        document_id=document_id(procedure.code),
        commune="",
        document_type=DOCUMENT_TYPE,
        title=procedure.name,
        document_number=procedure.decision_number,
        issuing_body="Cổng Dịch vụ công quốc gia",
        issued_on=None,
        period=None,
        signatory=None,
        sha256=sha256(procedure.model_dump_json().encode()).hexdigest(),
        defects=procedure.notes,
    )


def sections_of(procedure: Procedure) -> tuple[Section, ...]:
    """Returns the outline: a title, then per field that is not empty its heading and rows, in reading order."""
    title = _section(procedure, "ten", None, "title", "tên thủ tục", procedure.name, procedure.name)
    rows = {field: [text for text in texts if text] for field, texts in _rows(procedure)}
    found = [title]
    for field, texts in rows.items():
        if not texts:
            continue
        heading = HEADINGS[field]
        found.append(_section(procedure, field.value, "ten", "heading", f"mục {heading}", heading, heading))
        for number, text in enumerate(texts, start=1):
            kind: SectionKind = "table_row" if field in (Field.CHANNELS, Field.PAPERS) else "paragraph"
            label = f"mục {heading}" if len(texts) == 1 else f"mục {heading}, dòng {number}"
            found.append(
                _section(procedure, row_id(field, number), field.value, kind, label, heading, text),
            )
    return tuple(found)


def row_id(field: Field, number: int) -> str:
    """Returns the section id of a row of a field, counted from 1."""
    return f"{field.value}-{number}"


def _rows(procedure: Procedure) -> Iterator[tuple[Field, Iterable[str]]]:
    levels = ", ".join(procedure.levels)
    as_of = (
        f"Dữ liệu đến {procedure.as_of.day}/{procedure.as_of.month}/{procedure.as_of.year}" if procedure.as_of else ""
    )
    yield Field.CODE, (_join(f"Mã {procedure.code}", f"Lĩnh vực: {procedure.sector}", levels, as_of),)
    yield Field.CHANNELS, map(channel_text, procedure.channels)
    yield Field.PAPERS, map(paper_text, procedure.documents)
    yield Field.STEPS, procedure.steps
    agencies = (
        ("Cơ quan có thẩm quyền", procedure.competent_agency),
        ("Cơ quan thực hiện", procedure.handling_agency),
    )
    yield Field.AGENCIES, (f"{name}: {value}" for name, value in agencies if value)
    yield Field.APPLICANTS, (", ".join(procedure.applicants),)
    yield Field.CONDITIONS, procedure.conditions
    yield Field.OUTCOMES, procedure.outcomes
    yield Field.BASES, (_join(basis.number, basis.title) for basis in procedure.legal_bases)
    yield Field.NOTES, procedure.notes


def channel_text(channel: Channel) -> str:
    """Returns a way to hand in as one row: way, times, fees, note; a cell that the portal leaves empty says so."""
    times = "; ".join(map(time_text, channel.times)) or "không ghi thời hạn"
    fees = "; ".join(map(fee_text, channel.fees)) or "không ghi phí, lệ phí"
    kind = channel.kind.value
    return _join(kind[:1].upper() + kind[1:], times, fees, channel.note)


def time_text(time: ProcessingTime) -> str:
    """Returns a time in words: "3 ngày làm việc (cần xác minh)"."""
    words = f"{_number(time.value)} {time.unit.value}" if time.unit else time.raw
    return f"{words} ({time.condition})" if time.condition else words


def fee_text(fee: Fee) -> str:
    """Returns a fee in words: "2.000 đồng/trang (hai trang đầu)", "miễn phí", or the source's words if no figure."""
    if fee.amount is None:
        words = fee.raw
    elif fee.amount == 0:
        words = "miễn phí"
    else:
        words = money(fee.amount, fee.currency) + (f"/{fee.per}" if fee.per else "")
    return f"{words} ({fee.condition})" if fee.condition else words


def money(amount: Decimal, currency: str) -> str:
    """Returns an amount as it is written here: "50.000 đồng", "10 USD"."""
    figure = f"{amount:,.2f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:,.0f}"
    figure = figure.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return f"{figure} {'đồng' if currency == 'VND' else currency}"


def paper_text(paper: RequiredDocument) -> str:
    """Returns a paper of the file as one row: name, what to do with it, how many, form, when it is needed."""
    counts = ", ".join(
        f"{count} bản {kind}" for kind, count in (("chính", paper.originals), ("sao", paper.copies)) if count
    )
    form = f"mẫu: {paper.form}" if paper.form else ""
    case = f"trường hợp: {paper.case}" if paper.case else ""
    return _join(paper.name, paper.must, counts, form, case)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _join(*cells: str | None) -> str:
    return " | ".join(cell for cell in cells if cell)


def _section(
    procedure: Procedure, section_id: str, parent_id: str | None, kind: SectionKind, label: str, heading: str, text: str
) -> Section:
    return Section(
        section_id=section_id,
        document_id=document_id(procedure.code),
        parent_id=parent_id,
        kind=kind,
        path=(),
        label=label,
        heading=heading,
        text=text,
        location=_NOWHERE,
    )
