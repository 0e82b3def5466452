"""What happened with one question, for those who log, count and keep it."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

logger = logging.getLogger("bot.assistant")


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One answer. `intent` is the first facet that was asked for ("" where none), `commune` the portal's own.

    `question` is masked, for the list of unanswered questions alone: never logged, never a label of a metric, as little
    as `conversation_id` or `person`, the keyed hash of a chat ("" where the channel has none). Times are seconds;
    `steps` holds those of the steps that were run, by name.
    """

    answer_id: str
    conversation_id: str
    question: str
    status: str
    outcome: str
    intent: str
    channel: str
    commune: str
    evidence: tuple[str, ...]
    composer: str
    prompt_digest: str | None
    index_id: str
    elapsed_s: float
    steps: Mapping[str, float]
    person: str = ""


@dataclass(slots=True)
class Trace:
    """What is noted while a question is answered, also where that fails; times of the steps are seconds."""

    intent: str = ""
    steps: dict[str, float] = field(default_factory=dict)


Observer = Callable[[AnswerEvent], None]
# Is given what a language model words, as it passes the check.
OnText = Callable[[str], None]


def tell(event: AnswerEvent, observers: Iterable[Observer]) -> None:
    """Logs the answer and tells the observers; one that fails is no reason to keep the answer back."""
    log(event)
    for observer in observers:
        try:
            observer(event)
        except Exception:
            logger.exception("observer failed", extra={"answer_id": event.answer_id})


def log(event: AnswerEvent) -> None:
    """Writes the one line that the log holds of an answer."""
    logger.info(
        "answered",
        extra={
            "answer_id": event.answer_id,
            "outcome": event.outcome,
            "channel": event.channel,
            "commune": event.commune or None,
            "evidence": event.evidence,
            "composer": event.composer,
            "prompt": event.prompt_digest,
            "index_id": event.index_id,
            "elapsed_ms": round(event.elapsed_s * 1000, 2),
        },
    )
