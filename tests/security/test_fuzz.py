"""A short run of scripts/fuzz_http.py, and that it would notice."""

import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from api.app import create_app
from scripts.fuzz_http import Outcome, faults_of, fuzz, growth, table
from tests.support.asgi import Answer, call_now
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.fuzzing import Drawer, Drawn
from tests.support.known_routes import TEMPLATES, route_of
from tests.support.planted import PLANTED, closed_settings
from tests.support.shipped import DATA, ROOT, index_of, make_assistant

REQUESTS = 3000
HOST = ((b"host", b"hoi.example.vn"),)


@pytest.fixture(scope="module")
def outcome(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    assistant = make_assistant(index_of(DATA, index_folder))
    return asyncio.run(fuzz(assistant, tmp_path_factory.mktemp("fuzz"), REQUESTS, seed=7))


def test_nothing_goes_wrong_whatever_is_sent(outcome: Outcome) -> None:
    assert outcome.faults == []
    assert sum(seen.total() for seen in outcome.statuses.values()) == REQUESTS


def test_run_reaches_every_route_and_the_assistant(outcome: Outcome) -> None:
    reached = {route for route, seen in outcome.statuses.items() if seen[200] or seen[204]}

    assert set(TEMPLATES) - reached <= {"/v1/feedback", "/v1/conversations/{conversation_id}"}  # ids cannot be guessed
    assert outcome.answered.total() > 100
    assert "/v1/ask" in table(outcome)


def test_memory_is_told_from_where_caches_are_full() -> None:
    assert growth([100.0, 130.0, 131.0, 130.5], 0.5) == "0.0 MB"
    assert growth([100.0, 130.0, 131.0, 130.5], 0.25) == "1.0 MB"
    assert growth([], 0.5) == "unknown"


def test_every_described_route_is_drawn() -> None:
    assert set(create_app(FakeAssistant(), closed_settings(), keeper_in()).openapi()["paths"]) <= set(TEMPLATES)
    assert {route_of(path) for path in ("/xa/le-loi/nhiem-vu.csv", "/static/site.css", "/no")} == {
        "/xa/{slug}/nhiem-vu.{kind}",
        "/static/{path:path}",
        "(no route)",
    }


def test_same_seed_draws_the_same(index_folder: Path) -> None:
    corpus = index_of(DATA, index_folder).corpus
    first, again, other = ([*Drawer(corpus, seed).draw(50)] for seed in (3, 3, 4))

    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        (PlainTextResponse("", 500), "status 500"),
        (PlainTextResponse("", 404), "no problem document with 404"),
        (PlainTextResponse(PLANTED["API_KEYS"]), f"leak {PLANTED['API_KEYS']!r}"),
        (PlainTextResponse(f"no file {ROOT}/api/static/x"), f"leak {str(ROOT)!r}"),
        (PlainTextResponse("ok"), "no content-security-policy"),
        (PlainTextResponse("ok", headers={"x": "a\r\nset-cookie: b"}), "a header of two lines"),
    ],
)
def test_fault_would_be_noticed(response: Response, fault: str) -> None:
    answer = Answer(response.status_code, tuple(response.raw_headers), bytes(response.body))

    assert fault in faults_of(Drawn("GET", "/v1/ask", (), b""), "/v1/ask", answer)


def test_client_in_process_sends_what_it_is_given() -> None:
    app = FastAPI()
    seen: list[object] = []

    @app.middleware("http")
    async def look(request: object, _: object) -> Response:
        seen.append(request.scope["headers"])  # type: ignore[attr-defined]
        return PlainTextResponse("ok")

    answer = call_now(app, "GET", "/a%2e?b", [*HOST, (b"X-Twice", b"1"), (b"X-Twice", b"2")])

    assert answer.text == "ok"
    assert seen == [[(b"host", b"hoi.example.vn"), (b"x-twice", b"1"), (b"x-twice", b"2")]]
