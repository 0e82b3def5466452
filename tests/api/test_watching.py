"""What a monitor asks the polling bot: whether it hears from Telegram, and its counts for whoever has the token."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from api.metrics import Metrics
from api.watching import watched
from bot.channels.telegram.pulse import Pulse
from tests.support.shipped import FakeClock

TOKEN = "mot-ma-bi-mat-dai-hon-16"


@dataclass
class Bot:
    clock: FakeClock = field(default_factory=FakeClock)
    port: int = 0

    def __post_init__(self) -> None:
        self.pulse = Pulse(self.clock.monotonic)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


def made(token: SecretStr | None) -> Iterator[Bot]:
    bot = Bot()
    metrics = Metrics(lambda: "an-index")
    metrics.follow(bot.pulse)
    with watched(0, lambda: bot.pulse.is_well, metrics, token) as bot.port:
        yield bot


@pytest.fixture
def bot() -> Iterator[Bot]:
    yield from made(SecretStr(TOKEN))


@pytest.fixture
def silent_bot() -> Iterator[Bot]:
    yield from made(None)


def test_bot_is_well_while_updates_were_fetched_in_the_last_two_minutes(bot: Bot) -> None:
    at_first = bot.get("/healthz")[0]
    states = []
    for seconds in (0.0, 119.0, 120.0, 121.0):
        if seconds == 0:
            bot.pulse.heard(0)
        bot.clock.seconds = seconds
        states.append(bot.get("/healthz")[0])
    bot.pulse.heard(1)

    assert at_first == 503
    assert states == [200, 200, 200, 503]
    assert bot.get("/healthz") == (200, "ok\n")


def test_bot_that_stands_by_is_well_but_has_heard_nothing(bot: Bot) -> None:
    bot.pulse.waits()

    assert bot.get("/healthz")[0] == 200
    _, text = bot.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert "motcua_telegram_heard_timestamp_seconds 0.0" in text


@pytest.mark.parametrize("given", ["", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \u00e9"])
def test_counts_are_for_whoever_has_the_token(bot: Bot, given: str) -> None:
    bot.pulse.heard(2)
    allowed, text = bot.get("/metrics", Authorization=f"bearer {TOKEN}")
    refused, nothing = bot.get("/metrics", Authorization=given)

    assert allowed == 200
    assert "motcua_telegram_updates_total 2.0" in text
    assert (refused, nothing) == (401, "token needed\n")


def test_without_a_token_there_are_no_counts(silent_bot: Bot) -> None:
    assert silent_bot.get("/metrics", Authorization=f"Bearer {TOKEN}")[0] == 404
    assert silent_bot.get("/healthz")[0] == 503


@pytest.mark.parametrize("path", ["/", "/healthz/", "/metrics?x=1", "/../etc/passwd"])
def test_nothing_else_is_there(bot: Bot, path: str) -> None:
    assert bot.get(path, Authorization=f"Bearer {TOKEN}")[0] == 404


def test_answer_is_for_no_cache_and_names_no_program(bot: Bot) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=10)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    response = connection.getresponse()
    response.read()
    connection.close()

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "Python" not in str(response.headers)


def test_other_methods_are_refused(bot: Bot) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=10)
    connection.request("POST", "/metrics", body=b"x", headers={"Authorization": f"Bearer {TOKEN}"})
    status = connection.getresponse().status
    connection.close()

    assert status == 501
