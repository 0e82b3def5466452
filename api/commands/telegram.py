"""`motcua telegram`: the bot by long polling, until stopped."""

from argparse import Namespace

from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from api.logs import configure_logging
from bot.channels.telegram.application import TelegramUnavailable, run_polling
from bot.channels.telegram.settings import TelegramSettings


def run(args: Namespace) -> int:
    """Polls until interrupted."""
    configure_logging()
    with expected_faults():
        settings = TelegramSettings()
    assistant = open_assistant(args.index)
    say("Bot đang chạy; nhấn Ctrl+C để dừng.")
    try:
        run_polling(assistant, settings)
    except TelegramUnavailable as exc:
        raise CommandFailed(str(exc)) from exc
    return 0
