"""Ratings of answers, appended to a file: the answer's id and outcome, never the question."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path


class FeedbackStore:
    """A JSON-lines file that is opened for each rating: ratings are rare, and a rotated file needs no restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def add(self, answer_id: str, outcome: str, rating: str, comment: str | None) -> None:
        row = {
            "rated_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "answer_id": answer_id,
            "outcome": outcome,
            "rating": rating,
            "comment": comment,
        }
        line = json.dumps(row, ensure_ascii=False) + "\n"
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)
