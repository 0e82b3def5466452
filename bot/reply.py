"""The reply: what every channel renders and the API returns as it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """The contract's five families of outcome."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    CLARIFY = "clarify"
    REFUSED = "refused"
    CHITCHAT = "chitchat"


@dataclass(frozen=True, slots=True)
class Citation:
    """One place of a source (nguồn) that the answer rests on. `quote` is verbatim; `path` opens it in the viewer."""

    number: int
    commune: str | None
    document_id: str
    document_title: str
    document_number: str | None
    issued_on: date | None
    section: str
    quote: str
    path: str
    procedure_code: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a clarifying question: pressing it asks `question` for `commune`."""

    label: str
    question: str
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure of a comparison. `label` names the commune, `wording` is the source's phrase for `value`."""

    label: str
    period: str
    value: Decimal
    wording: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator side by side, all figures in one unit: what a channel that can draw may draw."""

    indicator: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its sources. `text` is the contract's Markdown subset: paragraphs, **bold**, lists, [n] marks."""

    answer_id: str
    conversation_id: str
    status: Status
    outcome: str
    text: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    notice: str | None = None
    comparison: Comparison | None = None
