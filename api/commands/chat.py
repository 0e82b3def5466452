"""What the commands that run a chat channel share. Only they load the database's and the channel's libraries."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.commands.opening import bot_settings, expected_faults
from api.console import CommandFailed
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.webhook import Webhook, make_webhook
from bot.store.database import StoreUnavailable
from bot.store.store import Store, open_store

__all__ = ["Webhook", "check_token", "make_webhook", "opened_store"]


@contextmanager
def opened_store(index: Path | None) -> Iterator[Store]:
    """Opens the store of the chat channels for the time of the block."""
    with expected_faults():
        settings = bot_settings(index)
    try:
        store = open_store(settings)
    except StoreUnavailable as exc:
        raise CommandFailed(str(exc)) from exc
    try:
        yield store
    finally:
        store.close()


def check_token(settings: TelegramSettings) -> None:
    """Ends the command where the bot has no token."""
    if not settings.token:
        raise CommandFailed("chưa có TELEGRAM_BOT_TOKEN; hãy lấy mã ở @BotFather rồi đặt vào .env (docs/telegram.md).")
