"""`motcua telegram`: the bot by long polling, until stopped."""

from argparse import Namespace
from functools import partial

from api.commands.chat import check_token
from api.commands.keeping import opened_keeper
from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from api.logs import configure_logging
from api.settings import ApiSettings
from bot.channels.telegram.application import TelegramUnavailable, run_polling
from bot.channels.telegram.settings import TelegramSettings
from bot.store.operating import Part


def run(args: Namespace) -> int:
    """Polls until interrupted."""
    with expected_faults():
        settings = TelegramSettings()
        public_base_url = ApiSettings().public_base_url
    configure_logging(settings.token)
    check_token(settings)
    if settings.webhook_url is not None:
        raise CommandFailed("TELEGRAM_WEBHOOK_URL đang đặt: bot chạy trong `motcua serve`; bỏ biến ấy để chạy ở đây.")
    with opened_keeper(args.index) as keeper:
        assistant = open_assistant(args.index, keeper)
        assistant.observers.append(keeper.recorder)
        say("Bot đang chạy; nhấn Ctrl+C để dừng.")
        try:
            run_polling(assistant, settings, keeper.store, public_base_url, partial(keeper.off, Part.TELEGRAM))
        except TelegramUnavailable as exc:
            raise CommandFailed(str(exc)) from exc
    return 0
