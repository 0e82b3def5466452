"""What the commands that run until stopped begin with: a log without secrets, and traces where they are asked for."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from api.commands.opening import expected_faults
from api.logs import configure_logging
from api.secrecy import secrets_in
from api.settings import ApiSettings
from api.tracing_settings import TracingSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.events import Observer
from bot.model.settings import ModelSettings
from bot.settings import BotSettings


def start_logging() -> None:
    """Sends all logs to standard error, without what is secret in the settings."""
    with expected_faults():
        settings = (ApiSettings(), BotSettings(), ModelSettings(), TelegramSettings(), TracingSettings())
    configure_logging(*secrets_in(*settings))


@contextmanager
def tracing(observers: list[Observer]) -> Iterator[None]:
    """Sends a trace of each answer to the collector that the settings name, for the time of the block."""
    with expected_faults():
        settings = TracingSettings()
    if settings.exporter_otlp_endpoint is None:
        yield
        return
    # Its libraries are loaded only where traces are asked for.
    with importlib.import_module("api.tracing").traced(settings) as tracer:
        observers.insert(0, tracer.record)  # first: what the others wait for is no part of the answer
        yield
