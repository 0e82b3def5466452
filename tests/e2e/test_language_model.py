"""`motcua serve` with a language model, as an operator runs it: named at the start, streamed, gone in mid-service."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import MOTCUA
from tests.support.model_server import Json, Said, answer, echo, model_server, passages_of

ASK = {"question": "Mạng di động xã mình tính phủ sóng thế hệ mấy?", "commune": "loc-binh"}
FIRST = "Xã Lộc Bình sẽ hoàn thành phủ sóng mạng di động 5G trên địa bàn"
SECOND = "Xã sẽ triển khai mạng di động 6G"
LIMIT_S = 2.0


@contextmanager
def serving(index_dir: Path, base_url: str) -> Iterator[tuple[str, list[str]]]:
    """Runs `motcua serve` with a model; yields its address and what it said at the start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(MOTCUA), "serve", "--port", str(port), "--index", str(index_dir)]
    model = {"LLM_BASE_URL": base_url, "LLM_MODEL": "stub", "LLM_TIMEOUT_S": str(LIMIT_S)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **model}
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx.get(address + "/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address, said
        process.terminate()
        process.communicate(timeout=10)


def script(body: Json) -> Said:
    return answer((FIRST, [1]), (SECOND, [1])) if passages_of(body) else echo(body)


def ask(address: str) -> str:
    return str(httpx.post(address + "/v1/ask", json=ASK, timeout=20).json()["answer"])


def test_the_model_words_answers_until_it_is_gone(index_dir: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(ExitStack())
        _, model = server.enter_context(model_server(script))
        address, said = stack.enter_context(serving(index_dir, model))

        assert "mô hình ngôn ngữ stub (đã trả lời câu thử sau" in said[1]
        assert ask(address).startswith(f"{FIRST} [1]. {SECOND} [1].")
        server.close()
        started = time.monotonic()
        quoted = ask(address)

    assert time.monotonic() - started < LIMIT_S + 4
    assert quoted.startswith("Kế hoạch")
    assert "“Hoàn thành phủ sóng mạng di động 5G" in quoted


def test_a_model_that_does_not_answer_is_named_and_the_server_serves(index_dir: Path) -> None:
    with serving(index_dir, "http://127.0.0.1:9/v1") as (address, said):
        assert "Mô hình ngôn ngữ stub không trả lời câu thử: không kết nối được" in said[1]
        assert ask(address).startswith("Kế hoạch")


def test_a_sentence_is_streamed_once_it_has_passed_the_check(index_dir: Path) -> None:
    """The second sentence is false: the first is on the page by then, and stays; the quotes follow it."""

    def lies(body: Json) -> Said:
        if not passages_of(body):
            return echo(body)
        said = answer((FIRST, [1]), ("Xã sẽ triển khai mạng di động 7G", [1]))
        return Said(said.text, pieces=40, delay_s=0.01)

    with model_server(lies) as (_, model), serving(index_dir, model) as (address, _):
        headers = {"Accept": "text/event-stream"}
        with httpx.stream("POST", address + "/v1/ask", json=ASK, headers=headers, timeout=20) as response:
            text = response.read().decode()

    *events, reply = [dict(line.split(": ", 1) for line in e.split("\n") if line) for e in text.strip().split("\n\n")]
    answered = json.loads(reply["data"])["answer"]
    assert reply["event"] == "reply"
    assert "7G" not in text
    assert answered.startswith(f"{FIRST} [1].\n\nKế hoạch")
    assert " ".join("".join(event["data"] + " " for event in events).split()).startswith(FIRST)


@pytest.mark.parametrize("missing", ["LLM_BASE_URL", "LLM_MODEL"])
def test_half_a_configuration_is_none(index_dir: Path, missing: str) -> None:
    given = {"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "stub"}
    del given[missing]
    command = [str(MOTCUA), "ask", ASK["question"], "--commune", ASK["commune"], "--index", str(index_dir)]

    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **given}, timeout=60, check=False)

    assert done.returncode == 0
    assert done.stdout.startswith("Kế hoạch")
