"""The record of an administrative procedure and its parts.

A field that the source leaves empty is None or an empty tuple and is said to be empty; it is never filled in. `raw`
keeps the source's own words of a figure, so that a reader can compare.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from corpus.records import Frozen

CODE_PATTERN = r"^\d\.\d{6}(?:\.\d+)?$"


class ChannelKind(StrEnum):
    """How a file is handed in (hình thức nộp)."""

    ONLINE = "trực tuyến"
    IN_PERSON = "trực tiếp"
    POST = "bưu chính"


class TimeUnit(StrEnum):
    """Unit of a processing time (thời hạn giải quyết)."""

    HOUR = "giờ"
    WORKING_HOUR = "giờ làm việc"
    DAY = "ngày"
    WORKING_DAY = "ngày làm việc"
    MONTH = "tháng"
    YEAR = "năm"


class ProcessingTime(Frozen):
    """How long handling takes, e.g. 3 working days. `unit` is None where the source names none."""

    value: Decimal
    unit: TimeUnit | None
    condition: str | None = None
    raw: str


class Fee(Frozen):
    """One fee (phí, lệ phí). `amount` 0 is free of charge; None where the words name no figure ("theo HĐND tỉnh").

    `per` is what it is charged for ("trang", "bản"), `condition` when it applies.
    """

    amount: Decimal | None
    currency: Literal["VND", "USD"] = "VND"
    per: str | None = None
    condition: str | None = None
    raw: str


class Channel(Frozen):
    """One row of the portal's table of ways to hand in a file. Empty `times` or `fees`: the source gives none."""

    kind: ChannelKind
    times: tuple[ProcessingTime, ...] = ()
    fees: tuple[Fee, ...] = ()
    note: str | None = None


class RequiredDocument(Frozen):
    """A paper of the file (thành phần hồ sơ). `case` is when it is needed; None: always. Counts None: not stated."""

    name: str
    must: Literal["nộp", "xuất trình"] = "nộp"
    originals: int | None = None
    copies: int | None = None
    form: str | None = None
    case: str | None = None


class ProcedureBasis(Frozen):
    """A legal document that a procedure rests on (căn cứ pháp lý)."""

    number: str
    title: str | None = None


class ProcedureStatus(StrEnum):
    """Whether a procedure may still be offered."""

    IN_FORCE = "còn hiệu lực"
    ABOLISHED = "đã bãi bỏ"
    REPLACED = "đã được thay thế"


class Variant(StrEnum):
    """What sets a procedure apart from the plain one of its family; chosen only where the question says so."""

    FOREIGN = "có yếu tố nước ngoài"
    BORDER = "khu vực biên giới"
    MOBILE = "lưu động"
    AGAIN = "đăng ký lại"
    LINKED = "liên thông"
    CHANGE = "thay đổi"
    END = "chấm dứt"


class Procedure(Frozen):
    """An administrative procedure (thủ tục hành chính) as the national portal describes it.

    `everyday_names` is what citizens call it, `alias_questions` how they ask for it; both are searched in a field of
    their own. `family` groups close relatives ("khai sinh"), `variants` says how this one differs from the plain one.
    `linked` are codes of related procedures.
    """

    kind: Literal["procedure"] = "procedure"
    code: str = Field(pattern=CODE_PATTERN)
    name: str
    everyday_names: tuple[str, ...] = ()
    alias_questions: tuple[str, ...] = ()
    sector: str
    levels: tuple[str, ...] = ()
    competent_agency: str | None = None
    handling_agency: str | None = None
    applicants: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    documents: tuple[RequiredDocument, ...] = ()
    steps: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    legal_bases: tuple[ProcedureBasis, ...] = ()
    decision_number: str | None = None
    source_url: str | None = None
    as_of: date | None = None
    family: str | None = None
    variants: tuple[Variant, ...] = ()
    linked: tuple[str, ...] = ()
    status: ProcedureStatus = ProcedureStatus.IN_FORCE
    replaced_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms (mẫu đơn, tờ khai) that the papers name."""
        return tuple(dict.fromkeys(document.form for document in self.documents if document.form))
