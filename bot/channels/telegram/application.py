"""The bot's application: handlers wired, and long polling until stopped."""

from typing import Any

from telegram.error import InvalidToken, NetworkError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.channels.telegram import texts
from bot.channels.telegram.handlers import Asking, Handlers
from bot.channels.telegram.settings import TelegramSettings

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


class TelegramUnavailable(Exception):
    """The Bot API cannot be reached or refuses the token; the message is Vietnamese, for the operator."""


def build_application(assistant: Asking, settings: TelegramSettings) -> TelegramApplication:
    """Returns the application; run it with `run_polling`. Edited messages are not answered again."""
    base = settings.api_base_url.rstrip("/")
    application = (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .rate_limiter(AIORateLimiter(max_retries=3))
        .concurrent_updates(True)
        .post_init(_publish_commands)
        .build()
    )
    handlers = Handlers(assistant, settings.default_commune)
    new = filters.UpdateType.MESSAGE
    application.add_handlers(
        [
            CommandHandler("start", handlers.start, filters=new),
            CommandHandler("help", handlers.help, filters=new),
            CommandHandler("xa", handlers.choose_commune, filters=new),
            CallbackQueryHandler(handlers.button),
            MessageHandler(new & filters.TEXT, handlers.question),
            MessageHandler(new & filters.ChatType.PRIVATE & ~filters.TEXT, handlers.other),
        ]
    )
    application.add_error_handler(handlers.fault)
    return application


async def _publish_commands(application: TelegramApplication) -> None:
    await application.bot.set_my_commands(texts.COMMANDS)


def run_polling(assistant: Asking, settings: TelegramSettings) -> None:
    """Polls until the process is told to stop.

    Raises:
        TelegramUnavailable: The token is refused, or there is no connection at the start.
    """
    application = build_application(assistant, settings)
    try:
        application.run_polling(timeout=settings.poll_timeout_s, allowed_updates=["message", "callback_query"])
    except InvalidToken as exc:
        raise TelegramUnavailable("Telegram không nhận TELEGRAM_BOT_TOKEN; hãy xem lại mã của bot.") from exc
    except NetworkError as exc:
        raise TelegramUnavailable(f"không kết nối được tới {settings.api_base_url}; hãy kiểm tra mạng.") from exc
