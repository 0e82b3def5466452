"""How a document is cited in writing: issuing body, number, date, subject, place, address."""

from api.viewer.facts import BLANK, vietnamese_date
from bot.composing.kit import lower_first
from corpus.documents import SourceDocument
from corpus.procedures.records import Procedure

_ABSENT = "bản này không ghi"


def reference(document: SourceDocument) -> str:
    """Returns "Ủy ban nhân dân xã X, Kế hoạch số 1/KH-UBND ngày 28/04/2026 về …"; what is blank is said to be."""
    title, kind = document.title.strip(), document.document_type
    subject = title[len(kind) :].strip() if title.lower().startswith(kind.lower()) else title
    number = f" số {document.document_number}" if document.document_number else ""
    day = f" ngày {vietnamese_date(document.issued_on)}" if document.issued_on else ""
    return f"{document.issuing_body}, {kind}{number}{day}{_said_missing(document)} về {lower_first(subject)}"


def procedure_reference(procedure: Procedure) -> str:
    """Returns "Cổng Dịch vụ công quốc gia, Thủ tục hành chính “…”, mã 1.004194, dữ liệu đến ngày 30/06/2026"."""
    as_of = f", dữ liệu đến ngày {vietnamese_date(procedure.as_of)}" if procedure.as_of else ""
    return f"Cổng Dịch vụ công quốc gia, Thủ tục hành chính “{procedure.name}”, mã {procedure.code}{as_of}"


def _said_missing(document: SourceDocument) -> str:
    fields = (("document_number", "số", document.document_number), ("issued_on", "ngày ban hành", document.issued_on))
    said: dict[str, list[str]] = {}
    for field, name, value in fields:
        if value is None:
            said.setdefault(BLANK if field in document.blanks else _ABSENT, []).append(name)
    words = [
        f"{' và '.join(names)} {BLANK}" if how == BLANK else f"{how} {' và '.join(names)}"
        for how, names in said.items()
    ]
    return f" ({'; '.join(words)})" if words else ""
