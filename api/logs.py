"""Logs as JSON lines on standard error: one event a line, with the fields that its author attached."""

import json
import logging
import re
from datetime import UTC, datetime

from bot.masking import mask

# What every record has; the rest came with `extra=`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


# A Bot API token ("123456789:AA…"): the Telegram library puts it into the trace of a rejected one.
_TOKEN = re.compile(r"\b\d{6,}:[\w-]{20,}")
# Whose lines hold addresses with the token in them, or what Telegram sent as it came; the bot logs what matters itself.
_SILENT = ("httpcore", "telegram")


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, event, the extra fields, and the trace of an incident.

    `secrets` never stand in a line, wherever a library puts them.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        # As JSON writes them, where that differs.
        written = (json.dumps(secret, ensure_ascii=False)[1:-1] for secret in secrets)
        self._secrets = tuple(filter(None, (*secrets, *written)))

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info:
            event["trace"] = mask(self.formatException(record.exc_info))  # a fault's message may quote what was read
        line = json.dumps(event, ensure_ascii=False, default=str)
        for secret in self._secrets:
            line = line.replace(secret, "<secret>")
        return _TOKEN.sub("<token>", line)


def configure_logging(*secrets: str) -> None:
    """Sends all logs to standard error; called once, by the commands that run until stopped."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(*secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("httpx", "httpx2", "alembic"):  # at INFO they log every address, every plug-in
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
