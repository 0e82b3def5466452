"""The framework's own telemetry would export what people sent; it is off, whoever sets it up in the process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PROGRAM = """
from fastapi.testclient import TestClient
from opentelemetry import _logs, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from fastapi import FastAPI
from api.app import create_app
from api.settings import ApiSettings
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

spans, logs = InMemorySpanExporter(), InMemoryLogRecordExporter()
tracing, logging = TracerProvider(), LoggerProvider()
tracing.add_span_processor(SimpleSpanProcessor(spans))
logging.add_log_record_processor(SimpleLogRecordProcessor(logs))
trace.set_tracer_provider(tracing)
_logs.set_logger_provider(logging)
ours, theirs = create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in()), FastAPI()
for app in (theirs, ours):
    spans.clear(), logs.clear()
    with TestClient(app, raise_server_exceptions=False) as client:
        client.post("/v1/ask", json={"question": ["bi-mat"]})
        client.post("/v1/ask", json={"question": "bi-mat"})
        client.post("/v1/ask", json={"question": "hỏng bi-mat"})
    print(len(spans.get_finished_spans()) + len(logs.get_finished_logs()))
"""


def test_it_records_nothing() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True)

    theirs, ours = done.stdout.split() or [done.stderr]
    assert int(theirs) > 0
    assert int(ours) == 0
