"""Whatever a model returns, in whatever pieces: what reaches a person stands in the sources, and is never withdrawn."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.model.assembly import make_composer
from bot.model.chat import Message, Piece
from bot.model.composer import ModelComposer
from bot.model.faults import Fault, ModelFailed
from bot.model.settings import ModelSettings
from bot.reply import Reply, Status
from prompts.loader import load_words
from tests.bot.model.test_bad_answers import OF_PAYMENT, PAYMENT, TRUE
from tests.support.shipped import unquoted

_LIES = tuple(
    sentence["text"]
    for name, said in OF_PAYMENT
    if name != "one good sentence, one bad"
    for sentence in json.loads(said.text)["sentences"]
    if sentence["passages"] == [1]
)
PARTLY = "Các đoạn đã dẫn chỉ nêu một phần điều được hỏi."
_SENTENCES = st.one_of(
    st.just(TRUE[PAYMENT]),
    st.sampled_from(_LIES),
    st.text(max_size=40),
    st.text("0123456789 %tốihểuàyKhpđ.,", max_size=40),
)
_NUMBERS = st.lists(st.one_of(st.just(1), st.integers(-2, 8)), max_size=3)
_ANSWERS = st.fixed_dictionaries(
    {
        "completeness": st.sampled_from(["complete", "partial", "none"]),
        "sentences": st.lists(st.fixed_dictionaries({"text": _SENTENCES, "passages": _NUMBERS}), max_size=5),
    }
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)
_TEXTS = st.one_of(_ANSWERS.map(json.dumps), _ANSWERS.map(json.dumps), _JSON.map(json.dumps), st.text(max_size=60))


@dataclass
class ScriptedChat:
    """Says the next of its texts, in pieces of `size` characters; `breaks_at` characters the connection is lost."""

    texts: list[str]
    size: int
    breaks_at: int | None = None
    said: list[str] = field(default_factory=list)

    def stream(self, messages: Sequence[Message], response_format: Mapping[str, Any] | None) -> Iterator[Piece]:
        text = self.texts.pop(0) if self.texts else ""
        for start in range(0, len(text), self.size):
            if self.breaks_at is not None and start >= self.breaks_at:
                raise ModelFailed(Fault.CUT_OFF)
            yield Piece(text[start : start + self.size])


@pytest.fixture(scope="module")
def composer(assistant: Assistant) -> ModelComposer:
    given = ModelSettings(_env_file=None, base_url="http://127.0.0.1:9/v1", model="stub", timeout_s=30)
    return make_composer(given, assistant.kit, assistant.selector, load_words(), time.monotonic)


def ask(assistant: Assistant, composer: ModelComposer, chat: ScriptedChat) -> tuple[Reply, str]:
    """Returns the reply and what was shown before it was whole."""
    composer._exchange._chat = chat
    composer.gate.succeeded()
    shown: list[str] = []
    reply = replace(assistant, composer=composer).ask(*PAYMENT, on_text=shown.append)
    return reply, "".join(shown)


def cited_text(text: str, reply: Reply) -> str:
    """Returns `text` with the quotes themselves in place of their numbers, which depend on what was told before."""
    return re.sub(r"\[(\d+)\]", lambda mark: f"[{reply.citations[int(mark.group(1)) - 1].quote}]", text)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(_TEXTS, min_size=1, max_size=2),
    size=st.integers(1, 60),
    breaks_at=st.one_of(st.none(), st.none(), st.integers(1, 400)),
)
def test_what_reaches_a_person_passed_the_check(
    assistant: Assistant, composer: ModelComposer, texts: list[str], size: int, breaks_at: int | None
) -> None:
    reply, shown = ask(assistant, composer, ScriptedChat(list(texts), size, breaks_at))

    quotes = assistant.ask(*PAYMENT)
    assert reply.outcome in ("answered_model", "answered_prose", "not_found_model_none")
    assert reply.text.startswith(shown)
    assert unquoted(reply) == []
    assert shown == "" or re.fullmatch(rf"{TRUE[PAYMENT]} (\[\d\])+\.", shown)
    rest = reply.text.removeprefix(shown).lstrip()
    is_quoted = cited_text(rest, reply) == cited_text(quotes.text, quotes)
    is_worded = bool(shown) and rest.removeprefix(
        "Các đoạn đã dẫn chỉ nêu một phần điều được hỏi."
    ).lstrip().startswith("Nguồn: ")
    assert is_quoted or is_worded or reply.status is Status.NOT_FOUND


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_true_answer_is_told_in_any_pieces(assistant: Assistant, composer: ModelComposer, size: int) -> None:
    text = json.dumps({"completeness": "complete", "sentences": [{"text": TRUE[PAYMENT], "passages": [1]}]})

    reply, shown = ask(assistant, composer, ScriptedChat([text], size))

    assert reply.outcome == "answered_model"
    assert shown == f"{TRUE[PAYMENT]} [1]."


def test_nothing_is_shown_before_it_is_known_that_there_is_an_answer(
    assistant: Assistant, composer: ModelComposer
) -> None:
    """A server that ignores the order of the fields may say last that there is none."""
    said = {"sentences": [{"text": TRUE[PAYMENT], "passages": [1]}] * 2, "completeness": "none"}

    reply, shown = ask(assistant, composer, ScriptedChat([json.dumps(said)], 5))

    assert shown == ""
    assert reply.outcome == "not_found_model_none"
