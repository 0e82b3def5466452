"""The real server, set up as `motcua serve` does: bytes that are no requests, and heads without an end."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from api.commands.serve import make_config
from api.protocol import BoundedHead
from tests.support.fake_bot_api import serving
from tests.support.planted import leaks

FILE = Path(__file__).parents[1] / "data" / "attacks" / "raw.yaml"
END = "Connection: close\r\n\r\n"


class Case(BaseModel):
    """One connection. `is_ours`: the application answers, not the server before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    text: str
    status: int
    answers: int = 1
    is_ours: bool = False


def load_cases() -> list[Case]:
    return [Case.model_validate(case) for case in yaml.safe_load(FILE.read_text(encoding="utf-8"))["cases"]]


@pytest.fixture(scope="module")
def port(closed_app: FastAPI) -> Iterator[int]:
    config = make_config(closed_app)
    config.port = 0
    with serving(closed_app, config=config) as address:
        yield int(address.rpartition(":")[2])


def exchange(port: int, sent: bytes) -> str:
    """Sends bytes and returns all that comes back until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        got = bytearray()
        while piece := connection.recv(65_536):
            got += piece
    return got.decode("utf-8", "replace")


def statuses(response: str) -> list[int]:
    return [int(status) for status in re.findall(r"HTTP/1\.1 (\d{3}) ", response)]


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.name.replace(" ", "-"))
def test_bytes_are_answered_once_and_safely(port: int, case: Case) -> None:
    response = exchange(port, case.text.replace("{END}", END).encode("latin-1"))

    assert statuses(response)[:1] == [case.status]
    assert len(statuses(response)) == case.answers
    assert ("x-content-type-options: nosniff" in response) is case.is_ours
    assert leaks(response) == []
    assert "evil.example" not in response
    assert not re.search(r"^(set-cookie|server): ", response, flags=re.MULTILINE | re.IGNORECASE)
    assert statuses(exchange(port, f"GET /healthz HTTP/1.1\r\nHost: a\r\n{END}".encode())) == [200]


@pytest.mark.parametrize(
    "start", ["GET /docs HTTP/1.1\r\nHost: a\r\nX: ", "GET /docs HTTP/1.1\r\nHost: a\r\n", "GET /"]
)
def test_head_without_an_end_is_hung_up_on(port: int, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(BoundedHead, "HEAD_TIMEOUT_S", 600.0)  # its length must end it
    pieces = b"X: y\r\n" * 20_000 if start.endswith("\n") else b"x" * 120_000
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(start.encode() + pieces)
            got = b"".join(iter(lambda: connection.recv(65_536), b""))
        except ConnectionError:  # hung up on with bytes unread: whether the answer arrives is up to the system
            got = b""

    assert statuses(got.decode()) in ([400], [])


@pytest.mark.parametrize("start", ["", "GET", "GET /docs HTTP/1.1\r\nHost: a\r\n"])
def test_head_that_does_not_come_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(BoundedHead, "HEAD_TIMEOUT_S", 0.3)
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(start.encode())
        got = connection.recv(1)

    assert got == b""
    assert 0.2 < time.perf_counter() - began < 5


def test_second_head_is_waited_for_as_the_first_and_no_answer_is_cut(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHead, "HEAD_TIMEOUT_S", 1.0)
    whole = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for _ in range(4):  # longer than one head may take, each in time
            connection.sendall(whole)
            assert statuses(connection.recv(65_536).decode()) == [200]
            time.sleep(0.4)
        connection.sendall(b"GET /heal")
        got = connection.recv(1)

    assert got == b""


def test_large_bodies_and_many_requests_on_one_connection_are_no_heads(port: int) -> None:
    """Each request is counted for itself, and a body is no part of a head."""
    headers = "POST /v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    large = f"{headers}Content-Length: 300000\r\n\r\n{'x' * 300_000}".encode()
    small = f"GET /healthz HTTP/1.1\r\nHost: a\r\nX: {'y' * 30_000}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        got = ""
        for request in (small, small, small, large, small):
            connection.sendall(request)
            got += connection.recv(65_536).decode("utf-8", "replace")

    assert statuses(got) == [200, 200, 200, 401, 200]
