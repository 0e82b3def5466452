"""Work that takes longer than a request, each piece a small JSON file, so that every process can tell how far it is."""

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
from typing import Generic, TypeVar

from pydantic import ValidationError

from api.admin import document_words as words
from corpus.drafts import draft_of
from corpus.errors import CorpusError
from corpus.readers.extract import Progress
from corpus.records import Frozen

logger = logging.getLogger(__name__)
_ID = re.compile(r"[0-9a-f]{32}")
_KEPT_S = 86_400.0
_BEAT_S = 5.0
# A process that lives touches its files every few seconds, however busy the machine is.
_SILENCE_S = 60.0
_TOLD_EVERY_S = 0.3


class Job(Frozen):
    """How far a piece of work is, `step` of `steps`; `fault` is why nothing came of it. Its kinds add what came."""

    job_id: str
    started_at: datetime
    step: int = 0
    steps: int = 0
    is_over: bool = False
    fault: str | None = None


J = TypeVar("J", bound=Job)


def new_id() -> str:
    """Returns an id that no other job has."""
    return secrets.token_hex(16)


class Jobs(Generic[J]):
    """The jobs of one kind under `folder`, of all processes; this one has at most `places` going at a time."""

    def __init__(self, folder: Path, kind: type[J], places: int, kept_s: float = _KEPT_S) -> None:
        self.folder = folder
        self.places = places
        self._kind = kind
        self._kept_s = kept_s
        self._lock = threading.Lock()
        self._going = 0

    @property
    def is_full(self) -> bool:
        """Whether another job would be refused now."""
        return self._going >= self.places

    def start(self, job: J, work: Callable[[Progress], J]) -> bool:
        """Starts `work`, which returns what `job` became, in a thread of its own; False: too many are going.

        What `work` is given tells its steps; it can be pickled, to be called in another process.

        Raises:
            OSError: the folder cannot be written.
        """
        with self._lock:
            if self.is_full:
                return False
            self._going += 1
        try:
            self._remove_old()
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self._path(job.job_id), job)
            threading.Thread(target=self._run, args=(job, work), name="job", daemon=True).start()
        except BaseException:
            self._leave()
            raise
        return True

    def get(self, job_id: str) -> J | None:
        """Returns a job; None: there is none, or it was removed with its time."""
        path = self._path(job_id)
        if not _ID.fullmatch(job_id):
            return None
        try:
            job = self._kind.model_validate_json(path.read_bytes())
            if not job.is_over and time.time() - path.stat().st_mtime > _SILENCE_S:
                return job.model_copy(update={"fault": words.STOPPED, "is_over": True})
        except (OSError, ValidationError):
            return None
        return job

    def all(self) -> tuple[J, ...]:
        """Returns the jobs, the newest first."""
        found = (self.get(path.stem) for path in self.folder.glob("*.json"))
        kept = [job for job in found if job is not None]
        return tuple(sorted(kept, key=lambda job: job.started_at, reverse=True))

    def _run(self, job: J, work: Callable[[Progress], J]) -> None:
        over = threading.Event()
        path = self._path(job.job_id)
        threading.Thread(target=_beat, args=(path, over), name="job-beat", daemon=True).start()
        try:
            _write(path, _outcome(job, lambda: work(_Teller(path, job))))
        except OSError:
            logger.exception("job not told")
        finally:
            over.set()
            self._leave()

    def _leave(self) -> None:
        with self._lock:
            self._going -= 1

    def _remove_old(self) -> None:
        for path in self.folder.glob("*.json"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > self._kept_s:
                    path.unlink()

    def _path(self, job_id: str) -> Path:
        return self.folder / f"{job_id}.json"


class _Teller:
    """Writes which step a job is at, now and then."""

    def __init__(self, path: Path, job: Job) -> None:
        self._path = path
        self._job = job
        self._told_at = 0.0

    def __call__(self, step: int, steps: int) -> None:
        if time.monotonic() - self._told_at > _TOLD_EVERY_S:
            self._told_at = time.monotonic()
            _write(self._path, self._job.model_copy(update={"step": step, "steps": steps}))


def _outcome(job: J, work: Callable[[], J]) -> J:
    fault = None
    try:
        job = work()
    except CorpusError as exc:
        fault = str(exc)
    except OSError:
        logger.exception("job failed")
        fault = words.NOT_WRITTEN
    except Exception:  # the net of this thread: whoever waits is told
        incident_id = uuid.uuid4().hex[:12]
        logger.exception("incident %s", incident_id)
        fault = words.BUG.format(incident_id=incident_id)
    return job.model_copy(update={"is_over": True, "fault": fault})


def _beat(path: Path, over: threading.Event) -> None:
    while not over.wait(_BEAT_S):
        with suppress(OSError):
            os.utime(path)


def _write(path: Path, job: Job) -> None:
    with draft_of(path) as file:
        file.write(job.model_dump_json().encode())
