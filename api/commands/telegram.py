"""`motcua telegram`: the bot by long polling, until stopped."""

import logging
from argparse import Namespace

from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from bot.channels.telegram.application import TelegramUnavailable, run_polling
from bot.channels.telegram.settings import TelegramSettings


def run(args: Namespace) -> int:
    """Polls until interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "telegram"):  # their addresses hold the token
        logging.getLogger(noisy).setLevel(logging.WARNING)
    with expected_faults():
        settings = TelegramSettings()
    assistant = open_assistant(args.index)
    say("Bot đang chạy; nhấn Ctrl+C để dừng.")
    try:
        run_polling(assistant, settings)
    except TelegramUnavailable as exc:
        raise CommandFailed(str(exc)) from exc
    return 0
