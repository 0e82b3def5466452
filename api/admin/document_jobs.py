"""What the pages about documents wait for: a file that is read, a version that is tried."""

import hashlib

from api.admin.jobs import Job
from bot.evaluation.changes import Change
from corpus.intake.versions import History


class FileReading(Job):
    """The reading of one file (a step is a page), and what came of it: a version of a document."""

    name: str
    document_id: str | None = None
    version: int | None = None


class VersionTrial(Job):
    """The trial of a version (a step is a question): the answers that would change, of how many that were `asked`."""

    changes: tuple[Change, ...] = ()
    asked: int = 0


def trial_id(history: History, number: int, index_id: str) -> str:
    """Returns the id of the trial of a version as it is now, against the index that answers now.

    What is put right, published or withdrawn makes another: an older trial would promise what does not come.
    """
    known = f"{history.model_dump_json()}\0{number}\0{index_id}"
    return hashlib.sha256(known.encode()).hexdigest()[:32]
