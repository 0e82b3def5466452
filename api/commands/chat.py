"""What the commands that run a chat channel share. Only they load the channel's libraries."""

from api.console import CommandFailed
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.webhook import Webhook, make_webhook

__all__ = ["Webhook", "check_token", "make_webhook"]


def check_token(settings: TelegramSettings) -> None:
    """Ends the command where the bot has no token."""
    if not settings.token:
        raise CommandFailed("chưa có TELEGRAM_BOT_TOKEN; hãy lấy mã ở @BotFather rồi đặt vào .env (docs/telegram.md).")
