"""`motcua store export` and `forget`: a person asks to see, or to have deleted, what is stored about them."""

import json
import os
from argparse import Namespace
from pathlib import Path

from api.console import CommandFailed, say
from bot.settings import BotSettings
from bot.store.acts import told_plainly
from bot.store.keeper import opened_keeper
from bot.store.people import Json, export_person, is_empty, person_of_conversation
from bot.store.store import Store


def export(args: Namespace, settings: BotSettings) -> None:
    """Writes what is stored about the person to a new file for the owner alone."""
    with opened_keeper(settings) as keeper, told_plainly(keeper.store.database):
        store = keeper.store
        found = export_person(store, _person(store, args), args.conversation)
        if is_empty(found):
            raise CommandFailed("không lưu gì về người này.")
        _write(args.file, found)
        store.audit.note("console", "export")
    say(f"Đã ghi ra {args.file}: {_counted(found)}.")


def forget(args: Namespace, settings: BotSettings) -> None:
    """Deletes what is stored about the person."""
    with opened_keeper(settings) as keeper, told_plainly(keeper.store.database):
        store = keeper.store
        gone = store.forget(_person(store, args), args.conversation)
        store.audit.note("console", "forget", rows=gone)
    say(f"Đã xóa, bỏ gắn với người: {gone} dòng. Bản sao lưu cũ vẫn còn dữ liệu này đến khi anh/chị xóa.")


def _person(store: Store, args: Namespace) -> str:
    if args.person:
        return str(args.person)
    if args.chat:
        return store.pseudonyms.of(args.chat)
    person = person_of_conversation(store, args.conversation)
    if person is None:
        raise CommandFailed("mã này là của cuộc trò chuyện trên Telegram; hãy dùng --chat.")
    return person


def _write(path: Path, found: Json) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False, indent=2)
    except OSError as exc:
        raise CommandFailed(f"không ghi được {str(path)!r} ({exc.strerror}); hãy nêu một tệp mới.") from exc


def _counted(found: Json) -> str:
    return ", ".join(f"{name} {len(rows)}" for name, rows in found.items() if isinstance(rows, list))
