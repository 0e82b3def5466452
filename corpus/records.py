"""The typed records that answers are made of, and where each stands in its source.

A record is the truth of this product: passages, indexes and answers are derived from it. Every record carries a
`Provenance` whose `quote` is verbatim text of the source (white space collapsed; the cells of a table row joined by
" | "), so that a reader can check the answer against the published document.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of all corpus types: immutable, no unknown fields, because they are read back from files."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Period(Frozen):
    """A span of time that a plan or figure is for (giai đoạn, năm). `raw` keeps the source wording."""

    raw: str
    start_on: date
    end_on: date


class Location(Frozen):
    """Lines of the source file that a thing was read from, 1-based and inclusive."""

    first_line: int
    last_line: int


class Provenance(Frozen):
    """Where a record stands: document, section and the exact words.

    `section_id` is the anchor in the source viewer; `section_label` is what a reader calls it ("mục II.2.2.a",
    "Phụ lục, nhiệm vụ 3").
    """

    document_id: str
    section_id: str
    section_label: str
    location: Location
    quote: str


class AgencyRef(Frozen):
    """An agency (cơ quan) as a record names it. `name` is the source's spelling; equality of agencies is `agency_id`.

    `agency_id` is "<commune>/<slug>" for the commune's own bodies ("lac-phuong/phong-kinh-te"), so that two communes'
    Phòng Kinh tế are two agencies.
    """

    agency_id: str
    name: str


class Comparator(StrEnum):
    """How a figure binds: the source's "đạt", "tối thiểu", "trên", "tối đa", "giảm"."""

    EQUAL = "="
    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"


class Target(Frozen):
    """A quantified goal (chỉ tiêu): one indicator, one figure, one period.

    A bullet that states several figures gives several targets that share `provenance.section_id`. `wording` is the
    source's own phrase for the figure ("từ 50% trở lên", "≥ 95 %"). `scope` narrows the indicator ("lĩnh vực đất đai,
    xây dựng, đầu tư"). `condition` keeps what limits the figure ("trừ hồ sơ thuộc bí mật nhà nước", "so với năm 2025").
    """

    kind: Literal["target"] = "target"
    record_id: str
    commune: str
    indicator: str
    comparator: Comparator
    value: Decimal
    unit: str
    wording: str
    period: Period | None
    scope: str | None = None
    condition: str | None = None
    group: str | None = None
    responsible_agency: AgencyRef | None = None
    provenance: Provenance


class Recurrence(StrEnum):
    """How a standing task repeats; None on a schedule means that it does not."""

    ALWAYS = "thường xuyên"
    YEARLY = "hằng năm"
    QUARTERLY = "hằng quý"


class Schedule(Frozen):
    """When a task is done (thời gian thực hiện). `raw` keeps the source wording; the rest is None where it has none."""

    raw: str
    start_on: date | None = None
    deadline_on: date | None = None
    recurrence: Recurrence | None = None


class Task(Frozen):
    """A task (nhiệm vụ) of an annex table. `number` is None where the source leaves the cell empty."""

    kind: Literal["task"] = "task"
    record_id: str
    commune: str
    position: int
    number: str | None
    group_number: str | None
    group: str | None
    title: str
    lead_agencies: tuple[AgencyRef, ...]
    coordinating_agencies: tuple[AgencyRef, ...]
    schedule: Schedule | None
    deliverable: str | None
    provenance: Provenance


class DutyRole(StrEnum):
    """What an agency does in a duty: chủ trì, phối hợp, tham mưu, tiếp nhận/tổng hợp, or simply performs."""

    LEADS = "leads"
    COORDINATES = "coordinates"
    ADVISES = "advises"
    RECEIVES = "receives"
    PERFORMS = "performs"


class Duty(Frozen):
    """A responsibility (trách nhiệm) of one agency, one sentence or bullet of "Tổ chức thực hiện"."""

    kind: Literal["duty"] = "duty"
    record_id: str
    commune: str
    agency: AgencyRef
    roles: tuple[DutyRole, ...]
    text: str
    provenance: Provenance


class LegalBasis(Frozen):
    """A document that the plan rests on or carries out (căn cứ), with its own number, date, issuer and subject."""

    kind: Literal["legal_basis"] = "legal_basis"
    record_id: str
    commune: str
    document_type: str
    number: str
    issued_on: date | None
    issuer: str | None
    subject: str | None
    is_basis: bool = Field(description="True in the preamble (căn cứ), False where the body only refers to it")
    provenance: Provenance


class FactTopic(StrEnum):
    """What a document fact is about."""

    NUMBER = "number"
    ISSUED_ON = "issued_on"
    SIGNATORY = "signatory"
    PERIOD = "period"
    ISSUING_BODY = "issuing_body"
    RECIPIENTS = "recipients"
    REPORTING = "reporting"
    FUNDING = "funding"
    SYSTEM = "system"
    STANDARD = "standard"
    MOTTO = "motto"
    ENUMERATION = "enumeration"
    STANDING_AGENCY = "standing_agency"
    CONTACT = "contact"


class DocumentFact(Frozen):
    """A fact of the document itself: who signed it, whom reports go to, which systems it names.

    `value` is the fact in the source's words and None where the source leaves the field blank (`raw` then shows the
    blank: "Số:   /KH-UBND"). `label` names it for a reader ("Người ký").
    """

    kind: Literal["fact"] = "fact"
    record_id: str
    commune: str
    topic: FactTopic
    label: str
    value: str | None
    provenance: Provenance


Record = Annotated[Target | Task | Duty | LegalBasis | DocumentFact, Field(discriminator="kind")]


class Reading(Frozen):
    """One of the things that a self-contradicting source says."""

    value: str
    provenance: Provenance


class Conflict(Frozen):
    """A contradiction inside one source (mâu thuẫn): recorded and shown as a notice, never silently resolved.

    `subject` says what the readings are of ("giai đoạn của kế hoạch", "tỷ lệ cắt giảm TTHC nội bộ");
    `record_ids` are the records whose answers must carry the notice (empty: every answer from that section's topic).
    """

    conflict_id: str
    commune: str
    document_id: str
    topic: Literal["period", "value", "date", "agency", "numbering"]
    subject: str
    readings: tuple[Reading, ...]
    record_ids: tuple[str, ...] = ()
