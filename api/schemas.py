"""What goes over the wire: the public contract's requests and responses, made from the core's types."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field

from api.questions import MAX_QUESTION_LENGTH, clean_question
from bot.reply import Citation, Reply
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


class ProcedureOut(BaseModel):
    """An administrative procedure (thủ tục hành chính). None are shipped yet."""

    procedure_code: str
    title: str
    sector: str | None
    commune: str | None


class Readiness(BaseModel):
    """What the server answers from."""

    status: Literal["ready"]
    index_id: str
    counts: dict[str, int]


class ProblemOut(BaseModel):
    """RFC 9457 problem details; `detail` is one Vietnamese sentence."""

    type: str
    title: str
    status: int
    detail: str
