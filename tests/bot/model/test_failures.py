"""A server that fails in every way that servers fail: people get the quotes in time, and the circuit opens."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from api.messages import MODEL_FAULTS
from bot.assistant import Assistant
from bot.model.faults import Fault, ModelFailed
from bot.model.gate import Gate
from bot.model.settings import ModelSettings
from bot.reply import Reply
from tests.bot.model.conftest import Connect, Worded
from tests.support.model_server import Json, Said, answer, echo
from tests.support.shipped import FakeClock

ASKED = ("Mạng di động xã mình tính phủ sóng thế hệ mấy?", "loc-binh")
LIMIT_S = 0.5
# What a busy machine may take beside: the limit is about seconds, the test is not.
SLACK_S = 4.0
GOOD = echo({"messages": [{"role": "user", "content": "[1] mục I\nXã triển khai mạng di động 6G.\n</doan"}]}).text


def sse(*lines: str) -> Said:
    return Said(body="".join(f"data: {line}\n\n" for line in lines))


FAILURES: dict[str, tuple[Said, Fault]] = {
    "429": (Said(status=429), Fault.RATE_LIMITED),
    "500": (Said(status=500), Fault.SERVER_ERROR),
    "503": (Said(status=503), Fault.SERVER_ERROR),
    "400": (Said(status=400), Fault.REFUSED),
    "401": (Said(status=401), Fault.REFUSED),
    "404": (Said(status=404), Fault.REFUSED),
    "cut after the first piece": (Said(GOOD, hangs_up_after=1), Fault.CUT_OFF),
    "no end": (Said(GOOD[:-10], finish=None), Fault.CUT_OFF),
    "cut by the length": (Said(GOOD[:-10], finish="length"), Fault.TOO_LONG),
    "silence before the first piece": (Said(GOOD, delay_s=30), Fault.TIMEOUT),
    "piece by piece without end": (Said("{ ", endless=True, pieces=1, delay_s=0.02), Fault.TIMEOUT),
    "as fast as it can without end": (Said('{"completeness": "complete", ' * 50, endless=True), Fault.TIMEOUT),
    "a page of HTML": (Said(body="<html><body>502 Bad Gateway</body></html>"), Fault.MALFORMED),
    "an empty body": (Said(body=""), Fault.MALFORMED),
    "events that are no JSON": (sse("{", "[DONE]"), Fault.MALFORMED),
    "events of another shape": (sse('{"foo": 1}', "[DONE]"), Fault.CUT_OFF),
    "an error among the events": (sse('{"error": {"message": "out of memory", "type": "server"}}'), Fault.CUT_OFF),
    "no text at all": (Said(""), Fault.EMPTY),
}


def assert_quoted(reply: Reply, assistant: Assistant) -> None:
    without = assistant.ask(*ASKED)
    assert (reply.status, reply.outcome, reply.text) == (without.status, without.outcome, without.text)
    assert reply.citations == without.citations


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_answered_from_the_quotes_in_time(connect: Connect, assistant: Assistant, name: str) -> None:
    said, fault = FAILURES[name]
    worded = connect(timeout_s=LIMIT_S)

    started = time.monotonic()
    reply = worded.ask(*ASKED, lambda body: said)

    assert time.monotonic() - started < LIMIT_S + SLACK_S
    assert_quoted(reply, assistant)
    assert dict(worded.composer.gate.counts) == {fault.value: 1}


def test_nobody_listens(connect: Connect, assistant: Assistant) -> None:
    worded = connect(base_url="http://127.0.0.1:9/v1")

    assert_quoted(worded.ask(*ASKED), assistant)
    assert dict(worded.composer.gate.counts) == {"unreachable": 1}


def test_three_failures_open_the_circuit_and_one_question_tries_again(connect: Connect, assistant: Assistant) -> None:
    clock = FakeClock()
    worded = connect()
    gate = Gate(ModelSettings(_env_file=None), clock.monotonic, clock.today)
    worded.composer.gate = worded.composer._exchange._gate = gate
    for _ in range(3):
        assert_quoted(worded.ask(*ASKED, lambda body: Said(status=500)), assistant)
    asked = len(worded.stub.requests)

    assert_quoted(worded.ask(*ASKED), assistant)
    assert len(worded.stub.requests) == asked
    clock.seconds = 31
    assert worded.ask(*ASKED).outcome == "answered_model"
    assert worded.ask(*ASKED).outcome == "answered_model"
    assert dict(gate.counts) == {"server_error": 3, "paused": 1, "answered": 2}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def make_gate(clock: FakeClock) -> Callable[..., Gate]:
    def made(**settings: object) -> Gate:
        return Gate(ModelSettings.model_validate(settings), clock.monotonic, clock.today)

    return made


def refused(gate: Gate) -> Fault | None:
    """Why the model may not be asked now; None, and the place is given back, where it may."""
    try:
        gate.enter(0.01)
    except ModelFailed as exc:
        return exc.fault
    gate.leave()
    return None


def test_the_circuit_is_tried_by_one_at_a_time(make_gate: Callable[..., Gate], clock: FakeClock) -> None:
    gate = make_gate()
    for _ in range(3):
        gate.failed(Fault.TIMEOUT)
    assert refused(gate) is Fault.PAUSED
    clock.seconds = 30
    assert refused(gate) is None
    assert refused(gate) is Fault.PAUSED
    gate.succeeded()
    assert refused(gate) is None


def test_what_is_not_grounded_opens_the_circuit_late(make_gate: Callable[..., Gate]) -> None:
    gate = make_gate()
    for _ in range(11):
        gate.failed(Fault.UNGROUNDED)
    assert refused(gate) is None
    gate.failed(Fault.UNGROUNDED)
    assert refused(gate) is Fault.PAUSED


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.OVER_BUDGET, Fault.PAUSED])
def test_a_model_that_was_not_asked_has_not_failed(make_gate: Callable[..., Gate], fault: Fault) -> None:
    gate = make_gate()
    for _ in range(50):
        gate.failed(fault)
    assert refused(gate) is None


def test_the_days_budget_ends_and_begins_anew(make_gate: Callable[..., Gate], clock: FakeClock) -> None:
    gate = make_gate(daily_budget_tokens=1000)
    gate.spend(999)
    assert refused(gate) is None
    gate.spend(1)
    assert refused(gate) is Fault.OVER_BUDGET
    clock.day = date(2025, 10, 2)
    assert refused(gate) is None
    assert gate.spent_tokens == 0


def test_what_the_server_says_it_used_is_spent(worded: Worded) -> None:
    worded.ask(*ASKED, lambda body: Said(GOOD, tokens=321))

    assert worded.composer.gate.spent_tokens == 321


def test_above_the_budget_the_model_is_not_asked(connect: Connect, assistant: Assistant) -> None:
    worded = connect(daily_budget_tokens=100)

    assert worded.ask(*ASKED).outcome == "answered_model"
    assert_quoted(worded.ask(*ASKED), assistant)
    assert len(worded.stub.requests) == 1


def test_people_above_the_queue_get_the_quotes_at_once(connect: Connect, assistant: Assistant) -> None:
    worded = connect(concurrency=1, queue_limit=1)
    is_asked, may_answer = threading.Event(), threading.Event()

    def script(body: Json) -> Said:
        return Said(GOOD)

    def slow(body: Json) -> Said:
        is_asked.set()
        assert may_answer.wait(20)
        return answer(("Xã triển khai mạng di động 6G", [1]))

    # The stub answers one after the other while it waits, so only the first is let in.
    worded.stub.script = slow
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(worded.assistant.ask, *ASKED)
        assert is_asked.wait(20)
        second = threads.submit(worded.assistant.ask, *ASKED)
        gate = worded.composer.gate
        while not gate._waiting:
            time.sleep(0.005)
        third = worded.assistant.ask(*ASKED)
        may_answer.set()
        outcomes = [first.result().outcome, second.result().outcome]

    assert_quoted(third, assistant)
    assert outcomes == ["answered_model", "answered_model"]
    assert gate.counts["busy"] == 1


def test_a_server_that_goes_away_and_comes_back(connect: Connect, assistant: Assistant) -> None:
    worded = connect()

    assert worded.ask(*ASKED).outcome == "answered_model"
    assert_quoted(worded.ask(*ASKED, lambda body: Said(status=502)), assistant)
    assert worded.ask(*ASKED).outcome == "answered_model"


def test_every_fault_has_a_sentence_for_the_operator() -> None:
    assert set(MODEL_FAULTS) == {fault.value for fault in Fault}
