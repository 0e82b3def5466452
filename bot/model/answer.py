"""What the model is to return, and reading it while it is still being written."""

import json
from collections.abc import Iterator
from typing import Annotated, Literal

from langchain_core.utils.json import parse_partial_json
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.model.faults import Fault, ModelFailed


class Sentence(BaseModel):
    """One sentence and the numbers of the passages that it rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1)]
    passages: tuple[Annotated[int, Field(strict=True)], ...]


class ModelAnswer(BaseModel):
    """A whole answer. `completeness` comes first, so that nothing is shown of an answer that there is none to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    completeness: Literal["complete", "partial", "none"]
    sentences: Annotated[tuple[Sentence, ...], Field(max_length=8)]


# By hand and without limits: what a server's grammar does not know of JSON Schema, it refuses.
_SENTENCE_SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "passages": {"type": "array", "items": {"type": "integer"}}},
    "required": ["text", "passages"],
    "additionalProperties": False,
}
RESPONSE_FORMAT = {
    "type": "json_schema",
    "json_schema": {
        "name": "answer",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {
                "completeness": {"type": "string", "enum": ["complete", "partial", "none"]},
                "sentences": {"type": "array", "items": _SENTENCE_SCHEMA},
            },
            "required": ["completeness", "sentences"],
            "additionalProperties": False,
        },
    },
}


class AnswerReader:
    """Takes the JSON piece by piece and gives each sentence once it is complete."""

    def __init__(self) -> None:
        self.text = ""  # all that has come
        self._given = 0

    def feed(self, piece: str) -> Iterator[Sentence]:
        """Yields the sentences that `piece` completes; none while it is not known that there is an answer."""
        self.text += piece
        if not self.text.strip():
            return
        if self.text.lstrip()[0] != "{":
            raise ModelFailed(Fault.MALFORMED, "no JSON object")
        partial = _partial(self.text)
        if not isinstance(partial, dict) or partial.get("completeness") not in ("complete", "partial"):
            return
        sentences = partial.get("sentences")
        # The last one may still be growing.
        for raw in (sentences if isinstance(sentences, list) else [])[self._given : -1]:
            yield self._sentence(raw)

    def finish(self) -> tuple[ModelAnswer, tuple[Sentence, ...]]:
        """Returns the whole answer and the sentences not given yet.

        Raises:
            ModelFailed: the text is empty, no JSON or not of the shape.
        """
        if not self.text.strip():
            raise ModelFailed(Fault.EMPTY)
        try:
            answer = ModelAnswer.model_validate(json.loads(self.text))
        except (ValueError, RecursionError) as exc:
            raise ModelFailed(Fault.MALFORMED, type(exc).__name__) from exc
        return answer, answer.sentences[self._given :]

    def _sentence(self, raw: object) -> Sentence:
        self._given += 1
        try:
            return Sentence.model_validate(raw)
        except ValidationError as exc:
            raise ModelFailed(Fault.MALFORMED, "sentence") from exc


def _partial(text: str) -> object:
    try:
        return parse_partial_json(text)
    except (ValueError, RecursionError):
        return None
