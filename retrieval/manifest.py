"""Where an index lies on disk, and the manifest that says what it was built from.

    <root>/CURRENT               the index_id that is served
    <root>/<index_id>/manifest.json, corpus.json, passages.json, lexical/, vectors/

A folder is complete when it has a manifest (written last), and served when CURRENT names it.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.documents import Corpus
from retrieval.errors import IndexMismatch, IndexUnavailable
from retrieval.lexical import FILTER_FIELDS, SCORED_FIELDS
from retrieval.tokenizer import tokenize
from retrieval.types import Passage

# Raise it when the files change in a way that the probe below does not see.
_FORMAT = 1
_PROBE = "Kế hoạch số 104/KH-UBND: đạt từ 95,5% trở lên, y tế, giai đoạn 2026-2030"
_PASSAGES = TypeAdapter(tuple[Passage, ...])


class IndexManifest(BaseModel):
    """What an index was built from. `index_id` is equal exactly if everything else but `built_at` is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    index_id: str
    corpus_digest: str
    passages_digest: str
    schema_digest: str
    embedder_id: str | None
    dimension: int | None
    counts: dict[str, int]
    built_at: datetime


def schema_digest() -> str:
    """Returns a digest of how passages become terms and fields.

    It changes by itself with the tokenizer's behaviour: an index whose terms were made by other rules would be searched
    without any error and find the wrong things.
    """
    terms = tokenize(_PROBE)
    return digest((str(_FORMAT), *SCORED_FIELDS, *FILTER_FIELDS, *terms.unigrams, *terms.bigrams))


def digest(parts: Iterable[str]) -> str:
    """Returns a short hex digest of the parts in order."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def current_folder(root: Path) -> Path:
    """Returns the folder of the served index.

    Raises:
        IndexUnavailable: Nothing is served from this root.
    """
    try:
        index_id = (root / "CURRENT").read_text(encoding="ascii").strip()
    except OSError as exc:
        raise IndexUnavailable(f"Chưa có chỉ mục tìm kiếm ở {str(root)!r}: hãy chạy `make index`.") from exc
    return root / index_id


def set_current(root: Path, index_id: str) -> None:
    """Serves `index_id` from now on. Atomic: a reader sees the old name or the new one."""
    replace_file(root / "CURRENT", index_id + "\n")


def replace_file(path: Path, text: str) -> None:
    """Writes a file so that it is whole or absent, even if the process or the machine dies."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def read_manifest(folder: Path) -> IndexManifest:
    """Reads the manifest.

    Raises:
        IndexUnavailable: It is not there: the folder is not a complete index.
        IndexMismatch: It is another version's manifest.
    """
    try:
        return IndexManifest.model_validate_json(_read(folder / "manifest.json"))
    except ValidationError as exc:
        raise IndexMismatch(_other_version(folder)) from exc


def read_corpus(folder: Path) -> Corpus:
    """Reads the corpus that the index was built from; raises like `read_manifest`."""
    try:
        return Corpus.model_validate_json(_read(folder / "corpus.json"))
    except ValidationError as exc:
        raise IndexMismatch(_other_version(folder)) from exc


def read_passages(folder: Path) -> tuple[Passage, ...]:
    """Reads the passages in the order of the lexical index; raises like `read_manifest`."""
    try:
        return _PASSAGES.validate_json(_read(folder / "passages.json"))
    except ValidationError as exc:
        raise IndexMismatch(_other_version(folder)) from exc


def write_passages(folder: Path, passages: tuple[Passage, ...]) -> None:
    """Writes the passages beside the index, so that reading it does not depend on how they are built today."""
    replace_file(folder / "passages.json", _PASSAGES.dump_json(passages).decode())


def passages_digest(passages: Iterable[Passage]) -> str:
    """Returns a digest of the passages in order."""
    return digest(passage.digest for passage in passages)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise IndexUnavailable(
            f"Chỉ mục ở {str(path.parent)!r} thiếu {path.name!r}: hãy chạy lại `make index`."
        ) from exc


def _other_version(folder: Path) -> str:
    return f"Chỉ mục ở {str(folder)!r} do phiên bản khác dựng: hãy chạy lại `make index`."


def corpus_digest(corpus: Corpus) -> str:
    """Returns a digest of the whole corpus, import report included."""
    return digest((json.dumps(corpus.model_dump(mode="json"), ensure_ascii=False, sort_keys=True),))
