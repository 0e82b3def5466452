"""/metrics of what goes wrong: the model, the parts outside the process, the bot, too many questions."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from api.app import create_app
from api.metrics import Metrics
from api.settings import ApiSettings
from bot.channels.telegram.pulse import Pulse, Trouble
from bot.model.faults import NOT_ASKED, Fault
from bot.reply import Reply
from bot.store.breaker import Breaker
from bot.store.database import StoreUnavailable
from bot.store.keeper import Keeper
from tests.support.databases import keeper_in
from tests.support.events import make_event
from tests.support.fake_assistant import FakeAssistant

ROOT = Path(__file__).parents[2]
TOKEN = "mot-ma-bi-mat-dai-hon-16"
Samples = dict[tuple[str, ...], float]


def samples_of(text: str) -> Samples:
    """Returns the samples by name and the values of their labels, in the order of the labels' names."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(lambda: "an-index")


def counted(metrics: Metrics) -> Samples:
    return samples_of(metrics.text().decode())


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_of_the_model_is_counted_by_its_name(metrics: Metrics, fault: Fault) -> None:
    before = counted(metrics)
    metrics.record(make_event(composer=f"extractive_after_{fault}"))
    metrics.record(make_event(composer="model"))
    metrics.record(make_event(composer="extractive"))

    asked = "no" if fault in NOT_ASKED else "yes"
    failures = {key: value for key, value in counted(metrics).items() if key[0] == "motcua_model_failures_total"}
    assert before["motcua_model_failures_total", asked, fault.value] == 0
    assert failures.pop(("motcua_model_failures_total", asked, fault.value)) == 1
    assert set(failures.values()) == {0}


def test_part_is_away_from_its_first_failure_to_its_next_success(metrics: Metrics) -> None:
    seconds = [0.0]
    breaker = Breaker("redis", (OSError,), 5, lambda: seconds[0])
    metrics.watch([breaker])
    states = [counted(metrics)]
    for moment, works in ((1.0, False), (2.0, True), (6.5, False), (12.0, True)):
        seconds[0] = moment
        try_once(breaker, works=works)
        states.append(counted(metrics))

    assert [state["motcua_part_away", "redis"] for state in states] == [0, 1, 1, 1, 0]
    assert [state["motcua_part_failures_total", "redis"] for state in states] == [0, 1, 1, 2, 2]


def try_once(breaker: Breaker, *, works: bool) -> None:
    with suppress(StoreUnavailable), breaker.trying():
        if not works:
            raise OSError


def test_troubles_of_the_bot_are_counted_and_when_telegram_was_heard(metrics: Metrics) -> None:
    pulse = Pulse()
    metrics.follow(pulse)
    before = counted(metrics)
    for trouble in Trouble:
        pulse.trouble(trouble)
    pulse.trouble(Trouble.INCIDENT)
    pulse.heard(3)
    pulse.heard(0)
    after = counted(metrics)

    assert {before["motcua_telegram_troubles_total", trouble.value] for trouble in Trouble} == {0}
    assert after["motcua_telegram_troubles_total", "incident"] == 2
    assert sum(value for key, value in after.items() if key[0] == "motcua_telegram_troubles_total") == len(Trouble) + 1
    assert (before["motcua_telegram_updates_total",], after["motcua_telegram_updates_total",]) == (0, 3)
    assert before["motcua_telegram_heard_timestamp_seconds",] == 0
    assert after["motcua_telegram_heard_timestamp_seconds",] > 1.7e9


_WORKER = """
import sys
from api.metrics import Metrics
from bot.channels.telegram.pulse import Pulse, Trouble
from bot.store.breaker import Breaker
from tests.support.events import make_event
metrics, pulse, breaker = Metrics(lambda: "an-index"), Pulse(), Breaker("database", (OSError,), 0)
metrics.watch([breaker]); metrics.follow(pulse)
for what in sys.argv[1:]:
    if what == "fails" or what == "works":
        try:
            with breaker.trying():
                if what == "fails":
                    raise OSError
        except Exception:
            pass
    elif what == "heard":
        pulse.heard(2)
    elif what == "refused":
        metrics.refuse()
    elif what == "model":
        metrics.record(make_event(composer="extractive_after_timeout"))
    else:
        pulse.trouble(Trouble.INCIDENT)
if not sys.argv[1:]:
    print(metrics.text().decode())
"""


def test_processes_count_together(tmp_path: Path) -> None:
    def process(*acts: str) -> str:
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        command = [sys.executable, "-c", _WORKER, *acts]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    process("fails", "incident", "heard", "model")
    between = samples_of(process())
    process("fails", "works", "incident", "incident", "heard", "refused", "model")
    samples = samples_of(process())

    assert between["motcua_part_failures_total", "database"] == 1
    assert samples["motcua_part_failures_total", "database"] == 2
    assert samples["motcua_part_away", "database"] == 0
    assert samples["motcua_telegram_troubles_total", "incident"] == 3
    assert samples["motcua_telegram_updates_total",] == 4
    assert samples["motcua_telegram_heard_timestamp_seconds",] > 1.7e9
    assert samples["motcua_questions_refused_total",] == 1
    assert samples["motcua_model_failures_total", "yes", "timeout"] == 2


class SlowAssistant(FakeAssistant):
    """Answers when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        self.begun.set()
        assert self.may_go_on.wait(20)
        return super().reply_to(question, commune, conversation_id, channel)


def test_questions_that_found_no_place_are_counted(tmp_path: Path) -> None:
    assistant = SlowAssistant()
    settings = ApiSettings.model_validate({"metrics_token": TOKEN, "ask_queue": 1})
    with (
        TestClient(create_app(assistant, settings, keeper_in(tmp_path))) as client,
        ThreadPoolExecutor(1) as threads,
    ):
        first = threads.submit(client.post, "/v1/ask", json={"question": "Ai ký?"})
        assert assistant.begun.wait(20)
        refused = client.post("/v1/ask", json={"question": "Ai ký?"})
        assistant.may_go_on.set()
        samples = samples_of(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text)

    assert (first.result().status_code, refused.status_code) == (200, 503)
    assert samples["motcua_questions_refused_total",] == 1


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return keeper_in(tmp_path)


@pytest.fixture
def client(keeper: Keeper) -> Iterator[TestClient]:
    settings = ApiSettings.model_validate({"metrics_token": TOKEN})
    with TestClient(create_app(FakeAssistant(), settings, keeper)) as client:
        yield client


def test_database_that_fails_under_an_answer_shows_in_metrics(client: TestClient, keeper: Keeper) -> None:
    with keeper.store.database.writing() as connection:
        connection.execute(text("DROP TABLE answers"))
    answered = client.post("/v1/ask", json={"question": "Chỉ tiêu?"})
    samples = samples_of(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text)

    assert json.loads(answered.text)["status"] == "answered"
    assert samples["motcua_part_away", "database"] == 1
    assert samples["motcua_part_failures_total", "database"] == 1
