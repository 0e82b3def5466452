"""What the service understood of a version, what it did not, and what is new against the version in use."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from corpus.documents import RejectedItem, Section, SourceDocument
from corpus.errors import CorpusError
from corpus.ingest import ImportedDocument, import_document
from corpus.intake.corrections import corrected
from corpus.intake.shelf import Shelf
from corpus.intake.versions import History, ReviewNeeded, Status, VersionRefused
from corpus.readers.extract import Doubt, Extract, ReadLine
from corpus.records import Record, Target, Task


@dataclass(frozen=True, slots=True)
class DoubtfulLine:
    """A line with words that recognition was not sure of; `number` is its place in the text, 1-based."""

    number: int
    page: int
    text: str
    doubts: tuple[Doubt, ...]

    @property
    def confidence(self) -> float:
        """The least sure of its words, 0–100."""
        return min(doubt.confidence for doubt in self.doubts)


@dataclass(frozen=True, slots=True)
class Difference:
    """Targets and tasks by what they are about: only in this version, only in the one in use, told otherwise in it."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`fault` is why nothing of the text can be used; then there is no document. Doubtful lines: least sure first.

    `lines` are the text as it stands, corrections included, `read` the same as they were read; `sections` what the
    records' `section_id` name. `signed_at` is when the file was signed digitally, which is not the day that the text
    gives itself.
    """

    pages: int
    is_recognised: bool
    warnings: tuple[str, ...]
    document: SourceDocument | None
    records: tuple[Record, ...]
    rejected: tuple[RejectedItem, ...]
    doubtful: tuple[DoubtfulLine, ...]
    lines: tuple[ReadLine, ...]
    read: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    fault: str | None = None
    difference: Difference | None = None
    signed_at: datetime | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each kind there are."""
        return dict(Counter[str](record.kind for record in self.records))

    @property
    def is_clear(self) -> bool:
        """Whether everything was understood and none of it recognised from pictures."""
        return not (self.fault or self.rejected or self.doubtful or self.is_recognised)

    def page_of(self, line: int) -> int | None:
        """Returns the page of a line of the text, 1-based; None for a line that the text does not have."""
        return self.lines[line - 1].page if 0 < line <= len(self.lines) else None


def report_on(shelf: Shelf, document_id: str, number: int) -> Report:
    """Returns the report on a version.

    Raises:
        VersionRefused: there is no such version.
        UnreadableDocument: its files cannot be read.
    """
    history = shelf.history(document_id)
    history.version(number)
    extract = shelf.extract(document_id, number)
    lines, _ = corrected(extract.lines, shelf.corrections(document_id, number).lines)
    fault, imported = None, None
    try:
        imported = import_document(shelf.folder(document_id, number))
    except CorpusError as exc:
        fault = str(exc)
    difference = None
    if imported is not None and history.published not in (None, number):
        difference = _difference(shelf, document_id, history.published, imported)
    return _report(extract, lines, imported, fault, difference)


def check_usable(history: History, number: int, report: Report) -> None:
    """Refuses a draft that cannot be read, and one that was not understood as a whole and nobody compared.

    Raises:
        VersionRefused: it cannot be used; the message says why.
        ReviewNeeded: somebody must compare it with its source first.
    """
    if report.fault:
        raise VersionRefused(report.fault)
    is_seen = history.version(number).is_reviewed or history.status(number) is not Status.DRAFT
    if not (report.is_clear or is_seen):
        raise ReviewNeeded(
            f"Bản {number} còn {len(report.rejected)} chỗ chưa hiểu, {len(report.doubtful)} dòng chưa chắc, phải có "
            "người đối chiếu với tệp gốc trước khi dùng."
        )


def _report(
    extract: Extract,
    lines: tuple[ReadLine, ...],
    imported: ImportedDocument | None,
    fault: str | None,
    difference: Difference | None,
) -> Report:
    doubtful = [
        DoubtfulLine(at, line.page, line.text, line.doubts) for at, line in enumerate(lines, start=1) if line.doubts
    ]
    return Report(
        pages=extract.pages,
        is_recognised=extract.is_recognised,
        warnings=extract.warnings,
        signed_at=extract.signed_at,
        document=imported.document if imported else None,
        records=imported.records if imported else (),
        rejected=imported.rejected if imported else (),
        doubtful=tuple(sorted(doubtful, key=lambda line: line.confidence)),
        lines=lines,
        read=tuple(line.text for line in extract.lines),
        sections=imported.sections if imported else (),
        fault=fault,
        difference=difference,
    )


def _difference(shelf: Shelf, document_id: str, published: int | None, imported: ImportedDocument) -> Difference | None:
    if published is None:
        return None
    try:
        before = _told(import_document(shelf.folder(document_id, published)).records)
    except (CorpusError, VersionRefused):
        return None
    now = _told(imported.records)
    return Difference(
        added=tuple(name for name in now if name not in before),
        removed=tuple(name for name in before if name not in now),
        changed=tuple(name for name, said in now.items() if before.get(name, said) != said),
    )


def _told(records: tuple[Record, ...]) -> dict[str, frozenset[str]]:
    """Returns what is said of each target and task; a name that stands twice has both."""
    told: dict[str, set[str]] = {}
    for record in records:
        if isinstance(record, Target):
            told.setdefault(f"chỉ tiêu “{record.indicator}”", set()).add(record.provenance.quote)
        elif isinstance(record, Task):
            told.setdefault(f"nhiệm vụ “{record.title}”", set()).add(record.provenance.quote)
    return {name: frozenset(said) for name, said in told.items()}
