#!/usr/bin/env python3
"""500 chats at once: `motcua telegram` against a fake Bot API on loopback. Needs an index (`make index`).

usage: python -m scripts.bench_telegram [--chats 500]

Twice: at the pace that Telegram allows (30 messages a second), and without it, which is what the bot itself can do.
Client and bot share the machine's cores.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from scripts.bench_http import QUESTIONS
from tests.support.fake_bot_api import TOKEN, FakeBotApi, Json, serving, wait_until

TELEGRAMS_PACE = 30
NO_PACE = 100_000


class TimedBotApi(FakeBotApi):
    """Notes when each answer arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.answered_at: dict[int, float] = {}

    def _result(self, method: str, parameters: Json) -> Any:
        if method == "sendMessage":
            self.answered_at.setdefault(parameters["chat_id"], time.perf_counter())
        return super()._result(method, parameters)


def measure(chats: int, sends_per_second: int) -> str:
    """Returns one line for one run."""
    telegram = TimedBotApi()
    with serving(telegram.asgi) as base_url, tempfile.TemporaryDirectory() as folder:
        settings = {
            "TELEGRAM_API_BASE_URL": base_url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_DEFAULT_COMMUNE": "lac-phuong",
            "TELEGRAM_SENDS_PER_SECOND": str(sends_per_second),
            "DATABASE_URL": f"sqlite:///{folder}/store.db",
            "BOT_IDENTITY_KEY_PATH": f"{folder}/identity.key",
        }
        command = [str(Path(sys.executable).parent / "motcua"), "telegram"]
        with subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as bot:
            try:
                wait_until(lambda: len(telegram.named("setMyCommands")) == 2, 60)
                telegram.say(QUESTIONS[0][0], chat_id=1)  # the first answer loads what is loaded late
                wait_until(lambda: 1 in telegram.answered_at, 60)
                spread = _run(telegram, chats)
                memory = _resident_mb(bot.pid)
            finally:
                bot.terminate()
    return f"{spread}, {memory:.0f} MB resident"


def _run(telegram: TimedBotApi, chats: int) -> str:
    started = time.perf_counter()
    for chat_id, (question, _) in enumerate(islice(cycle(QUESTIONS), chats), start=1000):
        telegram.say(question, chat_id=chat_id)
    wait_until(lambda: len(telegram.answered_at) > chats, 600)
    times = sorted(at - started for chat, at in telegram.answered_at.items() if chat >= 1000)
    assert len(times) == chats
    cuts = statistics.quantiles(times, n=100)
    return f"{chats / times[-1]:.0f} updates/s, answer time p50 {cuts[49]:.1f} s, p95 {cuts[94]:.1f} s"


def _resident_mb(process_id: int) -> float:
    pages = int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Reads the arguments and measures."""
    parser = argparse.ArgumentParser(description="500 chats at once")
    parser.add_argument("--chats", type=int, default=500)
    chats = parser.parse_args().chats
    print(f"{chats} chats, Telegram's pace: {measure(chats, TELEGRAMS_PACE)}")
    print(f"{chats} chats, no pace: {measure(chats, NO_PACE)}")


if __name__ == "__main__":
    main()
