"""Over 400 requests of other sites, liars and scripts to a closed server, each with the exact safe answer."""

import re
from collections import Counter

import pytest
from fastapi import FastAPI

from api.middleware.security_headers import CONTENT_SECURITY_POLICY
from tests.security.attack_requests import Case, load_cases
from tests.support.asgi import Answer, Header, call_now
from tests.support.planted import PLANTED, PUBLIC, SITE_KEY, SITE_ORIGIN, leaks

AT_LEAST = 200
HOST: Header = (b"host", b"hoi.example.vn")
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}


def send(app: FastAPI, case: Case, headers: tuple[Header, ...]) -> Answer:
    has_host = any(name.lower() == b"host" for name, _ in headers)
    return call_now(app, case.method, case.target, headers if has_host else (HOST, *headers), case.body)


def guarded(answer: Answer) -> dict[str, list[str]]:
    """Returns the security headers that are not as they always are."""
    return {name: answer.all(name) for name, value in ALWAYS.items() if answer.all(name) != [value]}


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.name)
def test_attack_is_answered_safely(closed_app: FastAPI, case: Case) -> None:
    answer = send(closed_app, case, case.headers)

    assert answer.status == case.status
    assert answer.all("access-control-allow-origin") == ([case.allows] if case.allows else [])
    assert answer.all("access-control-allow-credentials") == []
    assert guarded(answer) == {}
    assert answer.get("cache-control") in ("no-store", "no-cache", "private, no-cache") or answer.status < 400
    assert leaks(answer.everything) == []
    assert [mark for mark in case.lacks if mark in answer.everything] == []
    assert [name for name, value in answer.headers if {0, 10, 13} & set(name + value)] == []
    if answer.status >= 400:
        assert answer.get("content-type") == "application/problem+json"
        assert answer.json()["status"] == case.status
    if 300 <= answer.status < 400:
        assert re.match(r"/[\w.%-]", answer.get("location") or "")


@pytest.mark.parametrize("case", [case for case in load_cases() if case.as_clean], ids=lambda case: case.name)
def test_headers_that_no_cache_knows_change_nothing(closed_app: FastAPI, case: Case) -> None:
    attacked, clean = send(closed_app, case, case.headers), send(closed_app, case, case.clean)

    assert attacked.body == clean.body
    assert attacked.headers == clean.headers


@pytest.mark.parametrize(
    "case", [case for case in load_cases() if case.target.startswith("/v1/")], ids=lambda c: c.name
)
def test_answer_is_kept_apart_for_each_origin(closed_app: FastAPI, case: Case) -> None:
    """A shared cache must not hand one page's permission to another."""
    vary = ", ".join(send(closed_app, case, case.headers).all("vary")).lower()

    assert {"origin", "x-site-key"} <= set(vary.split(", "))


def test_attacks_are_many_and_none_twice() -> None:
    sent = Counter((c.method, c.target, c.headers, c.body) for c in load_cases())

    assert len(sent) >= AT_LEAST
    assert [request for request, count in sent.items() if count > 1] == []


def test_honest_callers_are_served(closed_app: FastAPI) -> None:
    """Else a server that refuses everybody would pass."""
    body = '{"question": "Kế hoạch do ai ký?", "commune": "tan-an"}'.encode()
    kind: Header = (b"content-type", b"application/json")
    callers: dict[str, tuple[Header, ...]] = {
        "program": ((b"x-api-key", PLANTED["API_KEYS"].encode()),),
        "site": ((b"x-site-key", SITE_KEY.encode()), (b"origin", SITE_ORIGIN.encode())),
        "own page": ((b"origin", PUBLIC.encode()),),
    }
    answers = {
        name: call_now(closed_app, "POST", "/v1/ask", (HOST, kind, *headers), body) for name, headers in callers.items()
    }
    token: Header = (b"authorization", b"Bearer " + PLANTED["API_METRICS_TOKEN"].encode())
    genuine: Header = (b"x-telegram-bot-api-secret-token", PLANTED["TELEGRAM_WEBHOOK_SECRET"].encode())

    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(callers, 200)
    assert all(a.json()["citations"][0]["url"].startswith(f"{PUBLIC}/documents/") for a in answers.values())
    assert call_now(closed_app, "GET", "/metrics", (HOST, token)).status == 200
    assert call_now(closed_app, "POST", "/telegram/webhook", (HOST, genuine), b'{"update_id": 1}').status == 200
