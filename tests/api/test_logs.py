import json
import logging

from api.logs import JsonLines


def test_event_carries_its_extra_fields() -> None:
    record = logging.getLogger("bot").makeRecord(
        "bot", logging.INFO, "f.py", 1, "answered", (), None, extra={"status": "answered", "elapsed_ms": 3}
    )

    event = json.loads(JsonLines().format(record))

    assert {key: event[key] for key in ("level", "logger", "event", "status", "elapsed_ms")} == {
        "level": "INFO",
        "logger": "bot",
        "event": "answered",
        "status": "answered",
        "elapsed_ms": 3,
    }
