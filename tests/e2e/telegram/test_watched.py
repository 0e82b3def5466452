"""`motcua telegram` with a port for monitors, in a process of its own; what the running bot counts."""

import os
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.telegram.pulse import Trouble
from bot.store.database import StoreUnavailable
from bot.store.deliveries import Claim
from tests.e2e.conftest import MOTCUA
from tests.support.fake_bot_api import TOKEN, FakeBotApi, Fault, serving, wait_until
from tests.support.servers import free_port
from tests.support.telegram_bot import Stage

METRICS_TOKEN = "mot-ma-bi-mat-dai-hon-16"


def get(port: int, path: str) -> tuple[int, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, ""
    except OSError:
        return 0, ""


def test_process_tells_monitors_how_it_is(index_dir: Path) -> None:
    telegram, port = FakeBotApi(), free_port()
    telegram.faults["sendMessage"].append(Fault(status=500))
    with serving(telegram.asgi) as base_url:
        own = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": base_url,
            "TELEGRAM_POLL_TIMEOUT_S": "1",
            "TELEGRAM_METRICS_PORT": str(port),
            "API_METRICS_TOKEN": METRICS_TOKEN,
        }
        command = [str(MOTCUA), "telegram", "--index", str(index_dir)]
        with subprocess.Popen(
            command, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                wait_until(lambda: get(port, "/healthz")[0] == 200, 60)
                telegram.say("chào bạn")
                telegram.wait_for(1, timeout_s=30)
                _, text = get(port, "/metrics")
                second = subprocess.run(
                    command, env=os.environ | own, capture_output=True, text=True, check=False, timeout=60
                )
            finally:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=30)

    samples = {sample.name: sample for family in text_string_to_metric_families(text) for sample in family.samples}
    troubles = {
        sample.labels["trouble"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "motcua_telegram_troubles_total"
    }
    assert samples["motcua_answers_total"].labels == {
        "channel": "telegram",
        "outcome": "chitchat_greeting",
        "status": "chitchat",
    }
    assert samples["motcua_telegram_updates_total"].value == 1
    assert samples["motcua_part_away"].value == 0
    assert {name for name, count in troubles.items() if count} == {"call_repeated"}
    assert second.returncode == 1
    assert f"cổng {port} (TELEGRAM_METRICS_PORT)" in second.stderr


def test_what_goes_wrong_on_the_way_is_counted(stage: Stage) -> None:
    noted: list[Trouble] = []
    with stage.bot(sleep=stage.time.sleep, clock=stage.time.monotonic, chat_burst=5) as bot:
        bot.pulse.on_trouble.append(noted.append)
        telegram = stage.telegram
        telegram.faults["sendMessage"].extend(
            [Fault(status=500), Fault(status=403), Fault(status=400, description="can't parse")]
        )
        telegram.faults["getUpdates"].extend([Fault(status=409), Fault(is_garbage=True)])
        telegram.say("Ai ký?")
        telegram.say("Ai ký?")
        telegram.say("Ai ký?")
        telegram.say("hỏng")
        telegram.wait_until_quiet()
        for _ in range(6):
            telegram.say("Ai ký?")
        telegram.wait_until_quiet()

    assert {
        Trouble.CALL_REPEATED,
        Trouble.NO_UPDATES,
        Trouble.CHAT_UNREACHABLE,
        Trouble.MESSAGE_REFUSED,
        Trouble.INCIDENT,
        Trouble.CHAT_OVER_LIMIT,
    } <= set(noted)
    assert noted.count(Trouble.INCIDENT) == 1


def test_update_that_waits_for_the_store_is_counted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[Trouble] = []
    claims = iter([StoreUnavailable("away")])

    with stage.bot(sleep=stage.time.sleep) as bot:
        bot.pulse.on_trouble.append(noted.append)
        deliveries = bot.desk.store.deliveries
        claim = deliveries.claim

        def failing_once(update_id: int) -> Claim:
            fault = next(claims, None)
            if fault is not None:
                raise fault
            return claim(update_id)

        monkeypatch.setattr(deliveries, "claim", failing_once)
        stage.telegram.say("chào")
        stage.telegram.wait_for(1)
        stage.telegram.wait_until_quiet()

    assert noted == [Trouble.UPDATE_WAITS_FOR_STORE]
