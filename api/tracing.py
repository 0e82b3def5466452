"""Answers as OpenTelemetry traces (https://opentelemetry.io), for whoever set OTEL_EXPORTER_OTLP_ENDPOINT.

The only module that knows the library; loaded only where it is asked for. Spans hold closed sets and ids: nothing of a
question, nobody who asked. They wait in a bounded queue and are sent in the background; what finds no place is dropped.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode, set_span_in_context

from api.tracing_settings import TracingSettings
from bot.events import AnswerEvent

# How long the end of the process waits for what was not sent yet.
_LAST_WORDS_S = 2.0
_NS = 1_000_000_000


class Tracer:
    """Makes spans of answers."""

    def __init__(self, processor: SpanProcessor, service_name: str) -> None:
        resource = Resource.create({"service.name": service_name, "service.version": version("motcua")})
        # Not made the process's own: no other library is to write into it, or a question would be in a span of theirs.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("motcua")

    def record(self, event: AnswerEvent) -> None:
        """Makes a span `answer` and one below it for each step, all over by now."""
        end = time.time_ns()
        start = end - int(event.elapsed_s * _NS)
        attributes = {
            "outcome": event.outcome,
            "intent": event.intent,
            "channel": event.channel,
            "commune": event.commune,
            "composer": event.composer,
            "index_id": event.index_id,
            "answer_id": event.answer_id,
        }
        answer = self._tracer.start_span("answer", attributes=attributes, start_time=start)
        if event.outcome == "fault":
            answer.set_status(Status(StatusCode.ERROR))
        within = set_span_in_context(answer)
        for step, seconds in event.steps.items():
            until = min(start + int(seconds * _NS), end)
            self._tracer.start_span(step, within, start_time=start).end(until)
            start = until
        answer.end(end)

    def close(self) -> None:
        """Sends what is left, for two seconds at most."""
        last = threading.Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(_LAST_WORDS_S)


@contextmanager
def traced(settings: TracingSettings) -> Iterator[Tracer]:
    """Yields what sends traces to the collector that the settings name, for the time of the block."""
    headers = settings.exporter_otlp_headers
    exporter = OTLPSpanExporter(
        endpoint=settings.exporter_otlp_endpoint, headers=headers.get_secret_value() if headers else None
    )
    tracer = Tracer(BatchSpanProcessor(exporter), settings.service_name)
    try:
        yield tracer
    finally:
        tracer.close()
