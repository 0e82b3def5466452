"""Updates by webhook: the real server with the bot inside, Telegram in front of it."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes.telegram import PATH
from api.settings import ApiSettings
from bot.channels.telegram.application import TelegramBot
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.webhook import Webhook
from tests.support.databases import keeper_in, make_store
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import TOKEN, FakeBotApi, Fault, post, serving
from tests.support.telegram_bot import Stage, make_settings


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    with stage.webhook() as address:
        yield address


def test_webhook_is_registered_with_its_secret(stage: Stage, address: str) -> None:
    assert stage.telegram.webhook is not None
    assert len(stage.telegram.webhook["secret_token"]) == 64
    assert TOKEN not in stage.telegram.webhook["secret_token"]
    assert stage.telegram.webhook["allowed_updates"] == ["message", "edited_message", "callback_query"]


def test_update_is_answered_before_it_is_acknowledged(stage: Stage, address: str) -> None:
    update = stage.telegram.say("Chỉ tiêu thanh toán?")

    calls = asyncio.run(stage.telegram.push(update))

    assert calls == 1
    assert len(stage.telegram.sent()) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "é"])
def test_call_without_the_secret_is_refused(stage: Stage, address: str, secret: str | None) -> None:
    update = stage.telegram.say("Chỉ tiêu thanh toán?")

    status = post(address, update, secret and secret.encode().decode("latin-1"))

    assert status == 403
    assert stage.telegram.sent() == []


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_body_that_is_no_object_is_a_problem(stage: Stage, address: str, body: object) -> None:
    assert stage.telegram.webhook is not None
    assert post(address, body, stage.telegram.webhook["secret_token"]) == 400


@pytest.mark.parametrize("body", [{}, {"update_id": "x"}, {"update_id": 5, "message": {"text": "?"}}, {"update_id": 6}])
def test_object_that_is_no_update_is_dropped(stage: Stage, address: str, body: object) -> None:
    assert stage.telegram.webhook is not None
    assert post(address, body, stage.telegram.webhook["secret_token"]) == 200
    assert stage.telegram.sent() == []


def test_update_larger_than_a_question_is_taken(stage: Stage, address: str) -> None:
    update = stage.telegram.say("chào", reply_to_message=stage.telegram._message(7) | {"text": "x" * 100_000})

    assert asyncio.run(stage.telegram.push(update)) == 1


def test_same_update_twice_is_answered_once(stage: Stage, address: str) -> None:
    update = stage.telegram.say("chào")

    async def twice() -> None:
        await asyncio.gather(stage.telegram.push(update), stage.telegram.push(update))

    asyncio.run(twice())
    asyncio.run(stage.telegram.push(update))

    assert len(stage.telegram.sent()) == 1


def test_two_replicas_on_one_store_answer_once(stage: Stage) -> None:
    with stage.webhook() as one, stage.webhook() as two:
        assert stage.telegram.webhook is not None
        secret = stage.telegram.webhook["secret_token"]
        # Routes are built at the first call, and not by two threads at once; replicas are two processes.
        assert [post(url, {}, secret) for url in (one, two)] == [200, 200]
        updates = [stage.telegram.say(f"chào {number}", chat_id=100 + number) for number in range(20)]

        async def to_both(update: Any) -> set[int]:
            calls = [asyncio.to_thread(post, url, update, secret) for url in (one, two)]
            return set(await asyncio.gather(*calls))

        async def delivered() -> set[int]:
            """As Telegram does: what nobody took is sent again."""
            seen: set[int] = set()
            waiting = updates
            for _ in range(10):
                statuses = await asyncio.gather(*map(to_both, waiting))
                seen |= set().union(*statuses)
                waiting = [update for update, told in zip(waiting, statuses, strict=True) if 200 not in told]
                if not waiting:
                    return seen
            raise AssertionError(f"{len(waiting)} updates are never taken")

        statuses = asyncio.run(delivered())

    assert statuses <= {200, 503}
    assert len(stage.telegram.sent()) == 20


def test_conversation_goes_on_at_the_other_replica(stage: Stage) -> None:
    with stage.webhook() as one, stage.webhook() as two:
        assert stage.telegram.webhook is not None
        secret = stage.telegram.webhook["secret_token"]
        post(one, stage.telegram.press("xa:tan-an"), secret)
        post(one, stage.telegram.say("Chỉ tiêu?"), secret)
        post(two, stage.telegram.say("hạn nào?"), secret)

    assert isinstance(stage.assistant, FakeAssistant)
    assert stage.assistant.asked[-1] == ("hạn nào?", "tan-an", "c1", "telegram")


def test_server_does_not_wait_for_telegram(tmp_path: Path) -> None:
    telegram = FakeBotApi(is_away=lambda: True)
    store = make_store(tmp_path)
    with serving(telegram.asgi) as base_url:
        settings = make_settings(base_url, webhook_url=f"https://xa.example.vn{PATH}")
        bot = Webhook(TelegramBot(FakeAssistant(), settings, store))
        app = create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in(tmp_path), bot)
        with TestClient(app) as client:
            ready = client.get("/healthz").status_code
            early = client.post(
                PATH, json={"update_id": 1}, headers={"X-Telegram-Bot-Api-Secret-Token": settings.expected_secret}
            )

    assert (ready, early.status_code, early.headers["Retry-After"]) == (200, 503, "5")
    store.close()


def test_telegram_that_is_down_at_first_is_registered_with_later(stage: Stage) -> None:
    stage.telegram.faults["getMe"].extend([Fault(hangs_up=True)] * 10)
    with stage.webhook():
        assert stage.telegram.webhook is not None


def test_route_exists_only_with_the_bot(tmp_path: Path) -> None:
    app = create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in(tmp_path))
    with TestClient(app) as client:
        assert client.post(PATH, json={}).status_code in (404, 405)


@pytest.mark.parametrize("secret", ["", "có dấu", "a b", "x" * 257])
def test_secret_that_telegram_would_refuse_is_refused_at_once(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook_secret"):
        TelegramSettings(_env_file=None, webhook_secret=secret)


def test_problem_is_a_document(stage: Stage, address: str) -> None:
    request = urllib.request.Request(address, b"{}", {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as response:
        assert json.load(response)["status"] == 403
