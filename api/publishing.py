"""Documents in and out of use: the version's state and the index that answers come from change together."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import corpus
from corpus.documents import Commune, Corpus, SourceDocument
from corpus.errors import CorpusError
from corpus.ingest import PROCEDURES_FOLDER, import_document, load_corpus
from corpus.intake.report import check_usable, report_on
from corpus.intake.shelf import Shelf, Submission, head_of
from corpus.intake.versions import Clerk, History
from corpus.locking import locked
from corpus.manifest import Manifest, load_manifest
from corpus.readers.extract import Extract
from corpus.text import fold
from retrieval.indexing import IndexReport, Progress, build_index
from retrieval.settings import RetrievalSettings

SHIPPED_CORPUS = Path(corpus.__file__).parent / "data"


# The history as it is now, and what became of the index.
Published = tuple[History, IndexReport]


class Publisher:
    """Builds what is served: `index_dir` for everybody, and beside it the one that knows internal documents too."""

    def __init__(self, shelf: Shelf, index_dir: Path, procedures_dir: Path, root: Path = SHIPPED_CORPUS) -> None:
        self.shelf = shelf
        self.index_dir = index_dir
        self._procedures_dir = procedures_dir
        self._root = root

    def shipped(self) -> dict[str, Manifest]:
        """Returns the documents that came with the service, by id."""
        known: dict[str, Manifest] = {}
        for folder in self._shipped_folders():
            with suppress(CorpusError):
                manifest = load_manifest(folder)
                known[manifest.document_id] = manifest
        return known

    def communes(self) -> dict[str, Commune]:
        """Returns the communes that documents are known of, by slug."""
        known = {history.commune.slug: history.commune for history in self.shelf.histories()}
        return known | {manifest.commune.slug: manifest.commune for manifest in self.shipped().values()}

    def add(self, given: Submission, extract: Extract, clerk: Clerk) -> History:
        """Adds a file that was read as a draft; a document that is there already, shipped or added, gets a version.

        Raises:
            VersionRefused: it is the very file again, or cannot be of that document.
            OSError: the shelf cannot be written; nothing was added.
        """
        if given.document_id is None:
            known = self._same_document(given, extract)
            given = given.model_copy(update={"document_id": known})
        return self.shelf.add(given, extract, clerk)

    def _same_document(self, given: Submission, extract: Extract) -> str | None:
        """Returns the id of the commune's document in use of the same number and day, or title where it has none."""
        head = head_of(given, extract)
        number, day, title = head.value("document_number"), head.issued_on, head.value("title")
        for document in self._documents_of(given.commune.slug, with_internal=given.is_internal):
            if number is not None and day is not None:
                is_same = (document.document_number, document.issued_on) == (number, day)
            else:
                is_same = number is None and document.document_number is None and title is not None
                is_same = is_same and fold(document.title) == fold(title or "")
            if is_same:
                return document.document_id
        return None

    def _documents_of(self, slug: str, *, with_internal: bool) -> Iterator[SourceDocument]:
        """Yields the documents of one commune; the others are not read."""
        folders = [*self._shipped_folders(), *self.shelf.published(with_internal=with_internal).values()]
        for folder in folders:
            with suppress(CorpusError):
                if load_manifest(folder).commune.slug == slug:
                    yield import_document(folder).document

    def _shipped_folders(self) -> list[Path]:
        return [f for f in sorted(self._root.iterdir()) if f.is_dir() and f.name != PROCEDURES_FOLDER]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lets nobody else publish or build for the time of the block: an index of an older state would come last."""
        if not self.shelf.root.is_dir():  # nothing was ever added
            yield
            return
        with locked(self.shelf.root):
            yield

    def corpus(self, *, with_internal: bool = False) -> Corpus:
        """Returns the shipped documents and those in use; what could not be read is in its report."""
        return load_corpus(self._root, self._procedures_dir, self.shelf.published(with_internal=with_internal))

    def build(self, documents: Corpus, progress: Progress = lambda _: None) -> IndexReport:
        """Builds the public index of `documents`, and the internal one where internal documents are or were in use.

        Raises:
            RetrievalError: an index cannot be built; the one before goes on answering.
        """
        settings = RetrievalSettings()
        report = build_index(documents, self.index_dir, settings, progress)
        inside = internal_index_dir(self.index_dir)
        if inside.exists() or self.shelf.published(with_internal=True) != self.shelf.published():
            build_index(self.corpus(with_internal=True), inside, settings)
        return report

    def served(self, history: History) -> Path:
        """Returns where the index is that answers about a document; an internal one is in none of citizens'."""
        inside = internal_index_dir(self.index_dir)
        return inside if history.is_internal and inside.is_dir() else self.index_dir

    def build_trial(self, history: History, number: int, folder: Path) -> None:
        """Builds into `folder` the index that there would be with a version in use; nothing else is touched.

        Raises:
            CorpusError: the version cannot be read.
            RetrievalError: the index cannot be built.
        """
        in_use = self.shelf.published(with_internal=history.is_internal)
        added = {**in_use, history.document_id: self.shelf.folder(history.document_id, number)}
        documents = load_corpus(self._root, self._procedures_dir, added)
        _refuse_unreadable(documents, history)
        # Vectors of a trial have no place on a server that others read.
        build_index(documents, folder, RetrievalSettings().model_copy(update={"chroma_url": None}))

    def publish(self, before: History, number: int, clerk: Clerk, *, is_reviewed: bool) -> Published:
        """Puts a version in use. `is_reviewed`: a person says that it was compared with its source.

        Raises:
            VersionRefused: it is in use, waits for a review, or somebody changed the document meanwhile.
            CorpusError: it cannot be read.
            RetrievalError: the index cannot be built; nothing has changed.
            OSError: the shelf cannot be written.
        """
        after = clerk.review(before, number) if is_reviewed else before
        check_usable(after, number, report_on(self.shelf, before.document_id, number))
        return self._put(before, clerk.publish(after, number))

    def withdraw(self, before: History, clerk: Clerk) -> Published:
        """Takes a document out of use. Raises what `publish` does."""
        return self._put(before, clerk.withdraw(before))

    def roll_back(self, before: History, clerk: Clerk) -> Published:
        """Puts the version in use that was before. Raises what `publish` does."""
        return self._put(before, clerk.roll_back(before))

    def _put(self, before: History, after: History) -> Published:
        """Makes `after` the document's history and builds; where that fails, `before` is put back."""
        with self.alone():
            self.shelf.keep(after)
            try:
                documents = self.corpus(with_internal=after.is_internal)
                _refuse_unreadable(documents, after)
                return after, self.build(self.corpus() if after.is_internal else documents)
            except BaseException:
                self.shelf.undo(after, before)
                raise


def _refuse_unreadable(documents: Corpus, history: History) -> None:
    for item in documents.report.rejected:
        if item.document == history.document_id and item.location is None:
            raise CorpusError(item.reason)


def internal_index_dir(index_dir: Path) -> Path:
    """Returns where the index is that also knows internal documents; no citizen's channel opens it."""
    return index_dir.with_name(f"{index_dir.name}-internal")
