"""Files that are being read, each a small JSON file, so that every process can tell how far one is."""

import logging
import os
import re
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from api.admin import document_words as words
from corpus.drafts import draft_of
from corpus.errors import CorpusError
from corpus.readers.extract import Progress
from corpus.records import Frozen

logger = logging.getLogger(__name__)
# Two readers need up to 6 GB of addresses and, for scans, two cores.
PLACES = 2
_ID = re.compile(r"[0-9a-f]{32}")
_KEPT_S = 86_400.0
_BEAT_S = 5.0
# A process that lives touches its files every few seconds, however busy the machine is.
_SILENCE_S = 60.0
_TOLD_EVERY_S = 0.3


class FileReading(Frozen):
    """How far the reading of one file is, and what came of it: a version of a document, or why there is none."""

    reading_id: str
    name: str
    started_at: datetime
    page: int = 0
    pages: int = 0
    document_id: str | None = None
    version: int | None = None
    fault: str | None = None

    @property
    def is_over(self) -> bool:
        return self.fault is not None or self.document_id is not None


# Reads a file, telling its pages, and returns the document and the version that it became.
Work = Callable[[Progress], tuple[str, int]]


class Readings:
    """The readings under `folder`, of all processes; this one has at most `places` going at a time."""

    def __init__(self, folder: Path, now: Callable[[], datetime], places: int = PLACES) -> None:
        self.folder = folder
        self.places = places
        self._now = now
        self._lock = threading.Lock()
        self._going = 0

    @property
    def is_full(self) -> bool:
        """Whether another file would be refused now."""
        return self._going >= self.places

    def start(self, name: str, work: Work) -> str | None:
        """Starts a reading in a thread of its own and returns its id; None: too many are going.

        Raises:
            OSError: the folder cannot be written.
        """
        with self._lock:
            if self.is_full:
                return None
            self._going += 1
        try:
            self._remove_old()
            reading = FileReading(reading_id=secrets.token_hex(16), name=name, started_at=self._now())
            self._write(reading)
            threading.Thread(target=self._run, args=(reading, work), name="reading", daemon=True).start()
        except BaseException:
            self._leave()
            raise
        return reading.reading_id

    def get(self, reading_id: str) -> FileReading | None:
        """Returns a reading; None: there is none, or it was removed with its day."""
        path = self._path(reading_id)
        if not _ID.fullmatch(reading_id):
            return None
        try:
            reading = FileReading.model_validate_json(path.read_bytes())
            if not reading.is_over and time.time() - path.stat().st_mtime > _SILENCE_S:
                return reading.model_copy(update={"fault": words.STOPPED})
        except (OSError, ValidationError):
            return None
        return reading

    def unfinished(self) -> tuple[FileReading, ...]:
        """Returns the readings that became no version: those that go on, and those of the last day that failed."""
        found = (self.get(path.stem) for path in self.folder.glob("*.json"))
        kept = [reading for reading in found if reading is not None and reading.document_id is None]
        return tuple(sorted(kept, key=lambda reading: reading.started_at, reverse=True))

    def _run(self, reading: FileReading, work: Work) -> None:
        over = threading.Event()
        threading.Thread(target=self._beat, args=(reading, over), name="reading-beat", daemon=True).start()
        told_at = 0.0

        def progress(page: int, pages: int) -> None:
            nonlocal told_at
            if time.monotonic() - told_at > _TOLD_EVERY_S:
                told_at = time.monotonic()
                self._write(reading.model_copy(update={"page": page, "pages": pages}))

        try:
            self._write(reading.model_copy(update=self._outcome(lambda: work(progress))))
        except OSError:
            logger.exception("reading not told")
        finally:
            over.set()
            self._leave()

    @staticmethod
    def _outcome(work: Callable[[], tuple[str, int]]) -> dict[str, object]:
        try:
            document_id, version = work()
        except CorpusError as exc:
            return {"fault": str(exc)}
        except OSError:
            logger.exception("document not added")
            return {"fault": words.NOT_WRITTEN}
        except Exception:  # the net of this thread: whoever waits is told
            incident_id = uuid.uuid4().hex[:12]
            logger.exception("incident %s", incident_id)
            return {"fault": words.BUG.format(incident_id=incident_id)}
        return {"document_id": document_id, "version": version}

    def _beat(self, reading: FileReading, over: threading.Event) -> None:
        while not over.wait(_BEAT_S):
            with suppress(OSError):
                os.utime(self._path(reading.reading_id))

    def _leave(self) -> None:
        with self._lock:
            self._going -= 1

    def _write(self, reading: FileReading) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with draft_of(self._path(reading.reading_id)) as file:
            file.write(reading.model_dump_json().encode())

    def _remove_old(self) -> None:
        for path in self.folder.glob("*.json"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _KEPT_S:
                    path.unlink()

    def _path(self, reading_id: str) -> Path:
        return self.folder / f"{reading_id}.json"
