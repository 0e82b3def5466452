"""What goes over the wire: the public contract's requests and responses, made from the core's types."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field

from api.questions import clean_question
from bot.question import MAX_QUESTION_LENGTH
from bot.reply import Citation, Reply
from corpus.procedures.outline import document_id, fee_text, time_text
from corpus.procedures.records import Channel, ChannelKind, Procedure, ProcedureStatus, TimeUnit
from corpus.records import Target, Task


class AskRequest(BaseModel):
    """A question (câu hỏi) as a channel sends it. `commune` is the portal's own; one named in the question wins."""

    question: Annotated[str, BeforeValidator(clean_question)] = Field(
        description="1–1000 ký tự sau khi bỏ khoảng trắng ở hai đầu, có ít nhất một chữ hoặc số",
        min_length=1,
        max_length=MAX_QUESTION_LENGTH,
        examples=["Ai chủ trì rà soát, đơn giản hóa thủ tục hành chính?"],
    )
    commune: str | None = Field(default=None, max_length=100, examples=["lac-phuong"])
    conversation_id: str | None = Field(default=None, max_length=200)


class CitationOut(BaseModel):
    """One source of an answer; `url` opens the source viewer at the quoted place."""

    id: int
    commune: str | None
    document_id: str
    document_title: str
    document_number: str | None
    issued_on: date | None
    section: str
    quote: str
    url: str
    procedure_code: str | None

    @classmethod
    def of(cls, citation: Citation, base_url: str) -> "CitationOut":
        return cls.model_construct(
            id=citation.number,
            commune=citation.commune,
            document_id=citation.document_id,
            document_title=citation.document_title,
            document_number=citation.document_number,
            issued_on=citation.issued_on,
            section=citation.section,
            quote=citation.quote,
            url=base_url + citation.path,
            procedure_code=citation.procedure_code,
        )


class ChoiceOut(BaseModel):
    """A button of a clarifying question."""

    label: str
    question: str
    commune: str | None


class AskResponse(BaseModel):
    """The reply. `answer` is Markdown: paragraphs, **bold**, "- " lists and [n] citation marks."""

    answer_id: str
    conversation_id: str
    status: Literal["answered", "not_found", "clarify", "refused", "chitchat"]
    answer: str
    citations: list[CitationOut]
    choices: list[ChoiceOut]
    suggestions: list[str]
    notice: str | None

    @classmethod
    def of(cls, reply: Reply, base_url: str) -> "AskResponse":
        """Built without validation: the core's types are already checked, and this is the hot path."""
        return cls.model_construct(
            answer_id=reply.answer_id,
            conversation_id=reply.conversation_id,
            status=reply.status.value,
            answer=reply.text,
            citations=[CitationOut.of(citation, base_url) for citation in reply.citations],
            choices=[
                ChoiceOut.model_construct(label=choice.label, question=choice.question, commune=choice.commune)
                for choice in reply.choices
            ],
            suggestions=list(reply.suggestions),
            notice=reply.notice,
        )


class FeedbackRequest(BaseModel):
    """A person's rating of one answer."""

    answer_id: str = Field(min_length=1, max_length=200)
    rating: Literal["up", "down"]
    comment: str | None = Field(default=None, max_length=2000)


class DocumentOut(BaseModel):
    """A document of a commune."""

    document_id: str
    title: str
    number: str | None
    issued_on: date | None
    period: str | None


class CommuneOut(BaseModel):
    """A commune-level unit and its documents."""

    slug: str
    name: str
    province: str
    documents: list[DocumentOut]


class TargetOut(BaseModel):
    """A target (chỉ tiêu)."""

    record_id: str
    commune: str
    indicator: str
    comparator: str
    value: float
    unit: str
    wording: str
    period: str | None
    responsible_agency: str | None
    section: str
    quote: str
    document_id: str
    url: str

    @classmethod
    def of(cls, target: Target, url: str) -> Self:
        return cls(
            record_id=target.record_id,
            commune=target.commune,
            indicator=target.indicator,
            comparator=target.comparator.value,
            value=float(target.value),
            unit=target.unit,
            wording=target.wording,
            period=target.period and target.period.raw,
            responsible_agency=target.responsible_agency and target.responsible_agency.name,
            section=target.provenance.section_label,
            quote=target.provenance.quote,
            document_id=target.provenance.document_id,
            url=url,
        )


class TaskOut(BaseModel):
    """A task (nhiệm vụ) of an annex."""

    record_id: str
    commune: str
    number: str | None
    title: str
    group: str | None
    lead_agencies: list[str]
    coordinating_agencies: list[str]
    schedule: str | None
    deliverable: str | None
    section: str
    quote: str
    document_id: str
    url: str

    @classmethod
    def of(cls, task: Task, url: str) -> Self:
        return cls(
            record_id=task.record_id,
            commune=task.commune,
            number=task.number,
            title=task.title,
            group=task.group,
            lead_agencies=[agency.name for agency in task.lead_agencies],
            coordinating_agencies=[agency.name for agency in task.coordinating_agencies],
            schedule=task.schedule and task.schedule.raw,
            deliverable=task.deliverable,
            section=task.provenance.section_label,
            quote=task.provenance.quote,
            document_id=task.provenance.document_id,
            url=url,
        )


class ProcessingTimeOut(BaseModel):
    """How long handling takes. `unit` is null where the portal names none; `text` is how to say it, `raw` its words."""

    value: float
    unit: TimeUnit | None
    condition: str | None
    raw: str
    text: str


class FeeOut(BaseModel):
    """One fee (phí, lệ phí). `amount` 0 is free of charge, null where the words name no figure."""

    amount: float | None
    currency: Literal["VND", "USD"]
    per: str | None
    condition: str | None
    raw: str
    text: str


class ChannelOut(BaseModel):
    """A way to hand in a file. Empty `times` or `fees`: the portal gives none, which is not "free of charge"."""

    kind: ChannelKind
    times: list[ProcessingTimeOut]
    fees: list[FeeOut]
    note: str | None

    @classmethod
    def of(cls, channel: Channel) -> Self:
        return cls(
            kind=channel.kind,
            times=[ProcessingTimeOut(**time.model_dump(), text=time_text(time)) for time in channel.times],
            fees=[FeeOut(**fee.model_dump(), text=fee_text(fee)) for fee in channel.fees],
            note=channel.note,
        )


class RequiredDocumentOut(BaseModel):
    """A paper of the file (thành phần hồ sơ). Counts null: not stated; `case` null: needed in every case."""

    name: str
    must: Literal["nộp", "xuất trình"]
    originals: int | None
    copies: int | None
    form: str | None
    case: str | None


class ProcedureBasisOut(BaseModel):
    """A legal document that a procedure rests on."""

    number: str
    title: str | None


class ProcedureItemOut(BaseModel):
    """An administrative procedure (thủ tục hành chính) in a list. `url` opens it in the source viewer."""

    code: str
    name: str
    sector: str
    status: ProcedureStatus
    url: str

    @classmethod
    def of(cls, procedure: Procedure, url: str) -> Self:
        return cls(code=procedure.code, name=procedure.name, sector=procedure.sector, status=procedure.status, url=url)


class ProcedureOut(BaseModel):
    """An administrative procedure as the national portal describes it. What the portal leaves empty is null or []."""

    code: str
    name: str
    everyday_names: list[str]
    sector: str
    levels: list[str]
    competent_agency: str | None
    handling_agency: str | None
    applicants: list[str]
    channels: list[ChannelOut]
    documents: list[RequiredDocumentOut]
    forms: list[str]
    steps: list[str]
    conditions: list[str]
    outcomes: list[str]
    legal_bases: list[ProcedureBasisOut]
    decision_number: str | None
    source_url: str | None
    as_of: date | None
    linked: list[str]
    status: ProcedureStatus
    replaced_by: list[str]
    notes: list[str]
    document_id: str
    url: str

    @classmethod
    def of(cls, procedure: Procedure, url: str) -> Self:
        """The fields have the record's names; what a client must not build on (family, alias questions) is left out."""
        return cls.model_validate(
            {
                **procedure.model_dump(exclude={"channels"}),
                "channels": [ChannelOut.of(channel) for channel in procedure.channels],
                "forms": procedure.forms,
                "document_id": document_id(procedure.code),
                "url": url,
            }
        )


class Readiness(BaseModel):
    """What the server answers from."""

    status: Literal["ready"]
    index_id: str
    counts: dict[str, int]
    away: list[Literal["database", "redis", "model"]] = Field(
        default=[], description="Phần tùy chọn lúc này không dùng được; câu trả lời vẫn có, không cần đến chúng"
    )


class ProblemOut(BaseModel):
    """RFC 9457 problem details; `detail` is one Vietnamese sentence."""

    type: str
    title: str
    status: int
    detail: str
