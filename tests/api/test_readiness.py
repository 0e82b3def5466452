"""/readyz while optional parts are away: ready all the same, and says which."""

import os
import signal
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.settings import ApiSettings
from bot.settings import BotSettings
from bot.store.keeper import Keeper, opened_keeper
from bot.store.probing import Probe
from tests.support.databases import keeper_in, make_store, postgres_server
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import wait_until
from tests.support.servers import free_port, redis_command, running
from tests.support.shipped import FakeClock


def away(client: TestClient) -> list[str]:
    """Returns what is said to be away; it is ready at once, whatever that is."""
    started = time.perf_counter()
    response = client.get("/readyz")
    assert time.perf_counter() - started < 1
    assert (response.status_code, response.json()["status"]) == (200, "ready")
    return list(response.json()["away"])


def serving(keeper: Keeper, assistant: FakeAssistant | None = None) -> TestClient:
    return TestClient(create_app(assistant or FakeAssistant(), ApiSettings(_env_file=None), keeper))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks again sooner than an operator's monitor does."""
    monkeypatch.setattr("bot.store.probing._EVERY_S", 0.2)
    monkeypatch.setattr("bot.store.guarding._RETRY_AFTER_S", 0.2)
    monkeypatch.setattr("bot.store.redis_state._RETRY_AFTER_S", 0.2)


def test_model_that_is_left_alone_is_away(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    with serving(keeper_in(tmp_path), assistant) as client:
        before = away(client)
        assistant.away = ("model",)

        assert (before, away(client)) == ([], ["model"])


@pytest.mark.usefixtures("quick")
@pytest.mark.needs("postgresql", "redis")
@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL])
def test_parts_that_fail_are_named_though_nobody_asks_anything(fault: signal.Signals, tmp_path: Path) -> None:
    port = free_port()
    with postgres_server() as database, running(redis_command(port), port) as shared:
        settings = BotSettings(
            _env_file=None,
            database_url=database.fresh(),
            identity_key=SecretStr("k"),
            redis_url=SecretStr(f"redis://127.0.0.1:{port}/0"),
        )
        make_store(settings.database_url).close()
        with opened_keeper(settings) as keeper, serving(keeper) as client:
            before = away(client)
            pids = [*database.pids(), shared.pid]
            for pid in pids:
                os.kill(pid, fault)
            try:
                wait_until(lambda: away(client) == ["database", "redis"], 20, lambda: f"away: {away(client)}")
                answered = client.post("/v1/ask", json={"question": "Chỉ tiêu?"}).json()["status"]
            finally:
                if fault == signal.SIGSTOP:
                    for pid in pids:
                        os.kill(pid, signal.SIGCONT)
            if fault == signal.SIGSTOP:
                wait_until(lambda: away(client) == [], 20, lambda: f"away: {away(client)}")

    assert before == []
    assert answered == "answered"


def test_parts_are_tried_every_five_seconds_at_most() -> None:
    clock = FakeClock()
    tried: list[float] = []
    probe = Probe([lambda: tried.append(clock.seconds)], clock.monotonic)
    for second in (0.0, 1.0, 4.9, 5.0, 5.1, 11.0):
        clock.seconds = second
        probe.run()

    assert tried == [0.0, 5.0, 11.0]
