"""Traces of answers: what a span holds, what it never holds, and that no collector slows an answer down."""

import time
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from pydantic import SecretStr

from api.commands.starting import tracing
from api.secrecy import secrets_in
from api.tracing import Tracer, traced
from api.tracing_settings import TracingSettings
from bot.assistant import Assistant
from bot.events import Observer
from retrieval.index import Index
from tests.support.events import QUESTION, make_event
from tests.support.fake_assistant import FakeAssistant
from tests.support.logs import production_log
from tests.support.otlp_collector import collecting
from tests.support.servers import free_port
from tests.support.shipped import make_assistant

ASKED = ("Tôi là Nguyễn Thị Bưởi, 0912345678: chỉ tiêu thanh toán trực tuyến?", "lac-phuong")


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> Iterator[Tracer]:
    tracer = Tracer(SimpleSpanProcessor(exporter), "motcua")
    yield tracer
    tracer.close()


def split(exporter: InMemorySpanExporter) -> tuple[ReadableSpan, list[ReadableSpan]]:
    """Returns the span of the answer and those of its steps, in order."""
    *steps, answer = exporter.get_finished_spans()
    return answer, steps


def times(span: ReadableSpan) -> tuple[int, int]:
    assert span.start_time is not None
    assert span.end_time is not None
    return span.start_time, span.end_time


def test_answer_is_a_span_with_its_attributes(tracer: Tracer, exporter: InMemorySpanExporter) -> None:
    before = time.time_ns()
    tracer.record(make_event())
    answer, _ = split(exporter)
    start, end = times(answer)

    assert answer.name == "answer"
    assert dict(answer.attributes or {}) == {
        "outcome": "answered_target",
        "intent": "figure",
        "channel": "telegram",
        "commune": "lac-phuong",
        "composer": "extractive",
        "index_id": "an-index",
        "answer_id": "answer-1",
    }
    assert end - start == 10_000_000
    assert before <= end <= time.time_ns()
    assert answer.resource.attributes["service.name"] == "motcua"
    assert answer.status.status_code == StatusCode.UNSET


def test_steps_are_spans_below_it_one_after_the_other(tracer: Tracer, exporter: InMemorySpanExporter) -> None:
    tracer.record(make_event())
    answer, steps = split(exporter)
    begin, _ = times(answer)

    assert [step.name for step in steps] == ["screen", "read", "answer"]
    assert {step.parent.span_id for step in steps if step.parent} == {answer.context.span_id}
    assert {step.context.trace_id for step in steps} == {answer.context.trace_id}
    assert [tuple(moment - begin for moment in times(step)) for step in steps] == [
        (0, 1_000_000),
        (1_000_000, 3_000_000),
        (3_000_000, 8_000_000),
    ]


def test_answers_are_traces_of_their_own(tracer: Tracer, exporter: InMemorySpanExporter) -> None:
    tracer.record(make_event(steps={}))
    tracer.record(make_event(steps={}))
    first, second = exporter.get_finished_spans()

    assert first.context.trace_id != second.context.trace_id


def test_bug_is_marked_as_one(tracer: Tracer, exporter: InMemorySpanExporter) -> None:
    tracer.record(make_event(outcome="fault"))

    assert split(exporter)[0].status.status_code == StatusCode.ERROR


def test_nothing_of_the_question_and_nobody_who_asked_is_in_it(
    index: Index, tracer: Tracer, exporter: InMemorySpanExporter
) -> None:
    assistant = make_assistant(index)
    assistant.observers.append(tracer.record)
    assistant.ask(*ASKED, "conversation-9", "telegram", person="f" * 32)
    tracer.record(make_event())
    spans = exporter.get_finished_spans()
    text = "".join(span.to_json() for span in spans)

    assert {"answer", "screen"} <= {span.name for span in spans}
    for secret in ("Bưởi", "0912", "•••", "thanh toán", QUESTION, "conversation-", "f" * 32):
        assert secret not in text, secret


def settings(address: str, **more: object) -> TracingSettings:
    return TracingSettings.model_validate({"exporter_otlp_endpoint": address, **more})


def test_collector_gets_every_span(assistant: Assistant) -> None:
    with collecting() as collector:
        secret = SecretStr("x-token=mot-ma-bi-mat")
        with traced(settings(collector.address, exporter_otlp_headers=secret, service_name="xa-an")) as tracer:
            for _ in range(3):
                tracer.record(make_event())
        (resource,) = {str(r.resource) for request in collector.requests for r in request.resource_spans}

    names = [span.name for span in collector.spans]
    assert sorted(names) == sorted(["answer", "screen", "read", "answer"] * 3)
    assert collector.headers[0]["x-token"] == "mot-ma-bi-mat"
    assert "xa-an" in resource
    assert "Bưởi" not in str(collector.requests)


def answering_s(observers: list[Observer], count: int) -> float:
    assistant = FakeAssistant()
    assistant.observers.extend(observers)
    started = time.perf_counter()
    for _ in range(count):
        assert assistant.ask("Chỉ tiêu?").status == "answered"
    return time.perf_counter() - started


@pytest.mark.parametrize("kind", ["away", "hangs"])
def test_collector_that_is_away_or_hangs_keeps_nobody_waiting(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")  # milliseconds: it is tried during the test
    count = 3000  # more than the queue holds
    with production_log() as log, collecting(hangs=kind == "hangs") as collector:
        address = collector.address if kind == "hangs" else f"http://127.0.0.1:{free_port()}"
        with traced(settings(address)) as tracer:
            tracer.record(make_event())
            tried = collector.came.wait(10) if kind == "hangs" else True
            took_s = answering_s([tracer.record], count)
            closing = time.perf_counter()
        closed_s = time.perf_counter() - closing

    assert tried
    assert took_s / count < 0.005
    assert closed_s < 4
    assert log.names == {"answered"} | {
        name for name in log.names if name.startswith(("Queue full", "Transient", "Fail"))
    }
    assert "Traceback" not in log.text


@pytest.mark.parametrize("headers", ["mot-ma-bi-mat-khong-ten", "a=b,mot-ma-bi-mat-khong-ten"])
def test_headers_that_cannot_be_read_are_not_logged(headers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = settings("http://127.0.0.1:1", exporter_otlp_headers=SecretStr(headers))
    with production_log(*secrets_in(made)) as log, traced(made):
        pass

    assert len(log.events) == 1
    assert "mot-ma-bi-mat" not in log.text


def test_without_an_address_nobody_is_told_of_answers() -> None:
    observers: list[Observer] = []
    with tracing(observers):
        inside = list(observers)

    assert inside == []


def test_with_an_address_traces_come_before_what_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def waiting(_: object) -> None:
        time.sleep(0.05)

    observers: list[Observer] = [waiting]
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
        with tracing(observers):
            inside = list(observers)
            inside[0](make_event(steps={}))

    assert inside[1] is waiting
    assert [span.name for span in collector.spans] == ["answer"]
