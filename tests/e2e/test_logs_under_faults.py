"""Whatever fails, no log holds what a person wrote or who it was, nor a password or token of ours."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import text

from api.app import create_app
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.settings import BotSettings
from bot.store.database import StoreUnavailable
from bot.store.keeper import Keeper, make_keeper, opened_keeper
from bot.store.store import Store
from tests.bot.model.conftest import connected_to
from tests.e2e.conftest import MOTCUA
from tests.support.databases import PostgresServer, make_store, postgres_server
from tests.support.fake_bot_api import TOKEN, FakeBotApi, serving
from tests.support.logs import Log, production_log
from tests.support.model_server import Json, Said, model_server
from tests.support.servers import free_port, redis_command, running
from tests.support.shipped import make_assistant
from tests.support.telegram_bot import polling

PASSWORD = "mat-khau-kho-7"
QUESTION = "bí-mật giấy tờ của Nguyễn Thị Bưởi 0912345678, 001099012345, buoi@thu.vn?"
# Nothing of these may stand in a log; the last are what a person's own chat and address look like.
SECRETS = (
    "bí-mật",
    "giấy tờ",
    "Bưởi",
    "0912345678",
    "001099012345",
    "buoi@",
    PASSWORD,
    TOKEN,
    "203.0.113.77",
    "7654321",
)
VISITOR, CHAT = "203.0.113.77", 7654321


def assert_silent(log: Log) -> None:
    for secret in SECRETS:
        assert secret not in log.text, next(line for line in log.text.splitlines() if secret in line)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


def with_password(address: str) -> str:
    return address.replace("://postgres@", f"://postgres:{PASSWORD}@")


def ask_everywhere(assistant: Assistant, store: Store, break_it: Callable[[], None]) -> None:
    """Asks on the web and on Telegram, and says a word of feedback on both, while the store is broken."""
    keeper = make_keeper(store, BotSettings(_env_file=None))
    app = create_app(assistant, ApiSettings(_env_file=None), keeper)
    telegram = FakeBotApi()
    with (
        serving(telegram.asgi) as base_url,
        TestClient(app, raise_server_exceptions=False, client=(VISITOR, 5000)) as client,
        polling(assistant, base_url, store),
    ):
        telegram.say(f"chào {QUESTION}", CHAT)
        telegram.wait_for(1)
        asked = client.post("/v1/ask", json={"question": QUESTION, "commune": "lac-phuong"}).json()
        break_it()
        client.post("/v1/ask", json={"question": QUESTION, "conversation_id": asked["conversation_id"]})
        rated = {"answer_id": asked["answer_id"], "rating": "down", "comment": QUESTION}
        client.post("/v1/feedback", json=rated)
        client.delete(f"/v1/conversations/{asked['conversation_id']}")
        telegram.say(f"/gopy {QUESTION}", CHAT)
        telegram.wait_for(2)
        telegram.say(QUESTION, CHAT)
        telegram.wait_for(3)
    keeper.guard.close()


# What a migration gone wrong, a full disk or a strange server would do to the tables.
_BREAKS = {
    "no such table": ("DROP TABLE remarks", "DROP TABLE ratings", "DROP TABLE unanswered"),
    "no such column": ("ALTER TABLE remarks RENAME COLUMN text TO words",),
    "row refused": (
        "ALTER TABLE remarks ADD CONSTRAINT never CHECK (text IS NULL) NOT VALID",
        "ALTER TABLE ratings ADD CONSTRAINT never2 CHECK (comment IS NULL) NOT VALID",
        "ALTER TABLE unanswered ADD CONSTRAINT never3 CHECK (question IS NULL) NOT VALID",
    ),
    "value refused": ("ALTER TABLE remarks ALTER COLUMN text TYPE VARCHAR(3)",),
    "key taken": (
        "CREATE UNIQUE INDEX once ON remarks ((length(text) * 0))",
        "INSERT INTO remarks (remark_id, person, text, made_at) VALUES ('x', 'p', 'y', now())",
    ),
}  # fmt: skip


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("name", _BREAKS)
def test_faults_of_postgresql_are_logged_without_the_row(
    name: str, postgresql: PostgresServer, assistant: Assistant
) -> None:
    store = make_store(with_password(postgresql.fresh()))

    def break_it() -> None:
        with store.database.writing() as connection:
            for statement in _BREAKS[name]:
                connection.execute(text(statement))

    with production_log() as log:
        ask_everywhere(make_assistant(assistant.index), store, break_it)
    store.close()

    assert any(str(event["event"]).startswith("incident") and "trace" in event for event in log.events)
    assert_silent(log)


def test_faults_of_sqlite_are_logged_without_the_row(tmp_path: Path, assistant: Assistant) -> None:
    store = make_store(tmp_path)

    def break_it() -> None:
        with store.database.writing() as connection:
            connection.execute(text("DROP TABLE remarks"))
            connection.execute(
                text("CREATE TABLE remarks (remark_id, person, commune, text CHECK (text IS NULL), made_at)")
            )

    with production_log() as log:
        ask_everywhere(make_assistant(assistant.index), store, break_it)
    store.close()

    assert any(str(event["event"]).startswith("incident") and "trace" in event for event in log.events)
    assert_silent(log)


@pytest.mark.needs("postgresql", "redis")
@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_servers_that_are_gone_or_paused_are_named_without_their_addresses(
    fault: signal.Signals, assistant: Assistant
) -> None:
    port = free_port()
    command = [*redis_command(port), "--requirepass", PASSWORD]
    with postgres_server() as database, running(command, port) as shared, production_log() as log:
        settings = BotSettings(
            _env_file=None,
            database_url=with_password(database.fresh()),
            identity_key=SecretStr("k"),
            redis_url=SecretStr(f"redis://:{PASSWORD}@127.0.0.1:{port}/0"),
        )
        make_store(settings.database_url).close()
        with opened_keeper(settings) as keeper:
            pids = [*database.pids(), shared.pid]
            answered = ask_without(keeper, make_assistant(assistant.index), pids, fault)

    parts = {event["part"] for event in log.events if event["event"] == "store unavailable, going on without it"}
    assert answered == [200, 200]
    assert parts == {"database", "redis"}
    assert_silent(log)
    assert f":{port}" not in log.text


def ask_without(keeper: Keeper, assistant: Assistant, pids: list[int], fault: signal.Signals) -> list[int]:
    assistant.conversations = keeper.memory
    app = create_app(assistant, ApiSettings(_env_file=None), keeper)
    body = {"question": QUESTION, "conversation_id": "c1"}
    with TestClient(app, raise_server_exceptions=False, client=(VISITOR, 5000)) as client:
        client.post("/v1/ask", json=body)
        for pid in pids:
            os.kill(pid, fault)
        try:
            return [client.post("/v1/ask", json=body).status_code for _ in range(2)]
        finally:
            if fault == signal.SIGSTOP:
                for pid in pids:
                    os.kill(pid, signal.SIGCONT)


@pytest.mark.needs("redis")
def test_password_that_redis_refuses_is_not_told() -> None:
    port = free_port()
    with running([*redis_command(port), "--requirepass", "another"], port):
        settings = BotSettings(
            _env_file=None,
            database_url="sqlite://",
            identity_key=SecretStr("k"),
            redis_url=SecretStr(f"redis://:{PASSWORD}@127.0.0.1:{port}/0"),
        )
        with pytest.raises(StoreUnavailable) as refused, opened_keeper(settings):
            pass

    assert PASSWORD not in f"{refused.value} {refused.value.__cause__}"


def _echo_of_everything(request: Json) -> Said:
    """What a careless server does: it says what it was sent."""
    return Said(status=400, body=json.dumps({"error": {"message": json.dumps(request, ensure_ascii=False)}}))


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_faults_of_the_model_are_logged_without_what_it_was_sent(status: int, assistant: Assistant) -> None:
    asked = "Mạng di động xã mình tính phủ sóng thế hệ mấy?"
    with production_log() as log, model_server() as (stub, address):
        stub.script = lambda request: Said(status=status, body=_echo_of_everything(request).body)
        worded = connected_to(assistant, stub, address, api_key=PASSWORD)
        worded.assistant.ask(asked, "loc-binh")
        seen = json.dumps(stub.requests, ensure_ascii=False, default=str)

    (event,) = (event for event in log.events if event["event"] == "answered")
    assert "sóng thế hệ mấy" in seen
    assert str(event["composer"]).startswith("extractive_after_")
    assert_silent(log)
    assert "thế hệ mấy" not in log.text


@pytest.mark.parametrize(
    "setting",
    [
        {"DATABASE_URL": f"postgresql+psycopg://motcua:{PASSWORD}#@host:port/db"},
        {"DATABASE_URL": f"postgresql+psycopg://motcua:x@{PASSWORD}:5432x/db"},
        {"DATABASE_URL": f"postgresql+psycopg://motcua:{PASSWORD}@127.0.0.1:1/db"},
        {"REDIS_URL": f"redis://:x@host:{PASSWORD}/0"},
        {"REDIS_URL": f"redis://:{PASSWORD}/x@host:6379/0"},
        {"REDIS_URL": f"{PASSWORD}@host"},
        {"REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:1/0"},
    ],
    ids=str,
)
def test_address_that_cannot_be_used_is_one_sentence_without_its_password(
    setting: dict[str, str], index_dir: Path
) -> None:
    done = subprocess.run(
        [MOTCUA, "serve", "--port", "0", "--index", index_dir],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | setting,
    )

    (name,) = setting
    (sentence,) = (line for line in done.stderr.splitlines() if line.startswith("motcua serve:"))
    assert done.returncode == 1
    assert name in sentence
    assert PASSWORD not in done.stderr
    assert "Traceback" not in done.stderr


def test_bug_that_quotes_a_number_or_a_password_is_logged_without_it(assistant: Assistant) -> None:
    broken = make_assistant(assistant.index)

    def fails(_: object) -> None:
        raise KeyError(f"0912345678 buoi@thu.vn {PASSWORD}")

    broken.observers.append(fails)
    with production_log(PASSWORD) as log:
        broken.ask("Ai ký?", "lac-phuong")

    (event,) = (event for event in log.events if event["event"] == "observer failed")
    assert "KeyError" in event["trace"]
    assert_silent(log)


def test_refused_request_is_logged_without_what_was_sent(assistant: Assistant, tmp_path: Path) -> None:
    keeper = make_keeper(make_store(tmp_path), BotSettings(_env_file=None))
    app = create_app(assistant, ApiSettings.model_validate({"keys": PASSWORD}), keeper)
    with production_log() as log, serving(app) as address:
        statuses = [
            httpx.post(f"{address}/v1/ask", json=body, headers={"X-API-Key": key}).status_code
            for body, key in (({"question": [QUESTION]}, PASSWORD), ({"question": QUESTION}, "wrong-" + PASSWORD))
        ]

    assert statuses == [422, 401]
    assert_silent(log)
