"""The clerks' desk: what the pages about documents do to the shelf and the index, each act noted."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import Depends, Request

from api.admin import document_words as words
from api.admin.document_jobs import FileReading, VersionTrial, trial_id
from api.admin.gate import ACTOR
from api.admin.jobs import Jobs, new_id
from api.publishing import Published, Publisher
from api.trials import try_apart
from bot.store.database import StoreUnavailable
from bot.store.keeper import Keeper
from corpus.intake.corrections import Corrections
from corpus.intake.report import Report, report_on
from corpus.intake.sandbox import read_apart
from corpus.intake.shelf import Submission
from corpus.intake.versions import Clerk, History, VersionRefused
from corpus.locking import locked
from corpus.readers.extract import Progress
from retrieval.errors import RetrievalError
from retrieval.manifest import current_folder

logger = logging.getLogger(__name__)
# Two readers need up to 6 GB of addresses and, for scans, two cores.
_READINGS = 2
# A trial needs a core and some 400 MB for half a minute.
_TRIALS = 1
# People come back to a draft after days; what is newer has another id.
_TRIAL_KEPT_S = 30 * 86_400.0


class Desk:
    """One process's desk over the shelf that all processes share. Its methods block: not for an event loop."""

    def __init__(self, publisher: Publisher, keeper: Keeper) -> None:
        self.publisher = publisher
        self.shelf = publisher.shelf
        self.readings = Jobs(publisher.shelf.root / ".reading", FileReading, _READINGS)
        self.trials = Jobs(publisher.shelf.root / ".trial", VersionTrial, _TRIALS, _TRIAL_KEPT_S)
        # One at a time: a page is drawn by a process of its own, and a browser asks for several.
        self.drawing = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        self._now = keeper.store.database.now
        self._clerk = Clerk(ACTOR, self._now)
        self._keeper = keeper

    def read(self, given: Submission) -> str | None:
        """Starts reading a file, which becomes a draft, and returns the id of the reading; None: too many are going.

        Raises:
            OSError: the shelf cannot be written.
        """
        reading = FileReading(job_id=new_id(), started_at=self._now(), name=given.name)

        def work(progress: Progress) -> FileReading:
            history = self.publisher.add(given, read_apart(given.data, given.name, progress), self._clerk)
            self._note("document_add", history)
            became = {"document_id": history.document_id, "version": history.versions[-1].number}
            return reading.model_copy(update=became)

        return reading.job_id if self.readings.start(reading, work) else None

    def unfinished_readings(self) -> tuple[FileReading, ...]:
        """Returns the readings that became no version: those that go on, and those of the last day that failed."""
        return tuple(reading for reading in self.readings.all() if reading.document_id is None)

    def try_version(self, history: History, number: int, more: Iterable[str]) -> bool:
        """Starts trying a version, with the questions of `more` too; False: another one is being tried.

        Raises:
            VersionRefused: there is no such version.
            OSError: the shelf cannot be written.
        """
        history.version(number)
        trial = VersionTrial(job_id=self._trial_id(history, number), started_at=self._now())
        going = self.trials.get(trial.job_id)
        if going is not None and not going.is_over:
            return True

        def work(progress: Progress) -> VersionTrial:
            with locked(self.trials.folder):  # of all processes one at a time
                found = try_apart(self.publisher, history, number, more, progress)
            return trial.model_copy(update={"changes": found.changes, "asked": found.asked})

        return self.trials.start(trial, work)

    def trial(self, history: History, number: int) -> VersionTrial | None:
        """Returns the trial of a version as it is now; None: it was not tried since it changed."""
        return self.trials.get(self._trial_id(history, number))

    def _trial_id(self, history: History, number: int) -> str:
        try:
            index_id = current_folder(self.publisher.served(history)).name
        except RetrievalError:  # whoever tries a version is told so
            index_id = ""
        return trial_id(history, number, index_id)

    def report(self, document_id: str, number: int) -> tuple[History, Report]:
        """Returns a document and the report on one of its versions.

        Raises:
            CorpusError: there is none, or it cannot be read.
        """
        return self.shelf.history(document_id), report_on(self.shelf, document_id, number)

    def correct(self, document_id: str, number: int, newer: Corrections, seen: int) -> bool:
        """Puts a draft right; tells whether `newer` says anything else than what is known.

        Raises:
            VersionRefused: it is no draft, or somebody did something after the first `seen` acts.
            OSError: the shelf cannot be written.
        """
        self._as_seen(document_id, seen)
        known = self.shelf.corrections(document_id, number)
        if not newer.lines and set(newer.withheld) == set(known.withheld):
            return False
        self._note("document_correct", self.shelf.correct(document_id, number, newer, self._clerk))
        return True

    def publish(self, document_id: str, number: int, seen: int, *, is_reviewed: bool) -> None:
        """Puts a version in use. `is_reviewed`: the officer says that it was compared with its source.

        Raises:
            VersionRefused: it is in use, was recognised and never compared, or somebody did something after the first
                `seen` acts.
            CorpusError: it cannot be read.
            RetrievalError: the index cannot be built; nothing has changed.
            OSError: the shelf cannot be written.
        """
        before = self._as_seen(document_id, seen)
        self._noted(self.publisher.publish(before, number, self._clerk, is_reviewed=is_reviewed))

    def withdraw(self, document_id: str, seen: int) -> None:
        """Takes a document out of use. Raises what `publish` does."""
        self._noted(self.publisher.withdraw(self._as_seen(document_id, seen), self._clerk))

    def roll_back(self, document_id: str, seen: int) -> int:
        """Puts the version in use that was before, and returns its number. Raises what `publish` does."""
        after = self._noted(self.publisher.roll_back(self._as_seen(document_id, seen), self._clerk))
        return after.acts[-1].version

    def version_before(self, history: History) -> int | None:
        """Returns the version that rolling back would put in use."""
        try:
            return self._clerk.roll_back(history).published
        except VersionRefused:
            return None

    def _as_seen(self, document_id: str, seen: int) -> History:
        history = self.shelf.history(document_id)
        if len(history.acts) != seen:
            raise VersionRefused(words.SEEN_OTHERWISE)
        return history

    def _noted(self, published: Published) -> History:
        history, _ = published
        self._note("document_publish" if history.published else "document_withdraw", history)
        return history

    def _note(self, action: str, history: History) -> None:
        """Notes the last act of a history, which says it too: a store that is away undoes nothing."""
        act = history.acts[-1]
        detail = {"document": history.document_id, "version": act.version, "deed": act.deed.value}
        try:
            self._keeper.guard.run(lambda: self._keeper.store.audit.note(ACTOR, action, **detail))
        except StoreUnavailable:
            logger.warning("act not noted", extra={"action": action, **detail})


async def get_desk(request: Request) -> Desk:
    """Returns the desk that the application was given."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


AtDesk = Annotated[Desk, Depends(get_desk)]
