"""The conversation in docs/telegram.md, held with the real program; `make golden` writes it anew."""

import os
import re
import subprocess
from pathlib import Path

from tests.e2e.conftest import MOTCUA
from tests.support.databases import store_url
from tests.support.fake_bot_api import TOKEN, FakeBotApi, serving, wait_until
from tests.support.shipped import ROOT
from tests.support.telegram_terminal import Terminal

PAGE = ROOT / "docs" / "telegram.md"
FLAG = "MOTCUA_WRITE_GOLDEN"
_BLOCK = re.compile(r"(?<=```text\n).*?(?=```)", flags=re.DOTALL)


def test_documented_conversation_is_held(index_dir: Path, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    documented = _BLOCK.findall(page)[-1]
    telegram = FakeBotApi()
    with serving(telegram.asgi) as base_url:
        settings = {
            "TELEGRAM_API_BASE_URL": base_url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_CHAT_BURST": "100",
            "DATABASE_URL": store_url(tmp_path),
            "BOT_IDENTITY_KEY_PATH": str(tmp_path / "identity.key"),
        }
        with subprocess.Popen(
            [MOTCUA, "telegram", "--index", index_dir],
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as bot:
            try:
                wait_until(lambda: len(telegram.named("setMyCommands")) == 2, 60)
                terminal = Terminal(telegram)
                for line in re.findall(r"(?m)^> (.*)$", documented):
                    terminal.type(line)
            finally:
                bot.terminate()
                _, log = bot.communicate(timeout=30)
    held = "\n".join(terminal.lines).lstrip() + "\n"
    if os.environ.get(FLAG):
        PAGE.write_text(page.replace(documented, held), encoding="utf-8")
        documented = held

    assert held == documented
    assert bot.returncode == 0
    assert '"level": "ERROR"' not in log
    assert TOKEN not in log
