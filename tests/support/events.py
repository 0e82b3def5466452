"""Events of answers, as the assistant tells them."""

from dataclasses import replace

from bot.events import AnswerEvent

QUESTION = "Tôi là Nguyễn Thị Bưởi, số •••, hỏi khai sinh"
_EVENT = AnswerEvent(
    answer_id="answer-1",
    conversation_id="conversation-1",
    question=QUESTION,
    status="answered",
    outcome="answered_target",
    intent="figure",
    channel="telegram",
    commune="lac-phuong",
    evidence=("lac-phuong/target/1",),
    composer="extractive",
    prompt_digest=None,
    index_id="an-index",
    elapsed_s=0.010,
    steps={"screen": 0.001, "read": 0.002, "answer": 0.005},
    person="f" * 32,
)


def make_event(**changes: object) -> AnswerEvent:
    """Returns an event with what a test changes."""
    return replace(_EVENT, **changes)  # type: ignore[arg-type]
