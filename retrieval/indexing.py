"""Corpus → index on disk, swapped in atomically."""

import logging
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.documents import Corpus
from retrieval.embedding import Embedder, build_embedder
from retrieval.errors import IndexUnavailable, RetrievalError
from retrieval.lexical import write_lexical_index
from retrieval.locking import locked
from retrieval.manifest import (
    IndexManifest,
    corpus_digest,
    current_folder,
    digest,
    passages_digest,
    read_manifest,
    read_passages,
    replace_file,
    schema_digest,
    set_current,
    write_passages,
)
from retrieval.passages import build_passages
from retrieval.settings import RetrievalSettings
from retrieval.types import Passage
from retrieval.vector_writing import drop_older_vectors, write_vectors

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]
# Only what bears such a name is ever removed: the root may be a folder that holds other things.
_INDEX_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a build changed against the index that was served before: ids of passages, by what became of them.

    `rejected` passages are not in the index: they have no searchable text, or the id of an earlier passage.
    """

    index_id: str
    created: tuple[str, ...]
    updated: tuple[str, ...]
    skipped: tuple[str, ...]
    deleted: tuple[str, ...]
    rejected: tuple[str, ...]

    def __str__(self) -> str:
        counts = (len(self.created), len(self.updated), len(self.skipped), len(self.deleted), len(self.rejected))
        return "{}: {} created, {} updated, {} skipped, {} deleted, {} rejected".format(self.index_id, *counts)


def build_index(
    corpus: Corpus, root: Path, settings: RetrievalSettings, progress: Progress = lambda _: None
) -> IndexReport:
    """Builds the index of `corpus` under `root` and serves it. An index that is there already is not built again.

    The index that is served stays as it is until the new one is complete, whatever happens to this process, and one
    generation longer for readers that still hold it. Builds of one root wait for each other.

    Raises:
        IndexUnavailable: The root cannot be written.
        EmbeddingFailed: The embedder of the settings cannot be used.
    """
    with locked(root):
        passages, rejected = _accept(build_passages(corpus))
        embedder = build_embedder(settings)
        manifest = _manifest(corpus, passages, embedder)
        folder, previous = root / manifest.index_id, _previous(root)
        report = _compare(manifest.index_id, passages, previous, rejected)
        is_complete = _is_complete(folder)
        if not is_complete:
            shutil.rmtree(folder, ignore_errors=True)  # what a killed build left behind
            progress(f"lexical: {len(passages)} passages")
            _write_files(folder, corpus, passages)
        if embedder is not None:
            write_vectors(passages, folder, previous, embedder, settings, progress)
        if not is_complete:
            replace_file(folder / "manifest.json", manifest.model_dump_json(indent=2))
        set_current(root, manifest.index_id)
        before = _generation_before(root, folder, previous)
        _remove_rest(root, {folder, before})
        if previous is not None and previous != folder:
            _drop_older_vectors({folder.name, previous.name}, settings)
        progress(str(report))
        return report


def _write_files(folder: Path, corpus: Corpus, passages: tuple[Passage, ...]) -> None:
    write_lexical_index(passages, folder / "lexical")
    write_passages(folder, passages)
    replace_file(folder / "corpus.json", corpus.model_dump_json())


def _accept(passages: tuple[Passage, ...]) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    accepted: dict[str, Passage] = {}
    rejected = []
    for passage in passages:
        if passage.passage_id in accepted or not passage.text:
            rejected.append(passage.passage_id)
        else:
            accepted[passage.passage_id] = passage
    return tuple(accepted.values()), tuple(rejected)


def _manifest(corpus: Corpus, passages: tuple[Passage, ...], embedder: Embedder | None) -> IndexManifest:
    counts: dict[str, int] = {}
    for passage in passages:
        counts[passage.kind] = counts.get(passage.kind, 0) + 1
    embedder_id = embedder.embedder_id if embedder else None
    digests = (corpus_digest(corpus), passages_digest(passages), schema_digest())
    return IndexManifest(
        index_id=digest((*digests, embedder_id or "")),
        corpus_digest=digests[0],
        passages_digest=digests[1],
        schema_digest=digests[2],
        embedder_id=embedder_id,
        dimension=embedder.dimension if embedder else None,
        counts=counts,
        built_at=datetime.now(UTC),
    )


def _compare(
    index_id: str, passages: tuple[Passage, ...], previous: Path | None, rejected: tuple[str, ...]
) -> IndexReport:
    before = _digests(previous)
    now = {passage.passage_id: passage.digest for passage in passages}
    return IndexReport(
        index_id=index_id,
        created=tuple(key for key in now if key not in before),
        updated=tuple(key for key in now if key in before and before[key] != now[key]),
        skipped=tuple(key for key in now if before.get(key) == now[key]),
        deleted=tuple(key for key in before if key not in now),
        rejected=rejected,
    )


def _previous(root: Path) -> Path | None:
    try:
        return current_folder(root)
    except IndexUnavailable:
        return None


def _digests(folder: Path | None) -> dict[str, str]:
    """Returns the digests of a served index; none if it is unreadable, because it is replaced either way."""
    if folder is None:
        return {}
    try:
        return {passage.passage_id: passage.digest for passage in read_passages(folder)}
    except RetrievalError:
        return {}


def _is_complete(folder: Path) -> bool:
    try:
        read_manifest(folder)
    except RetrievalError:
        return False
    return True


def _generation_before(root: Path, folder: Path, previous: Path | None) -> Path | None:
    """Returns the index that readers may still hold; the youngest of the others, where this one was served already."""
    if previous != folder:
        return previous
    manifests = [path for path in root.glob("*/manifest.json") if path.parent != folder]
    youngest = max(manifests, key=lambda path: path.stat().st_mtime, default=None)
    return youngest and youngest.parent


def _remove_rest(root: Path, keep: set[Path | None]) -> None:
    """Removes indexes that nobody reads any more, and what killed builds left behind."""
    for path in root.iterdir():
        with suppress(OSError):
            if path.name.startswith(".CURRENT."):
                path.unlink()
            elif _INDEX_ID.fullmatch(path.name) and path not in keep:
                # First what makes it count as complete: this, too, may be killed half-way.
                (path / "manifest.json").unlink(missing_ok=True)
                shutil.rmtree(path, ignore_errors=True)


def _drop_older_vectors(keep: set[str], settings: RetrievalSettings) -> None:
    try:
        drop_older_vectors(settings, keep)
    except IndexUnavailable:
        logger.warning("older collections are left on the Chroma server", exc_info=True)
