"""How the commands that keep something open the store. Only they load the database's libraries."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from api.commands.opening import bot_settings, expected_faults
from api.console import CommandFailed
from bot.store.database import StoreUnavailable
from bot.store.keeper import Keeper
from bot.store.keeper import opened_keeper as keeping


@contextmanager
def opened_keeper(index: Path | None) -> Iterator[Keeper]:
    """Opens the store that the settings name for the time of the block."""
    with expected_faults():
        settings = bot_settings(index)
    with ExitStack() as stack:
        try:
            keeper = stack.enter_context(keeping(settings))
        except StoreUnavailable as exc:
            raise CommandFailed(str(exc)) from exc
        yield keeper
