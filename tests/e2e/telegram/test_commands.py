"""`motcua telegram` and `motcua serve` as an operator runs them."""

import asyncio
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from api.routes.telegram import PATH
from bot.store.operating import Part
from tests.e2e.conftest import MOTCUA
from tests.support.databases import make_store, store_url
from tests.support.fake_bot_api import TOKEN, FakeBotApi, serving


def environment(folder: Path, base_url: str, token: str = TOKEN, **more: str) -> dict[str, str]:
    return os.environ | {
        "TELEGRAM_API_BASE_URL": base_url,
        "TELEGRAM_BOT_TOKEN": token,
        "DATABASE_URL": store_url(folder),
        "BOT_IDENTITY_KEY_PATH": str(folder / "identity.key"),
        **more,
    }


def telegram(index: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MOTCUA, "telegram", "--index", index], capture_output=True, text=True, check=False, timeout=60, env=environment
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_WEBHOOK_URL": "https://xa.example.vn/telegram/webhook"}, "motcua serve"),
        ({"TELEGRAM_WEBHOOK_SECRET": "có dấu"}, "webhook_secret"),
        ({"DATABASE_URL": "sqlite:////proc/x/store.db"}, "DATABASE_URL"),
        ({"BOT_IDENTITY_KEY_PATH": "/proc/x/key"}, "BOT_IDENTITY_KEY_PATH"),
    ],
)
def test_failure_is_one_sentence(index_dir: Path, tmp_path: Path, settings: dict[str, str], words: str) -> None:
    done = telegram(index_dir, **(environment(tmp_path, "http://127.0.0.1:9") | settings))

    assert (done.returncode, words in done.stderr) == (1, True)
    assert len(done.stderr.strip().splitlines()) == 1


def test_refused_token_is_one_sentence_without_it(index_dir: Path, tmp_path: Path) -> None:
    with serving(FakeBotApi().asgi) as base_url:
        done = telegram(index_dir, **environment(tmp_path, base_url, token="9:REVOKED"))

    assert (done.returncode, "BotFather" in done.stderr or "TELEGRAM_BOT_TOKEN" in done.stderr) == (1, True)
    assert "REVOKED" not in done.stderr


def test_no_network_is_told_after_a_few_tries(index_dir: Path, tmp_path: Path) -> None:
    done = telegram(index_dir, **environment(tmp_path, "http://127.0.0.1:9"))

    *tries, sentence = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert len(tries) == 3
    assert "không kết nối được tới http://127.0.0.1:9" in sentence


def test_server_runs_the_bot_by_webhook(index_dir: Path, tmp_path: Path) -> None:
    fake = FakeBotApi()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(fake.asgi) as base_url:
        settings = environment(tmp_path, base_url, TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}{PATH}")
        command = [str(part) for part in (MOTCUA, "serve", "--port", port, "--index", index_dir)]
        with subprocess.Popen(
            command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                fake.registered()
                asyncio.run(fake.push(fake.say("/start lac-phuong")))
                asyncio.run(fake.push(fake.say("Ai chủ trì rà soát, đơn giản hóa thủ tục hành chính?")))
            finally:
                server.terminate()
                _, log = server.communicate(timeout=30)

    assert "Trung tâm Phục vụ hành chính công" in fake.texts()[2]
    assert '"channel": "telegram"' in log
    assert TOKEN not in log


def test_polling_bot_keeps_its_answers_and_hears_the_operators_switch(index_dir: Path, tmp_path: Path) -> None:
    fake = FakeBotApi()
    store = make_store(tmp_path)
    with serving(fake.asgi) as base_url:
        settings = environment(tmp_path, base_url, TELEGRAM_DEFAULT_COMMUNE="lac-phuong")
        command = [str(part) for part in (MOTCUA, "telegram", "--index", index_dir)]
        with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as bot:
            try:
                fake.say("Xã có hồ bơi công cộng nào không?")
                fake.wait_for(1, timeout_s=60)
                store.switches.turn(Part.TELEGRAM, is_on=False, reason="bảo trì đến 17 giờ")
                time.sleep(2.5)
                fake.say("Ai chủ trì rà soát, đơn giản hóa thủ tục hành chính?")
                fake.wait_for(2)
            finally:
                bot.terminate()
    (gap,) = store.answers.gaps()
    store.close()

    assert "bảo trì đến 17 giờ" in fake.texts()[1]
    assert (gap.question, gap.communes) == ("Xã có hồ bơi công cộng nào không?", ("lac-phuong",))
