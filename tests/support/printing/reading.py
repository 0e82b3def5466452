"""What is read of a plan, to be compared with what was printed: records and the F1 between two sets of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.documents import Corpus
from corpus.ingest import load_corpus
from corpus.readers.extract import ReadLine
from corpus.records import Target, Task
from tests.support.shipped import write_plan

# One record as the measure compares it: its kind and all that a person would be told of it.
Told = tuple[str | None, ...]


def silent(page: int, pages: int) -> None:
    """Takes no notice of progress."""


def corpus_of(text: str) -> Corpus:
    """Returns what the import makes of a plan's text."""
    with TemporaryDirectory() as folder:
        write_plan(Path(folder), "suoi-mo", "xã Suối Mơ", "tỉnh Thử", text)
        return load_corpus(Path(folder))


def text_of(lines: Sequence[ReadLine]) -> str:
    return "\n".join(line.text for line in lines) + "\n"


def told_of(corpus: Corpus) -> Counter[Told]:
    """Returns tasks and targets, each with all of its cells."""
    return Counter(
        _task(record) if isinstance(record, Task) else _target(record)
        for record in corpus.records
        if isinstance(record, Task | Target)
    )


def _task(task: Task) -> Told:
    return (
        "task",
        task.title,
        "; ".join(agency.name for agency in task.lead_agencies),
        "; ".join(agency.name for agency in task.coordinating_agencies),
        task.schedule.raw if task.schedule else None,
        task.deliverable,
    )


def _target(target: Target) -> Told:
    agency = target.responsible_agency
    return ("target", target.indicator, str(target.value), target.unit, target.wording, agency.name if agency else None)


def f1(printed: Counter[Told], read: Counter[Told]) -> float:
    """Returns the harmonic mean of precision and recall of whole records."""
    return 2 * (printed & read).total() / (printed.total() + read.total())


def all_f1(pairs: Iterable[tuple[Counter[Told], Counter[Told]]]) -> float:
    """Returns the F1 over several documents, each record weighing the same."""
    held = list(pairs)
    hits = sum((printed & read).total() for printed, read in held)
    return 2 * hits / sum(printed.total() + read.total() for printed, read in held)
