"""Attempts as they come over HTTP: as questions, as streams, and in the addresses of pages."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from bot.question import has_words, tidy
from tests.security.attempts import Attempt, attempts
from tests.security.verdicts import false_figures, named
from tests.support.asgi import Answer, Header, call_now
from tests.support.html_page import parse
from tests.support.planted import PLANTED, PUBLIC, leaks

ASKED, SHOWN = attempts()[::6], attempts()[::9]
PAGES = (
    "/xa/{slug}/nhiem-vu?q={q}",
    "/xa/{slug}/nhiem-vu/thoi-han?co-quan={q}",
    "/xa/{slug}/chi-tieu?linh-vuc={q}",
    "/xa/{slug}/chi-tieu/so-sanh?chi-tieu={q}",
    "/xa/{slug}/thu-tuc?q={q}",
    "/documents/{slug}?q={q}",
    "/{q}",
)
_KEY: Header = (b"x-api-key", PLANTED["API_KEYS"].encode())
_JSON: Header = (b"content-type", b"application/json")
_HOST: Header = (b"host", b"hoi.example.vn")
_STREAM: Header = (b"accept", b"text/event-stream")
# What a reader of event streams takes for the end of a line.
_LINE_END = re.compile(r"\r\n|\r|\n")


def ask(app: FastAPI, question: str, commune: str, conversation_id: str | None = None, *more: Header) -> Answer:
    body = json.dumps({"question": question, "commune": commune, "conversation_id": conversation_id}).encode()
    return call_now(app, "POST", "/v1/ask", (_HOST, _KEY, _JSON, *more), body)


def events(stream: str) -> list[tuple[str, str]]:
    """Returns the events of a stream as a browser reads them."""
    found: list[tuple[str, str]] = []
    name, data = "", list[str]()
    for line in _LINE_END.split(stream):
        key, _, value = line.partition(": ")
        if not line and name:
            found.append((name, "\n".join(data)))
            name, data = "", []
        elif key == "event":
            name = value
        elif key == "data":
            data.append(value)
        else:
            assert not line, f"a line of no event: {line!r}"
    return found


def is_askable(question: str) -> bool:
    return 0 < len(tidy(question)) <= 1000 and has_words(tidy(question))


STREAMED = [attempt for attempt in ASKED[::4] if is_askable(attempt.turns[0])]


@pytest.mark.parametrize("attempt", ASKED, ids=lambda attempt: f"{attempt.family}-{attempt.form}")
def test_question_over_http_changes_nothing(closed_app: FastAPI, attempt: Attempt) -> None:
    reply: dict[str, Any] = {}
    for turn in attempt.turns:
        answer = ask(closed_app, turn, attempt.commune, reply.get("conversation_id"))
        assert answer.status == (200 if is_askable(turn) else 422)
        assert leaks(answer.everything) == []
        reply = answer.json()

    if answer.status == 200:
        assert false_figures(reply["answer"], reply["notice"]) == []
        assert all(citation["url"].startswith(f"{PUBLIC}/") for citation in reply["citations"])
        cited = {citation["commune"] for citation in reply["citations"]} - {None, attempt.commune}
        # Who asks for "another commune" may be answered with a comparison of all.
        assert cited <= named(attempt.turns) or attempt.family == "other_commune"


@pytest.mark.parametrize("attempt", STREAMED, ids=lambda attempt: f"{attempt.family}-{attempt.form}")
def test_stream_says_the_same_in_whole_events(closed_app: FastAPI, attempt: Attempt) -> None:
    plain = ask(closed_app, attempt.turns[0], attempt.commune).json()
    streamed = events(ask(closed_app, attempt.turns[0], attempt.commune, None, _STREAM).text)

    *deltas, (last, data) = streamed
    assert {name for name, _ in deltas} == {"delta"}
    assert last == "reply"
    assert "".join(text for _, text in deltas) == json.loads(data)["answer"] == plain["answer"]


@pytest.mark.parametrize("page", PAGES)
def test_attempt_in_the_address_of_a_page_stays_text(closed_app: FastAPI, page: str) -> None:
    for attempt in SHOWN:
        words = attempt.turns[0][:200]
        slug = f"{attempt.commune}-cchc-2026-2030" if page.startswith("/documents") else attempt.commune
        answer = call_now(closed_app, "GET", page.format(slug=slug, q=quote(words, safe="")), (_HOST,))

        assert answer.status in (200, 404)
        assert leaks(answer.everything) == []
        assert (answer.get("content-type") or "").startswith("text/html") == (answer.status == 200)
        if answer.status == 200:
            assert active_parts(answer.text) == []


def active_parts(html: str) -> list[str]:
    """Returns what of a page would run or load: scripts of their own, handlers, addresses that are no addresses."""
    found: list[str] = []
    for element in parse(html).all():
        found += [f"<{element.tag}>" for tag in ("iframe", "object", "embed", "base") if element.tag == tag]
        if element.tag == "script" and (element.text.strip() or not element.attributes.get("src", "").startswith("/")):
            found.append("<script>")
        for name, value in element.attributes.items():
            is_address = name in ("href", "src", "action", "formaction")
            if name.startswith("on") or name == "style" or (is_address and not re.match(r"[/?#]|https://", value)):
                found.append(f"{name}={value}")
    return found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>&lt;script&gt;</p><script src='/static/viewer.js'></script><a href='/x?q=javascript:'>x</a>", []),
        ("<script>alert(1)</script>", ["<script>"]),
        ("<script src='https://evil.example/x.js'></script>", ["<script>"]),
        ("<img src='/x' onerror='alert(1)'>", ["onerror=alert(1)"]),
        ("<a href='javascript:alert(1)'>x</a>", ["href=javascript:alert(1)"]),
        ("<iframe src='/x'></iframe>", ["<iframe>"]),
    ],
)
def test_active_part_would_be_noticed(html: str, found: list[str]) -> None:
    assert active_parts(html) == found


def test_broken_event_would_be_noticed() -> None:
    assert events("event: delta\ndata: a\ndata: b\n\n") == [("delta", "a\nb")]
    with pytest.raises(AssertionError):
        events("event: delta\ndata: a\rreply\n\n")
