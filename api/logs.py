"""Logs as JSON lines on standard error: one event a line, with the fields that its author attached."""

import json
import logging
import re
from datetime import UTC, datetime

# What every record has; the rest came with `extra=`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


# A Bot API token ("123456789:AA…"): the Telegram library puts it into the trace of a rejected one.
_TOKEN = re.compile(r"\b\d{6,}:[\w-]{20,}")


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, event, the extra fields, and the trace of an incident."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return _TOKEN.sub("<token>", json.dumps(event, ensure_ascii=False, default=str))


def configure_logging() -> None:
    """Sends all logs to standard error; called once, by the commands that run until stopped."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("httpx", "telegram"):  # their addresses hold the bot's token
        logging.getLogger(noisy).setLevel(logging.WARNING)
