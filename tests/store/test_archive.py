"""A backup is of one moment, goes from either database into the other, and is refused where it is not whole."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select, text

from bot.settings import BotSettings
from bot.store import schema
from bot.store.archive.manifest import ArchiveRefused, Manifest
from bot.store.archive.restoring import KEY_LABEL, restore_archive
from bot.store.archive.writing import write_archive
from bot.store.chats import ChatState
from bot.store.database import Database
from bot.store.identity import Pseudonyms
from bot.store.migrating import HEAD, migrate, revision_of
from bot.store.operating import Part
from bot.store.sites import Site
from bot.store.store import Store
from tests.store.conftest import FakeNow
from tests.store.test_store import CHAT, OTHER, given
from tests.support.databases import KEY, PostgresServer

KEPT = [table for table in schema.metadata.sorted_tables if table.name not in ("sessions", "sign_ins")]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))])
def other_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of another, empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other' / 'store.db'}"
    server: PostgresServer = request.getfixturevalue("postgresql")
    return server.fresh()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "identity.key").write_bytes(KEY)
    return tmp_path / "keys" / "identity.key"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "motcua.zip"


def fill(store: Store) -> None:
    """Puts a row into every table, with what is hard to carry: instants, nulls, quotes, line ends, marks."""
    now = store.database.now()
    store.chats.put(CHAT, ChatState("tan-an", "c1", now + timedelta(minutes=5)))
    store.chats.put(OTHER, ChatState())
    store.deliveries.claim(2**40)
    store.answers.add(given("a1"), 'Ai "ký"?\nĐường\u2028nào\\', "ai ky")
    store.opinions.rate(CHAT, "a1", "answered", "down", comment="sai – thiếu")
    store.opinions.remark(CHAT, None, "chữ nhỏ")
    store.switches.turn(Part.MODEL, is_on=False, reason="thử")
    store.sites.add(Site("trang-mot", "Cổng “Một”", ("https://mot.example.vn",), ("tan-an", "le-loi"), 300))
    store.sites.add(Site("trang-hai", "Cổng Hai", ("https://hai.example.vn",), ("tan-an",)))
    store.sessions.open(timedelta(hours=1))
    store.sessions.note_failure()
    store.audit.note("console", "index", documents=["tài liệu"])
    with store.database.writing() as connection:
        turn = {"conversation_id": "c1", "turn": "{}", "expires_at": now}
        connection.execute(insert(schema.turns).values(**turn))
        offer = {"token": "t", "chat": CHAT, "body": "{}", "expires_at": now}
        connection.execute(insert(schema.offers).values(**offer))


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str) for table in KEPT
        }


def settings_of(key_path: Path, **more: Any) -> BotSettings:
    return BotSettings(_env_file=None, identity_key_path=key_path, **more)


def backed_up(store: Store, archive: Path, **files: Path) -> Manifest:
    return write_archive(store.database, archive, Pseudonyms(KEY), files)


def restore_into(database: Database, archive: Path, key_path: Path, *, replaces: bool = False) -> Manifest:
    return restore_archive(database, archive, settings_of(key_path), {KEY_LABEL: key_path}, replaces=replaces)


def test_every_row_comes_back_from_either_database_into_either(
    store: Store, other_place: str, archive: Path, key_file: Path, tmp_path: Path
) -> None:
    fill(store)
    before = rows_of(store.database)
    manifest = backed_up(store, archive, **{KEY_LABEL: key_file})
    other = Database(other_place)
    restore_into(other, archive, tmp_path / "new" / "identity.key")
    restored = rows_of(other)
    other.close()

    assert all(before.values())
    assert restored == before
    assert manifest.rows == {name: len(rows) for name, rows in before.items()}
    assert (tmp_path / "new" / "identity.key").read_bytes() == KEY
    assert stat.S_IMODE((tmp_path / "new" / "identity.key").stat().st_mode) == 0o600


def test_archive_is_the_owners_alone_and_holds_no_session(store: Store, archive: Path) -> None:
    fill(store)
    backed_up(store, archive)
    with zipfile.ZipFile(archive) as content:
        names = content.namelist()

    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.iterdir()] == ["motcua.zip"]
    assert not any("sessions" in name or "sign_ins" in name for name in names)


def test_backup_is_of_one_moment_while_others_write(store: Store, archive: Path) -> None:
    """Each writing puts the same number into two tables; an archive of two moments would hold different numbers."""
    stop, written, faults = threading.Event(), threading.Semaphore(0), list[BaseException]()

    def write() -> None:
        number = 0
        try:
            while not stop.is_set():
                number += 1
                with store.database.writing() as connection:
                    for table, row in _pair(store, number):
                        connection.execute(insert(table).values(**row))
                written.release()
        except BaseException as fault:
            faults.append(fault)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for _ in range(4):
            for _ in range(10):
                assert written.acquire(timeout=30)
            rows = backed_up(store, archive).rows
            counts.append((rows["audit"], rows["turns"]))
    finally:
        stop.set()
        writer.join()

    assert faults == []
    assert all(audit == turns for audit, turns in counts)
    assert counts == sorted(counts)
    assert counts[0][0] >= 10


def _pair(store: Store, number: int) -> list[tuple[Any, dict[str, Any]]]:
    at = store.database.now()
    return [
        (schema.audit, {"entry_id": f"e{number}", "done_at": at, "actor": "a", "action": "b", "detail": "{}"}),
        (schema.turns, {"conversation_id": f"c{number}", "turn": "{}", "expires_at": at}),
    ]


def test_store_that_holds_something_is_replaced_only_when_told(
    store: Store, archive: Path, key_file: Path, other_place: str
) -> None:
    store.chats.put(CHAT, ChatState("tan-an"))
    backed_up(store, archive, **{KEY_LABEL: key_file})
    other = Database(other_place)
    migrate(other)
    with other.writing() as connection:
        connection.execute(insert(schema.chats).values(chat=OTHER, seen_at=store.database.now()))
    before = rows_of(other)
    with pytest.raises(ArchiveRefused, match="--replace"):
        restore_into(other, archive, key_file)
    between = rows_of(other)
    restore_into(other, archive, key_file, replaces=True)
    after = rows_of(other)
    other.close()

    assert between == before
    assert after == rows_of(store.database)


def test_older_archive_is_brought_to_the_newest_step(place: Path | str, archive: Path, key_file: Path) -> None:
    database = Database(place if isinstance(place, str) else f"sqlite:///{place / 'store.db'}")
    migrate(database, "0001")
    with database.writing() as connection:
        connection.execute(
            text("INSERT INTO ratings (answer_id, chat, outcome, rating, rated_at) VALUES ('a', 'c', 'o', 'up', :at)"),
            {"at": "2026-03-02 08:30:00"},
        )
    manifest = write_archive(database, archive, Pseudonyms(KEY), {KEY_LABEL: key_file})
    migrate(database)
    restore_into(database, archive, key_file, replaces=True)
    with database.reading() as connection:
        rating = connection.execute(select(schema.ratings)).one()
    revision = revision_of(database)
    database.close()

    assert (manifest.revision, revision) == ("0001", HEAD)
    assert (rating.person, rating.channel, rating.rated_at.isoformat()) == (
        "c",
        "telegram",
        "2026-03-02T08:30:00+00:00",
    )


def rewritten(archive: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Writes the archive anew with each member changed; None leaves it out."""
    with zipfile.ZipFile(archive) as content:
        members = {name: content.read(name) for name in content.namelist()}
    with zipfile.ZipFile(archive, "w") as content:
        for name, data in members.items():
            changed = change(name, data)
            if changed is not None:
                content.writestr(name, changed)


def _manifest_with(**changes: Any) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | changes).encode() if name == "manifest.json" else data

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda name, data: data.replace(b"tan-an", b"tan-am"), "answers.jsonl"),
        (lambda name, data: None if name == "tables/chats.jsonl" else data, "thiếu hoặc thừa"),
        (lambda name, data: None if name == "manifest.json" else data, "hỏng"),
        (_manifest_with(revision="9999"), "bản chương trình mới hơn"),
        (_manifest_with(version=2), "bản chương trình mới hơn"),
        (_manifest_with(revision="0001"), "không khớp"),
        (_manifest_with(key="0" * 32), "BOT_IDENTITY_KEY"),
    ],
)
def test_archive_that_is_not_whole_is_refused_and_nothing_changes(
    store: Store, archive: Path, key_file: Path, change: Callable[[str, bytes], bytes | None], words: str
) -> None:
    fill(store)
    backed_up(store, archive, **{KEY_LABEL: key_file})
    before = rows_of(store.database)
    rewritten(archive, change)
    key_file.write_bytes(b"another")
    with pytest.raises(ArchiveRefused, match=words):
        restore_into(store.database, archive, key_file, replaces=True)

    assert rows_of(store.database) == before
    assert key_file.read_bytes() == b"another"


@pytest.mark.parametrize("share", [0, 0.3, 0.999])
def test_archive_that_was_cut_or_hit_is_refused(store: Store, archive: Path, key_file: Path, share: float) -> None:
    fill(store)
    backed_up(store, archive, **{KEY_LABEL: key_file})
    whole = archive.read_bytes()
    place = int(len(whole) * share)
    for damaged in (whole[:place], whole[:place] + b"\xff\xfe\x00" + whole[place + 3 :]):
        archive.write_bytes(damaged)
        if damaged.startswith(b"PK") and share > 0.9 and len(damaged) == len(whole):
            continue  # the comment at the end of the file: nothing of ours
        with pytest.raises(ArchiveRefused):
            restore_into(store.database, archive, key_file, replaces=True)


def test_names_that_lead_out_of_the_archive_are_refused(store: Store, archive: Path, key_file: Path) -> None:
    manifest = backed_up(store, archive, **{KEY_LABEL: key_file})
    evil = "files/procedures/../../evil"
    digest = manifest.members["files/identity.key"]

    def change(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        described = json.loads(data)
        described["members"][evil] = digest.model_dump()
        return json.dumps(described).encode()

    rewritten(archive, change)
    with zipfile.ZipFile(archive, "a") as content:
        content.writestr(evil, KEY)
    with pytest.raises(ArchiveRefused, match="tên lạ"):
        restore_into(store.database, archive, key_file, replaces=True)


def test_rows_that_do_not_fit_leave_everything_as_it_was(store: Store, archive: Path, key_file: Path) -> None:
    fill(store)
    backed_up(store, archive, **{KEY_LABEL: key_file})
    before = rows_of(store.database)
    with zipfile.ZipFile(archive) as content:
        line = content.read("tables/chats.jsonl").splitlines(keepends=True)[0]
    _double(archive, "tables/chats.jsonl", line)
    with pytest.raises(Exception, match="không ghi được"):
        restore_into(store.database, archive, key_file, replaces=True)

    assert rows_of(store.database) == before


def _double(archive: Path, name: str, line: bytes) -> None:
    """Repeats a row, with everything that the manifest says of it made to agree."""
    import hashlib

    with zipfile.ZipFile(archive) as content:
        longer = content.read(name) + line
    member = {"sha256": hashlib.sha256(longer).hexdigest(), "size": len(longer)}

    def change(found: str, data: bytes) -> bytes:
        if found == name:
            return longer
        if found == "manifest.json":
            described = json.loads(data)
            described["members"][name] = member
            described["rows"]["chats"] += 1
            return json.dumps(described).encode()
        return data

    rewritten(archive, change)


def test_key_given_by_setting_must_be_the_archives(store: Store, archive: Path, tmp_path: Path) -> None:
    store.chats.put(CHAT, ChatState())
    backed_up(store, archive)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    wrong = settings_of(tmp_path / "none", identity_key=SecretStr("wrong"))
    right = settings_of(tmp_path / "none", identity_key=SecretStr(KEY.decode()))
    with pytest.raises(ArchiveRefused, match="BOT_IDENTITY_KEY"):
        restore_archive(other, archive, wrong, {}, replaces=False)
    with pytest.raises(ArchiveRefused, match="BOT_IDENTITY_KEY"):
        restore_archive(other, archive, settings_of(tmp_path / "none"), {}, replaces=False)
    restore_archive(other, archive, right, {}, replaces=False)
    rows = rows_of(other)
    other.close()

    assert rows == rows_of(store.database)


def test_files_come_back_and_are_replaced_only_when_told(store: Store, archive: Path, tmp_path: Path) -> None:
    procedures = tmp_path / "procedures"
    (procedures / "deep").mkdir(parents=True)
    (procedures / "procedures.jsonl").write_text("một\n", encoding="utf-8")
    (procedures / "deep" / "x").write_bytes(b"x")
    (procedures / ".lock").touch()
    files = {"procedures": procedures}
    write_archive(store.database, archive, Pseudonyms(KEY), files)
    (procedures / "procedures.jsonl").write_text("hai\n", encoding="utf-8")
    (procedures / "later").touch()
    settings = settings_of(tmp_path / "none", identity_key=SecretStr(KEY.decode()))
    with pytest.raises(ArchiveRefused, match="procedures"):
        restore_archive(store.database, archive, settings, files, replaces=False)
    restore_archive(store.database, archive, settings, files, replaces=True)

    found = {path.relative_to(procedures).as_posix() for path in procedures.rglob("*") if path.is_file()}
    assert found == {"procedures.jsonl", "deep/x"}
    assert (procedures / "procedures.jsonl").read_text(encoding="utf-8") == "một\n"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith((".part", ".old"))]


_KILLED = """
import os, signal, sys
from pathlib import Path
import bot.store.archive.writing as writing
from bot.store.database import Database
from bot.store.identity import Pseudonyms

def kill_in_the_middle(archive, name, blocks):
    if name.startswith("tables/remarks"):
        os.kill(os.getpid(), signal.SIGKILL)
    return written(archive, name, blocks)

written, writing._write = writing._write, kill_in_the_middle
writing.write_archive(Database(sys.argv[1]), Path(sys.argv[2]), Pseudonyms(b"k"), {})
"""


def test_backup_that_is_killed_leaves_the_old_file(store: Store, archive: Path) -> None:
    backed_up(store, archive)
    old = archive.read_bytes()
    url = store.database.engine.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", _KILLED, url, archive], check=False, env=os.environ, timeout=60)

    assert done.returncode == -signal.SIGKILL
    assert archive.read_bytes() == old


def test_backup_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match="không ghi được"):
        backed_up(store, tmp_path / "nowhere" / "x.zip")


def test_backup_reads_its_clock_from_the_store(store: Store, archive: Path, now: FakeNow) -> None:
    assert backed_up(store, archive).created_at == now()
