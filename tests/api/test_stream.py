"""Server-sent events over a real server: a client reads what was sent when it was sent, and may hang up at any time."""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from api.app import create_app
from api.settings import ApiSettings
from bot.reply import Reply
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import serving

ASK = {"question": "Chỉ tiêu thanh toán trực tuyến?", "commune": "lac-phuong"}
STREAM = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
TIMEOUT_S = 20


class GatedAssistant(FakeAssistant):
    """Says when it was asked "chậm", and answers that when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        if "chậm" in question:
            self.is_asked.set()
            assert self.may_answer.wait(TIMEOUT_S)
        return super().reply_to(question, commune, conversation_id, channel)


class Gate:
    """Lets a stream of this server go on once its client has seen what came before."""

    def __init__(self) -> None:
        self.may_go_on, self.is_over = threading.Event(), threading.Event()

    async def events(self) -> AsyncIterator[str]:
        try:
            yield "event: delta\ndata: một\n\n"
            while not self.may_go_on.is_set():
                await asyncio.sleep(0.01)
            yield "event: delta\ndata: hai\n\n"
        finally:
            self.is_over.set()


@pytest.fixture
def assistant() -> GatedAssistant:
    return GatedAssistant()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def app(assistant: GatedAssistant, gate: Gate, tmp_path: Path) -> FastAPI:
    app = create_app(assistant, ApiSettings(_env_file=None), keeper_in(tmp_path))

    @app.post("/v1/gated")
    async def gated() -> StreamingResponse:
        return StreamingResponse(gate.events(), media_type="text/event-stream")

    return app


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["whole", "stream"])
def test_too_many_at_once_are_told_to_come_again(
    assistant: GatedAssistant, tmp_path: Path, headers: dict[str, str]
) -> None:
    app = create_app(assistant, ApiSettings(_env_file=None, ask_queue=1), keeper_in(tmp_path))
    with serving(app) as address, ThreadPoolExecutor(1) as thread:
        first = thread.submit(httpx.post, f"{address}/v1/ask", json={"question": "chậm"}, timeout=TIMEOUT_S)
        assert assistant.is_asked.wait(TIMEOUT_S)
        refused = httpx.post(f"{address}/v1/ask", json=ASK, headers=headers)
        assistant.may_answer.set()
        answered = first.result()
        later = httpx.post(f"{address}/v1/ask", json=ASK, headers=headers)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert refused.headers["content-type"] == "application/problem+json"
    assert (answered.status_code, later.status_code) == (200, 200)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as address:
        yield address


def read_events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yields name and data of each event, as the HTML standard reads them."""
    name, data = "message", list[str]()
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield name, "\n".join(data)
            name, data = "message", []
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)


def lines_of(response: httpx.Response) -> Iterator[str]:
    """Yields lines as the wire has them; httpx's own would also break at other marks than line ends."""
    rest = ""
    for text in response.iter_text():
        *lines, rest = (rest + text).split("\n")
        yield from lines


def test_stream_is_the_answer_in_pieces_and_then_the_reply(address: str) -> None:
    plain = httpx.post(address + "/v1/ask", json=ASK).json()
    with httpx.stream("POST", address + "/v1/ask", json=ASK, headers=STREAM, timeout=TIMEOUT_S) as response:
        events = list(read_events(lines_of(response)))

    assert (response.status_code, response.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert not {"content-encoding", "content-length", "etag"} & set(response.headers)
    assert [name for name, _ in events] == ["delta"] * (len(events) - 1) + ["reply"]
    assert len(events) > 3
    reply = json.loads(events[-1][1])
    assert "".join(text for _, text in events[:-1]) == reply["answer"]
    assert reply == plain | {"answer_id": reply["answer_id"]}


def test_streamed_answer_can_be_rated(address: str) -> None:
    with httpx.stream("POST", address + "/v1/ask", json=ASK, headers=STREAM, timeout=TIMEOUT_S) as response:
        *_, (_, data) = read_events(lines_of(response))
    rated = {"answer_id": json.loads(data)["answer_id"], "rating": "up"}

    assert httpx.post(address + "/v1/feedback", json=rated).status_code == 204


def test_nothing_between_route_and_client_holds_a_piece_back(address: str, gate: Gate) -> None:
    """The second piece is only made once the first has been read, so a server that collects them never ends."""
    with httpx.stream("POST", address + "/v1/gated", headers=STREAM, timeout=TIMEOUT_S) as response:
        events = read_events(lines_of(response))
        first = next(events)
        assert not gate.is_over.is_set()
        gate.may_go_on.set()
        rest = list(events)

    assert [first, *rest] == [("delta", "một"), ("delta", "hai")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"question": " "}', 422),
        (b'{"question": "a", "commune": "kim-lien"}', 422),
        (b"{", 422),
        (b'{"question": "h\xe1\xbb\x8fng"}', 500),
        (b" " * 20_000, 413),
    ],
)
def test_fault_before_the_stream_is_a_problem(address: str, body: bytes, status: int) -> None:
    headers = {**STREAM, "Content-Type": "application/json"}

    response = httpx.post(address + "/v1/ask", content=body, headers=headers, timeout=TIMEOUT_S)

    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["status"] == status


def test_client_that_hangs_up_in_mid_stream_does_no_harm(
    address: str, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    with httpx.stream("POST", address + "/v1/gated", headers=STREAM, timeout=TIMEOUT_S) as response:
        next(read_events(lines_of(response)))

    assert gate.is_over.wait(TIMEOUT_S)  # the stream ends though it was never let go on
    assert httpx.post(address + "/v1/ask", json=ASK).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_client_that_hangs_up_before_the_answer_does_no_harm(
    address: str, assistant: GatedAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = address.removeprefix("http://").split(":")
    body = json.dumps({"question": "chậm"}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        assert assistant.is_asked.wait(TIMEOUT_S)
    assistant.may_answer.set()

    assert httpx.post(address + "/v1/ask", json={"question": "chậm"}, timeout=TIMEOUT_S).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
