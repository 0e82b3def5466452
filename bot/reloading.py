"""Takes up a newly built index while questions are answered: the old one answers until the new one is open."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from bot.assistant import Assistant
from bot.events import Observer, OnText
from bot.reply import Reply
from retrieval.errors import RetrievalError
from retrieval.index import Index
from retrieval.manifest import current_folder

logger = logging.getLogger(__name__)
# Reading one small file; opening what is new takes two to three seconds, and people are promised five.
_EVERY_S = 0.5
# Longer than any answer takes: what was asked of the old index is answered from it.
_GRACE_S = 60.0


class LiveAssistant:
    """An assistant that is replaced when the index under `root` is; to its callers always the same one.

    `build` opens what is there now. An index that cannot be opened is left until another one is in its place.
    """

    def __init__(self, build: Callable[[], Assistant], root: Path) -> None:
        self._build = build
        self._root = root
        self._refused: str | None = None
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        self.current = build()
        self.observers: list[Observer] = self.current.observers

    @property
    def index(self) -> Index:
        """The index that answers now."""
        return self.current.index

    @property
    def waiting_places(self) -> int:
        """How many questions may wait for a language model at once."""
        return self.current.waiting_places

    @property
    def away(self) -> tuple[str, ...]:
        """The optional parts that the assistant does without now."""
        return self.current.away

    def ask(
        self,
        question: str,
        commune: str | None = None,
        conversation_id: str | None = None,
        channel: str = "api",
        on_text: OnText | None = None,
        person: str = "",
    ) -> Reply:
        """Asks the assistant of the index that is there when the question comes."""
        return self.current.ask(question, commune, conversation_id, channel, on_text, person)

    def refresh(self) -> bool:
        """Takes up another index, where there is one; tells whether it did."""
        try:
            index_id = current_folder(self._root).name
        except RetrievalError:
            return False
        if index_id in (self.current.index.manifest.index_id, self._refused):
            return False
        try:
            made = self._build()
        except Exception:  # whatever is wrong with the new index, the old one answers
            self._refused = index_id
            logger.exception("index not taken up", extra={"index_id": index_id})
            return False
        made.observers = self.observers
        before, self.current = self.current, made
        logger.info("index taken up", extra={"index_id": index_id, "before": before.index.manifest.index_id})
        timer = threading.Timer(_GRACE_S, before.index.close)
        timer.daemon = True
        timer.start()
        return True

    def watch(self, every_s: float = _EVERY_S) -> None:
        """Looks for another index from now on, until closed."""
        self._watcher = threading.Thread(target=self._run, args=(every_s,), name="index-watcher", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Stops looking."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()

    def _run(self, every_s: float) -> None:
        while not self._stop.wait(every_s):
            self.refresh()
