"""`motcua store`: looks after the database: check, upgrade, backup, restore, and what the law lets people ask for."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from api.commands import archiving, requests
from api.commands.opening import expected_faults
from api.console import CommandFailed, say
from bot.settings import BotSettings
from bot.store.acts import check, note_act, told_plainly
from bot.store.archive.manifest import ArchiveRefused
from bot.store.database import Database, StoreUnavailable
from bot.store.migrating import HEAD, migrate, revision_of
from bot.store.store import Store, open_store


def run(args: Namespace) -> int:
    """Runs one action."""
    with expected_faults():
        settings = BotSettings()
    try:
        _ACTIONS[args.action](args, settings)
    except (StoreUnavailable, ArchiveRefused) as exc:
        raise CommandFailed(str(exc)) from exc
    return 0


@contextmanager
def opened_database(settings: BotSettings) -> Iterator[Database]:
    """Opens the database as it is, without bringing it to this version."""
    database = Database(settings.database_url)
    try:
        with told_plainly(database):
            yield database
    finally:
        database.close()


@contextmanager
def opened_store(settings: BotSettings) -> Iterator[Store]:
    """Opens the store for the time of the block."""
    store = open_store(settings)
    try:
        with told_plainly(store.database):
            yield store
    finally:
        store.close()


def _check(args: Namespace, settings: BotSettings) -> None:
    with opened_database(settings) as database:
        counts = check(database)
        say(f"Kho dữ liệu: {database.place}, bước {HEAD}, đọc và ghi được.")
    for table, count in counts.items():
        say(f"  {table}: {count}")


def _upgrade(args: Namespace, settings: BotSettings) -> None:
    target = args.to or HEAD
    with opened_database(settings) as database:
        before = revision_of(database)
        is_back = before is not None and (target == "base" or target < before)
        if is_back and not args.yes:
            raise CommandFailed(f"quay từ bước {before} về {target} có thể mất dữ liệu; hãy sao lưu, rồi thêm --yes.")
        before, after = migrate(database, target)
        say(f"{database.place}: {before or 'chưa có bảng'} → {after or 'không còn bảng'}")
    if before != after and after == HEAD:
        note_act(settings, "upgrade", before=before, after=after)


def _purge(args: Namespace, settings: BotSettings) -> None:
    with opened_store(settings) as store:
        gone = store.purge()
        store.audit.note("console", "purge", rows=gone)
    say(f"Đã xóa, bỏ gắn với người: {gone} dòng hết hạn.")


_ACTIONS: Mapping[str, Callable[[Namespace, BotSettings], None]] = {
    "check": _check,
    "upgrade": _upgrade,
    "purge": _purge,
    "backup": archiving.backup,
    "restore": archiving.restore,
    "export": requests.export,
    "forget": requests.forget,
}
