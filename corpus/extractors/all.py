"""The list of extractors: what a document is read for, in order."""

from corpus.extractors.conflicts import date_conflicts, period_conflicts, value_conflicts
from corpus.extractors.context import Context
from corpus.extractors.duties import extract_duties
from corpus.extractors.facts import extract_facts
from corpus.extractors.legal import extract_legal_bases
from corpus.extractors.mention_conflicts import issuer_conflicts, programme_conflicts, yearly_conflicts
from corpus.extractors.numbering import numbering_conflicts
from corpus.extractors.targets import extract_targets
from corpus.extractors.tasks import extract_tasks
from corpus.head import Head
from corpus.records import Conflict, Record


def extract_records(context: Context, head: Head) -> tuple[Record, ...]:
    """Returns all records of a document."""
    return (
        *extract_targets(context),
        *extract_tasks(context),
        *extract_duties(context),
        *extract_legal_bases(context),
        *extract_facts(context, head),
    )


def extract_conflicts(context: Context, head: Head, records: tuple[Record, ...]) -> tuple[Conflict, ...]:
    """Returns the contradictions inside one document, each looked for by a general rule."""
    return (
        *period_conflicts(context, head, records),
        *value_conflicts(context, records),
        *date_conflicts(context, records),
        *programme_conflicts(context, records),
        *yearly_conflicts(context, records),
        *issuer_conflicts(context, records),
        *numbering_conflicts(context, records),
    )
