"""Where clerks' documents are kept: a folder a document, `v1`, `v2` … inside, and `history.json` beside them.

A version's folder is one that `corpus.ingest` reads (manifest.yaml and text), with the file as it was handed over, what
was read from it and what was put right. It comes to its place whole; the history is replaced at once.
"""

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.documents import Commune
from corpus.drafts import draft_of
from corpus.errors import UnreadableDocument
from corpus.head import Head, read_head
from corpus.intake.corrections import Correction, Corrections, corrected, merged
from corpus.intake.versions import Clerk, History, Version, VersionRefused
from corpus.locking import locked
from corpus.manifest import Manifest, Stated, load_manifest
from corpus.outline import outline_document
from corpus.readers import read_lines
from corpus.readers.extract import Extract
from corpus.records import Frozen
from corpus.text import slugify

TEXT_FILE = "document.txt"
_EXTRACT_FILE, _CORRECTIONS_FILE, _HISTORY_FILE, _SOURCE = "extract.json", "corrections.json", "history.json", "source"
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_ID_WORDS = 60
# Of a table with a title and nothing else.
_TYPE = "Tài liệu"


class Submission(Frozen):
    """A file with what the clerk says of it. `stated` fills in what the text itself lacks."""

    name: str
    data: bytes
    commune: Commune
    document_id: str | None = None
    stated: Stated = Stated()
    replaces: tuple[str, ...] = ()
    is_internal: bool = False


def stated_by_clerk(
    commune: Commune,
    *,
    title: str | None = None,
    document_type: str | None = None,
    number: str | None = None,
    issued_on: date | None = None,
) -> Stated:
    """Returns what fills in for a text that does not say it; a commune's own document is issued by its committee."""
    return Stated(
        document_type=document_type or (_TYPE if title else None),
        title=title,
        document_number=number,
        issuing_body=f"Ủy ban nhân dân {commune.name}",
        issued_on=issued_on,
    )


class Shelf:
    """The documents under `root`. Safe between processes: whoever changes a document waits for whoever is at it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def histories(self) -> tuple[History, ...]:
        """Returns the documents by id.

        Raises:
            UnreadableDocument: a history is no such file.
        """
        if not self.root.is_dir():
            return ()
        return tuple(self.history(path.parent.name) for path in sorted(self.root.glob(f"*/{_HISTORY_FILE}")))

    def history(self, document_id: str) -> History:
        """Returns a document's history.

        Raises:
            VersionRefused: there is no such document.
            UnreadableDocument: its history cannot be read.
        """
        path = self.root / document_id / _HISTORY_FILE
        if not _ID.fullmatch(document_id) or not path.is_file():
            raise VersionRefused(f"Không có văn bản mang mã {document_id!r}; xem `motcua documents list`.")
        try:
            return History.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as exc:
            raise UnreadableDocument(f"Không đọc được {str(path)!r}; hãy khôi phục từ bản sao lưu.") from exc

    def folder(self, document_id: str, number: int) -> Path:
        """Returns the folder of a version."""
        return self.root / document_id / f"v{number}"

    def published(self, *, with_internal: bool = False) -> dict[str, Path]:
        """Returns the folders of the versions in use by document; internal ones only where they are asked for."""
        return {
            history.document_id: self.folder(history.document_id, history.published)
            for history in self.histories()
            if history.published is not None and (with_internal or not history.is_internal)
        }

    def extract(self, document_id: str, number: int) -> Extract:
        """Returns what was read from a version's file, as it was read."""
        return Extract.model_validate_json((self.folder(document_id, number) / _EXTRACT_FILE).read_bytes())

    def corrections(self, document_id: str, number: int) -> Corrections:
        """Returns what was put right in a version."""
        return Corrections.model_validate_json((self.folder(document_id, number) / _CORRECTIONS_FILE).read_bytes())

    def source(self, document_id: str, number: int) -> Path:
        """Returns the file of a version as it was handed over."""
        return self.folder(document_id, number) / f"{_SOURCE}.{self.history(document_id).version(number).kind.value}"

    def add(self, given: Submission, extract: Extract, clerk: Clerk) -> History:
        """Adds a file that was read as a draft: a new document, or the next version of the one that it is.

        What was put right in the version before is put right again where the same lines stand.

        Raises:
            VersionRefused: the latest version is this very file with the same said of it, or the document belongs to
                another commune.
            OSError: the folder cannot be written; nothing was added.
        """
        document_id = given.document_id or _id_of(given, extract)
        if not _ID.fullmatch(document_id):
            raise VersionRefused(f"Mã {document_id!r} không hợp lệ; hãy dùng chữ thường không dấu, số và dấu gạch nối.")
        with self._changing(document_id):
            history = self._history_for(given, document_id)
            digest = hashlib.sha256(given.data).hexdigest()
            if history.versions and history.versions[-1].sha256 == digest and self._stated(history) == given.stated:
                number = history.versions[-1].number
                raise VersionRefused(f"Tệp {given.name!r} chính là bản {number} của {document_id!r}; không thêm lại.")
            number = len(history.versions) + 1
            before = self.corrections(document_id, number - 1) if history.versions else Corrections()
            self._write_version(given, extract, before, document_id, number)
            version = Version(
                number=number,
                source=given.name,
                kind=extract.kind,
                sha256=digest,
                is_recognised=extract.is_recognised,
            )
            return self._keep(clerk.add(history, version))

    def correct(self, document_id: str, number: int, newer: Corrections, clerk: Clerk) -> History:
        """Puts lines of a draft right, and withholds exactly the sections that `newer` names.

        Raises:
            VersionRefused: the version is no draft.
            OSError: it cannot be written; the text is as it was.
        """
        with self._changing(document_id):
            history = clerk.correct(self.history(document_id), number)
            known = self.corrections(document_id, number)
            both = Corrections(lines=merged(known.lines, newer.lines), withheld=newer.withheld)
            extract = self.extract(document_id, number)
            folder = self.folder(document_id, number)
            _write_text(folder, load_manifest(folder), extract, both)
            return self._keep(history)

    def keep(self, history: History) -> History:
        """Puts a history in the place of the one before: a version is published, reviewed or withdrawn by it.

        Raises:
            VersionRefused: somebody changed the document meanwhile.
            OSError: it cannot be written; the one before stands.
        """
        with self._changing(history.document_id):
            known = self.history(history.document_id)
            if history.acts[: len(known.acts)] != known.acts:
                raise VersionRefused(f"Có người vừa thay đổi {history.document_id!r}; hãy xem lại rồi làm lại.")
            return self._keep(history)

    def undo(self, history: History, before: History) -> None:
        """Puts `before` back where `history` could not be carried out, unless somebody went on from it."""
        with self._changing(history.document_id):
            if self.history(history.document_id) == history:
                self._keep(before)

    def _stated(self, history: History) -> Stated:
        """Returns what was stated with the latest version; the same file with more said of it is another one."""
        return load_manifest(self.folder(history.document_id, history.versions[-1].number)).stated

    @contextmanager
    def _changing(self, document_id: str) -> Iterator[None]:
        folder = self.root / document_id
        with locked(folder):
            yield

    def _keep(self, history: History) -> History:
        with draft_of(self.root / history.document_id / _HISTORY_FILE, mode=0o644) as file:
            file.write(history.model_dump_json(indent=1).encode())
        return history

    def _history_for(self, given: Submission, document_id: str) -> History:
        if not (self.root / document_id / _HISTORY_FILE).exists():
            return History(document_id=document_id, commune=given.commune, is_internal=given.is_internal)
        history = self.history(document_id)
        if history.commune.slug != given.commune.slug:
            raise VersionRefused(
                f"Mã {document_id!r} là văn bản của {history.commune.name}; hãy đặt mã văn bản khác (--id)."
            )
        if given.is_internal and not history.is_internal:
            raise VersionRefused(
                f"Văn bản {document_id!r} đang để công khai; hãy thêm bản nội bộ với mã văn bản khác (--id)."
            )
        return history

    def _write_version(
        self, given: Submission, extract: Extract, before: Corrections, document_id: str, number: int
    ) -> None:
        folder = self.folder(document_id, number)
        shutil.rmtree(folder, ignore_errors=True)  # of somebody who was stopped before the history knew it
        draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
        draft.mkdir(parents=True)
        try:
            (draft / f"{_SOURCE}.{extract.kind.value}").write_bytes(given.data)
            (draft / _EXTRACT_FILE).write_text(extract.model_dump_json(), "utf-8")
            _, left = corrected(extract.lines, before.lines)
            kept = Corrections(lines=tuple(line for line in before.lines if line not in left), withheld=before.withheld)
            manifest = Manifest(
                document_id=document_id,
                commune=given.commune,
                file=TEXT_FILE,
                sha256="",
                replaces=given.replaces,
                stated=given.stated,
                defects=extract.warnings,
                has_whole_paragraphs=extract.has_whole_paragraphs or None,
            )
            _write_text(draft, manifest, extract, kept)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _write_text(folder: Path, manifest: Manifest, extract: Extract, corrections: Corrections) -> None:
    text = _text_of(extract, corrections.lines)
    digest = hashlib.sha256(text).hexdigest()
    manifest = manifest.model_copy(update={"sha256": digest, "withheld": corrections.withheld})
    for name, content in (
        (_CORRECTIONS_FILE, corrections.model_dump_json(indent=1).encode()),
        (TEXT_FILE, text),
        (
            "manifest.yaml",
            yaml.safe_dump(manifest.model_dump(mode="json"), allow_unicode=True, sort_keys=False).encode(),
        ),
    ):
        with draft_of(folder / name, mode=0o644) as file:
            file.write(content)


def _text_of(extract: Extract, corrections: Sequence[Correction]) -> bytes:
    lines, _ = corrected(extract.lines, corrections)
    return "".join(f"{line.text}\n" for line in lines).encode()


def head_of(given: Submission, extract: Extract) -> Head:
    """Returns what the text of a file says of itself; an empty head where it has no text."""
    text = _text_of(extract, ())
    if not text.strip():
        return Head()
    outline = outline_document("", read_lines(text, TEXT_FILE), extract.has_whole_paragraphs or None)
    return read_head(outline, given.commune.name)


def _id_of(given: Submission, extract: Extract) -> str:
    """Returns an id that the same document gets again: of its number and year, else of its title, else of the file."""
    head = head_of(given, extract)
    number = head.value("document_number") or given.stated.document_number
    day = head.issued_on or given.stated.issued_on
    title = head.value("title") or given.stated.title or Path(given.name).stem
    name = f"{number}-{day.year}" if number and day else number or title
    return f"{given.commune.slug}-{slugify(name)[:_ID_WORDS].strip('-')}".strip("-")
