"""How the commands that keep something open the store. Only they load the database's libraries."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.commands.opening import bot_settings, expected_faults
from api.console import CommandFailed
from bot.store.database import StoreUnavailable
from bot.store.keeper import Keeper, make_keeper
from bot.store.store import open_store


@contextmanager
def opened_keeper(index: Path | None) -> Iterator[Keeper]:
    """Opens the store that the settings name for the time of the block."""
    with expected_faults():
        settings = bot_settings(index)
    try:
        store = open_store(settings)
    except StoreUnavailable as exc:
        raise CommandFailed(str(exc)) from exc
    try:
        yield make_keeper(store, settings)
    finally:
        store.close()
