"""`motcua telegram`: the bot by long polling, until stopped."""

from argparse import Namespace

from api.commands.opening import bot_settings, expected_faults, open_assistant
from api.console import CommandFailed, say
from api.logs import configure_logging
from api.settings import ApiSettings
from bot.channels.telegram.application import TelegramUnavailable, run_polling
from bot.channels.telegram.settings import TelegramSettings
from bot.store.database import StoreUnavailable
from bot.store.store import open_store


def run(args: Namespace) -> int:
    """Polls until interrupted."""
    with expected_faults():
        settings = TelegramSettings()
        public_base_url = ApiSettings().public_base_url
    configure_logging(settings.bot_token.get_secret_value())
    if settings.webhook_url is not None:
        raise CommandFailed("TELEGRAM_WEBHOOK_URL đang đặt: bot chạy trong `motcua serve`; bỏ biến ấy để chạy ở đây.")
    try:
        store = open_store(bot_settings(args.index))
        assistant = open_assistant(args.index, store.conversations)
        say("Bot đang chạy; nhấn Ctrl+C để dừng.")
        run_polling(assistant, settings, store, public_base_url)
    except (StoreUnavailable, TelegramUnavailable) as exc:
        raise CommandFailed(str(exc)) from exc
    return 0
