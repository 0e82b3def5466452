"""Writes an archive, row by row, from one moment of the store, while servers go on writing to it."""

import hashlib
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, StaticPool, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from bot.store.archive.manifest import FILES, MANIFEST, TABLES, ArchiveRefused, Manifest, Member
from bot.store.archive.rows import encode, kept_tables
from bot.store.database import Database, StoreUnavailable
from bot.store.identity import Pseudonyms
from bot.store.migrating import revision_in
from corpus.drafts import draft_of, make_draft

_BLOCK = 1 << 16
_ROWS = 1000


def key_name(pseudonyms: Pseudonyms) -> str:
    """Returns what an archive calls the key by: nobody can tell the key from it."""
    return pseudonyms.of("motcua store archive")


def write_archive(database: Database, target: Path, pseudonyms: Pseudonyms, files: Mapping[str, Path]) -> Manifest:
    """Writes everything to `target`, whole or not at all, for the owner alone. `files` may name folders.

    Raises:
        ArchiveRefused: `target` or one of the files cannot be written or read, or there are no tables yet.
        StoreUnavailable: the database cannot be read.
    """
    try:
        with (
            draft_of(target) as file,
            _moment(database, target.parent) as connection,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        ):
            return _fill(archive, connection, database, key_name(pseudonyms), files)
    except OSError as exc:
        raise ArchiveRefused(f"không ghi được {str(target)!r} ({exc.strerror or type(exc).__name__}).") from exc
    except (SQLAlchemyError, sqlite3.Error) as exc:
        raise StoreUnavailable(
            f"không đọc được cơ sở dữ liệu {database.place!r}; hãy kiểm tra DATABASE_URL và chỗ trống trên đĩa."
        ) from exc


def _fill(
    archive: zipfile.ZipFile, connection: Connection, database: Database, key: str, files: Mapping[str, Path]
) -> Manifest:
    revision = revision_in(connection)
    if revision is None:
        raise ArchiveRefused(f"cơ sở dữ liệu {database.place!r} chưa có bảng nào; hãy kiểm tra DATABASE_URL.")
    rows: dict[str, int] = {}
    members: dict[str, Member] = {}
    for table in kept_tables(connection):
        found = connection.execution_options(yield_per=_ROWS).execute(select(table))
        counted = _Counted(encode(row._asdict()).encode() for row in found)
        name = f"{TABLES}{table.name}.jsonl"
        members[name] = _write(archive, name, counted)
        rows[table.name] = counted.number
    for label, path in files.items():
        for inner, source in _sources(label, path):
            with source.open("rb") as content:
                members[FILES + inner] = _write(archive, FILES + inner, iter(partial(content.read, _BLOCK), b""))
    manifest = Manifest(revision=revision, created_at=database.now(), key=key, rows=rows, members=members)
    _write(archive, MANIFEST, [manifest.model_dump_json(indent=1).encode()])
    return manifest


class _Counted:
    """Blocks on their way, and how many there were."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.number += 1
            yield block


def _write(archive: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(name)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        for block in blocks:
            digest.update(block)
            size += member.write(block)
    return Member(sha256=digest.hexdigest(), size=size)


def _sources(label: str, path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_dir():
        for source in sorted(path.rglob("*")):
            if source.is_file() and not any(part.startswith(".") for part in source.relative_to(path).parts):
                yield f"{label}/{source.relative_to(path).as_posix()}", source
    elif path.exists():
        yield label, path


@contextmanager
def _moment(database: Database, folder: Path) -> Iterator[Connection]:
    """Yields a connection that sees the store as it is now, however long it reads."""
    if not database.is_sqlite:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with database.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection
        return
    with _copied(database, folder) as copy:
        engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool, hide_parameters=True)
        with engine.connect() as connection:
            yield connection
        engine.dispose()


@contextmanager
def _copied(database: Database, folder: Path) -> Iterator[sqlite3.Connection]:
    """Yields a copy of the SQLite file that no longer has a name: a reader of the file itself would hold up writers.

    Without its name, nothing of it is left behind where this process is killed; killed before, the next one removes it.
    """
    place, file = make_draft(folder / "motcua-copy")
    try:
        # The driver's own connection: every other begins a transaction, in which this cannot be done.
        with file, closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(place),))
        copy = sqlite3.connect(f"file:{place}?immutable=1", uri=True, check_same_thread=False)
        copy.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the file
    finally:
        place.unlink(missing_ok=True)
    try:
        yield copy
    finally:
        copy.close()
