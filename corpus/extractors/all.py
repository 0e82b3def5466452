"""The list of extractors: what a document is read for, in order."""

from corpus.extractors.context import Context
from corpus.extractors.tasks import extract_tasks
from corpus.extractors.duties import extract_duties
from corpus.extractors.targets import extract_targets
from corpus.head import Head
from corpus.records import Conflict, Record


def extract_records(context: Context, head: Head) -> tuple[Record, ...]:
    """Returns all records of a document."""
    return (*extract_targets(context), *extract_tasks(context), *extract_duties(context))


def extract_conflicts(context: Context, head: Head, records: tuple[Record, ...]) -> tuple[Conflict, ...]:
    """Returns the contradictions inside one document."""
    return ()
