"""The log as production writes it, for the time of a block."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.logs import configure_logging

_TUNED = ("httpx", "httpx2", "alembic", "httpcore", "telegram")


class Log:
    """What was written so far."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def names(self) -> set[str]:
        return {str(event["event"]) for event in self.events}


@contextmanager
def production_log(*secrets: str) -> Iterator[Log]:
    """Logs into memory as the servers log to standard error; afterwards everything is as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in _TUNED}
    configure_logging(*secrets)
    stream = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    try:
        yield Log(stream)
    finally:
        logging.basicConfig(handlers=handlers, level=level, force=True)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
