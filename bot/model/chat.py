"""The one adapter of LangChain's chat models: messages in, pieces of text out, every fault by its name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx2
import openai
from langchain_core.exceptions import (
    LangChainException,
    ModelAPIError,
    ModelConnectionError,
    ModelError,
    ModelRateLimitError,
    ModelTimeoutError,
)
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from bot.model.faults import Fault, ModelFailed
from bot.model.settings import ModelSettings

# What LangChain and the client raise where a server answers with something that is not the API's.
_ODD = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt. `role` is "system", "human" or "ai"."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of an answer; `tokens` is what the server says the whole exchange has used, at the end."""

    text: str
    tokens: int = 0


class ChatModel(Protocol):
    """A model that answers messages piece by piece."""

    def stream(self, messages: Sequence[Message], response_format: Mapping[str, Any] | None) -> Iterator[Piece]:
        """Yields the answer.

        Raises:
            ModelFailed: it cannot be had, or it breaks off.
        """


class OpenAIChat:
    """Any server with OpenAI's chat API. A new answer is never sampled: temperature 0, no retries of its own."""

    def __init__(self, settings: ModelSettings) -> None:
        key = settings.api_key.get_secret_value() if settings.api_key else "none"
        self._model = ChatOpenAI(
            base_url=settings.base_url,
            model=settings.model or "",
            api_key=lambda: key,
            temperature=0,
            max_retries=0,
            timeout=settings.timeout_s,
            stream_chunk_timeout=settings.timeout_s,
            stream_usage=True,
            http_client=_client(settings.timeout_s),
        )
        self._asked_always = {"max_tokens": settings.max_tokens, **settings.extra_body}

    def stream(self, messages: Sequence[Message], response_format: Mapping[str, Any] | None) -> Iterator[Piece]:
        # Not as arguments of LangChain's own: it would send `max_completion_tokens`, which not every server knows, and
        # read a formatted answer through a helper of the client that trips over what is no answer.
        asked: dict[str, Any] = dict(self._asked_always)
        if response_format:
            asked["response_format"] = dict(response_format)
        has_begun = False
        finished: str | None = None
        try:
            for chunk in self._model.stream([_message(message) for message in messages], extra_body=asked):
                has_begun = True
                finished = _finish_reason(chunk) or finished
                yield Piece(_text(chunk), chunk.usage_metadata["total_tokens"] if chunk.usage_metadata else 0)
        except (openai.OpenAIError, httpx2.HTTPError, LangChainException, *_ODD) as exc:
            failure = _failure(exc)
            is_cut = has_begun and failure.fault is Fault.UNREACHABLE
            raise (ModelFailed(Fault.CUT_OFF) if is_cut else failure) from exc
        if finished is None:
            raise ModelFailed(Fault.CUT_OFF)
        if finished == "length":
            raise ModelFailed(Fault.TOO_LONG)


def _client(timeout_s: float) -> httpx2.Client:
    """Returns a client that closes a connection with its answer.

    LangChain's own keeps it for five seconds, which the next question seldom is within, and leaves it to the collector
    of garbage.
    """
    return httpx2.Client(timeout=timeout_s, follow_redirects=True, limits=httpx2.Limits(max_keepalive_connections=0))


def _failure(exc: Exception) -> ModelFailed:
    """Returns the fault that an exception of the client stands for; the first that fits, the narrower before."""
    match exc:
        case ModelTimeoutError() | httpx2.TimeoutException() | TimeoutError():
            return ModelFailed(Fault.TIMEOUT)
        case ModelConnectionError() | httpx2.ConnectError():
            return ModelFailed(Fault.UNREACHABLE)
        case ModelRateLimitError():
            return ModelFailed(Fault.RATE_LIMITED)
        case ModelAPIError():
            return ModelFailed(Fault.SERVER_ERROR)
        case ModelError() | openai.APIStatusError():
            return ModelFailed(Fault.REFUSED, type(exc).__name__)
        case httpx2.HTTPError() | openai.APIError():
            return ModelFailed(Fault.CUT_OFF)
        case _:
            return ModelFailed(Fault.MALFORMED, type(exc).__name__)


def _text(chunk: AIMessage) -> str:
    return chunk.content if isinstance(chunk.content, str) else ""


def _finish_reason(chunk: AIMessage) -> str | None:
    known: Mapping[str, Any] = chunk.response_metadata
    return known.get("finish_reason")


def _message(message: Message) -> BaseMessage:
    match message.role:
        case "system":
            return SystemMessage(message.text)
        case "ai":
            return AIMessage(message.text)
        case _:
            return HumanMessage(message.text)
