"""Brings an archive back, in one transaction: the step of the tables that it is of, its rows, then the newest step."""

import itertools
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import BotSettings
from bot.store.archive.manifest import ArchiveRefused, Manifest
from bot.store.archive.placing import put_in_place, staged
from bot.store.archive.reading import Archive, opened_archive
from bot.store.archive.rows import decoder, kept_tables
from bot.store.archive.writing import key_name
from bot.store.database import Database, StoreUnavailable
from bot.store.identity import Pseudonyms
from bot.store.migrating import HEAD, run_steps, take_turn

KEY_LABEL = "identity.key"
_ROWS = 1000


def restore_archive(
    database: Database, source: Path, settings: BotSettings, files: Mapping[str, Path], *, replaces: bool
) -> Manifest:
    """Restores rows and `files` (by label, their places; the key's label among them); returns what the archive held.

    Raises:
        ArchiveRefused: it is damaged, of a newer program or another key, or would overwrite without `replaces`.
        StoreUnavailable: the database cannot be written; nothing was changed.
    """
    with opened_archive(source) as archive:
        _check_key(archive, settings)
        if not replaces:
            _check_places(archive, files)
        try:
            with staged(archive, files) as drafts:
                with database.writing() as connection:
                    _load(connection, archive, replaces=replaces)
                put_in_place(drafts)
        except SQLAlchemyError as exc:
            raise StoreUnavailable(
                f"không ghi được vào cơ sở dữ liệu {database.place!r}; chưa thay đổi gì. Hãy kiểm tra DATABASE_URL, "
                "quyền ghi, và dừng các tiến trình đang dùng."
            ) from exc
        database.wipe()
        return archive.manifest


def _check_key(archive: Archive, settings: BotSettings) -> None:
    """Refuses rows that the key in force could not find again: nobody could see or delete them."""
    given = settings.identity_key and settings.identity_key.get_secret_value()
    if given:
        is_same = key_name(Pseudonyms(given.encode())) == archive.manifest.key
    else:
        kept = [content.read() for _, content in archive.files(KEY_LABEL)]
        if not kept and settings.identity_key_path.exists():
            kept = [settings.identity_key_path.read_bytes()]
        is_same = any(key_name(Pseudonyms(key)) == archive.manifest.key for key in kept)
    if not is_same:
        raise ArchiveRefused(
            "khóa băm ở đây khác khóa của bản sao lưu; hãy đặt BOT_IDENTITY_KEY như ở nơi đã sao lưu "
            "(để trống, nếu ở đó dùng tệp khóa)."
        )


def _check_places(archive: Archive, files: Mapping[str, Path]) -> None:
    # The key of a store that is empty names nobody; whether it is empty is asked later.
    for label, place in files.items():
        is_taken = any(place.iterdir()) if place.is_dir() else place.exists()
        if label != KEY_LABEL and is_taken and archive.holds(label):
            raise ArchiveRefused(f"đã có {str(place)!r}; thêm --replace để thay bằng nội dung của bản sao lưu.")


def _load(connection: Connection, archive: Archive, *, replaces: bool) -> None:
    take_turn(connection)
    run_steps(connection, HEAD)
    tables = kept_tables(connection)
    if not replaces and any(connection.scalar(select(func.count()).select_from(table)) for table in tables):
        raise ArchiveRefused("kho dữ liệu đang có nội dung; thêm --replace để xóa hết và thay bằng bản sao lưu.")
    run_steps(connection, "base")
    run_steps(connection, archive.manifest.revision)
    known = {table.name: table for table in kept_tables(connection)}
    if known.keys() != archive.manifest.rows.keys():
        raise ArchiveRefused("các bảng trong bản sao lưu không khớp với bước nâng cấp mà nó ghi; chưa thay đổi gì.")
    for name, table in known.items():
        decode = decoder(table)
        loaded = 0
        try:
            lines = archive.lines(name)
            while batch := list(itertools.islice(lines, _ROWS)):
                loaded += len(batch)
                connection.execute(insert(table), [decode(line) for line in batch])
        except ValueError as exc:
            raise ArchiveRefused(f"bảng {name} trong bản sao lưu không đọc được; chưa thay đổi gì.") from exc
        if loaded != archive.manifest.rows[name]:
            raise ArchiveRefused(f"bảng {name} trong bản sao lưu thiếu dòng; chưa thay đổi gì.")
    run_steps(connection, HEAD)
