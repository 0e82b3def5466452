"""A stub of the OpenAI-compatible chat API on loopback: what it says, and how it fails, is scripted.

It answers in server-sent events as the real servers do. `echo` repeats the passages that it was shown, which is the
most faithful model there can be; `make eval-model` runs the judgments over it.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tests.support.fake_bot_api import serving

Json = dict[str, Any]
_PASSAGE = re.compile(r"^\[(\d+)\] [^\n]*\n(.+?)(?=\n\n\[|\n</doan)", re.MULTILINE | re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=\.) (?=[A-ZĐ])")
_QUESTION = re.compile(r"<cau_hoi>\n(.*)\n</cau_hoi>", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """One scripted answer. `text` is sent in `pieces` pieces, `delay_s` before each.

    `finish` None: the stream ends without saying so. `hangs_up_after` pieces the connection is cut. `endless`: the text
    is repeated until the caller goes away. `body`: sent as it is instead of events.
    """

    text: str = ""
    status: int = 200
    pieces: int = 8
    delay_s: float = 0.0
    finish: str | None = "stop"
    hangs_up_after: int | None = None
    endless: bool = False
    body: str | None = None
    tokens: int = 120


Script = Callable[[Json], Said]


def answer(*sentences: tuple[str, Sequence[int]], completeness: str = "complete") -> Said:
    """Returns a well-formed answer of these sentences with the numbers of their passages."""
    said = {
        "completeness": completeness,
        "sentences": [{"text": text, "passages": list(numbers)} for text, numbers in sentences],
    }
    return Said(json.dumps(said, ensure_ascii=False))


def passages_of(body: Json) -> dict[int, str]:
    """Returns the numbered passages of a request."""
    prompt = next(m["content"] for m in body["messages"] if m["role"] == "user")
    return {int(number): text for number, text in _PASSAGE.findall(prompt)}


def question_of(body: Json) -> str:
    """Returns the question of a request."""
    prompt = next(m["content"] for m in body["messages"] if m["role"] == "user")
    found = _QUESTION.search(prompt)
    return found.group(1) if found else prompt


def echo(body: Json) -> Said:
    """Says the first passage, which is the best evidence, in its own words, sentence by sentence."""
    passages = passages_of(body)
    if not passages:
        return Said("được")
    number, text = next(iter(passages.items()))
    return answer(*((sentence, [number]) for sentence in _SENTENCE_END.split(text)))


@dataclass
class ModelServer:
    """The stub. `script` may be set anew at any time; `requests` are the bodies that were received."""

    script: Script = echo
    requests: list[Json] = field(default_factory=list)
    key: str | None = None

    def __post_init__(self) -> None:
        self.app = FastAPI()
        self.app.post("/v1/chat/completions")(self._complete)

    async def _complete(self, request: Request) -> Response:
        body: Json = await request.json()
        self.requests.append(body)
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return JSONResponse({"error": {"message": "bad key", "type": "auth"}}, 401)
        said = self.script(body)
        if said.status != 200:
            return JSONResponse({"error": {"message": said.body or "scripted", "type": "server"}}, said.status)
        if said.body is not None:
            return Response(said.body, media_type="text/event-stream")
        return StreamingResponse(_events(said, str(body.get("model"))), media_type="text/event-stream")


async def _events(said: Said, model: str) -> AsyncIterator[str]:
    size = max(len(said.text) // said.pieces, 1)
    pieces = [said.text[i : i + size] for i in range(0, len(said.text), size)]
    sent = 0
    while True:
        for piece in pieces or [""]:
            if sent == said.hangs_up_after:
                raise ConnectionResetError("scripted")
            await asyncio.sleep(said.delay_s)
            yield _event(model, {"content": piece})
            sent += 1
        if not said.endless:
            break
        await asyncio.sleep(0.001)
    if said.finish is not None:
        yield _event(model, {}, said.finish)
        usage = {"prompt_tokens": said.tokens, "completion_tokens": 0, "total_tokens": said.tokens}
        yield f"data: {json.dumps({**_head(model), 'choices': [], 'usage': usage})}\n\n"
        yield "data: [DONE]\n\n"


def _event(model: str, delta: Json, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return f"data: {json.dumps({**_head(model), 'choices': [choice]}, ensure_ascii=False)}\n\n"


def _head(model: str) -> Json:
    return {"id": "stub", "object": "chat.completion.chunk", "created": 0, "model": model}


@contextmanager
def model_server(script: Script = echo) -> Iterator[tuple[ModelServer, str]]:
    """Serves the stub; yields it and its address ("…/v1")."""
    stub = ModelServer(script)
    with serving(stub.app) as address:
        yield stub, f"{address}/v1"
