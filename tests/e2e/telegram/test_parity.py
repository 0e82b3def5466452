"""The same questions through the API and through the bot: identical facts, sources, refusals and follow-ups."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.rendering import shorten
from bot.evaluation.judgments import Judgment
from tests.support.databases import keeper_in
from tests.support.fake_bot_api import FakeBotApi, Json, buttons, labels
from tests.support.shipped import judgments
from tests.support.telegram_bot import staging

# Every n-th of each set that may be read.
SAMPLE = {"tuning": 16, "tuning_fresh": 20, "tuning_hard": 20, "tuning_retired": 14, "procedures_tuning": 5}
_RATED = ("answered", "not_found", "refused")


@dataclass
class Asked:
    """One judgment in a chat of its own: the API's last reply and what the bot sent for the same turn."""

    judgment: Judgment
    chat_id: int
    reply: Json = field(default_factory=dict)
    sent: list[Json] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that the bot wrote, without markup."""
        return "\n\n".join(_bare(message["text"]) for message in self.sent if "text" in message)

    @property
    def labels(self) -> list[str]:
        return [label for message in self.sent for label in labels(message)]


@contextmanager
def both(assistant: Assistant, folder: Path) -> Iterator[tuple[TestClient, FakeBotApi]]:
    app = create_app(assistant, ApiSettings(_env_file=None), keeper_in(folder))
    with TestClient(app) as api, staging(assistant, folder) as stage, stage.bot():
        yield api, stage.telegram


@pytest.fixture(scope="module")
def asked(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    """Returns every judgment of the sample, asked on both channels."""
    sample = [judgment for name, step in SAMPLE.items() for judgment in judgments(name)[::step]]
    rows = [Asked(judgment, 1000 + number) for number, judgment in enumerate(sample)]
    with both(assistant, tmp_path_factory.mktemp("parity")) as (api, telegram):
        for row in rows:
            _ask_api(api, row)
            if row.judgment.commune:
                telegram.press(f"xa:{row.judgment.commune}", row.chat_id)
        telegram.wait_until_quiet(60)
        for turn in range(max(len(row.judgment.turns) for row in rows)):
            going = [row for row in rows if turn < len(row.judgment.turns)]
            before = {row.chat_id: len(telegram.sent(row.chat_id)) for row in going}
            for row in going:
                telegram.say(row.judgment.turns[turn], row.chat_id)
            telegram.wait_until_quiet(120)
            for row in going:
                row.sent = telegram.sent(row.chat_id)[before[row.chat_id] :]
        _open_sources(telegram, rows)
    return rows


def _ask_api(api: TestClient, row: Asked) -> None:
    for turn in row.judgment.turns:
        body: dict[str, Any] = {
            "question": turn,
            "commune": row.judgment.commune,
            "conversation_id": row.reply.get("conversation_id"),
        }
        response = api.post("/v1/ask", json=body)
        assert response.status_code == 200
        row.reply = response.json()


def _open_sources(telegram: FakeBotApi, rows: list[Asked]) -> None:
    """Presses the button of every source, and reads what it shows."""
    for row in rows:
        before = len(telegram.sent(row.chat_id))
        for message in row.sent:
            for button in buttons(message):
                if button["text"].startswith("📄"):
                    telegram.press(button["callback_data"], row.chat_id)
        telegram.wait_until_quiet(60)
        row.quotes = [_bare(message["text"]) for message in telegram.sent(row.chat_id)[before:]]


def test_sample_is_large_enough(asked: list[Asked]) -> None:
    assert len(asked) >= 200
    assert {row.reply["status"] for row in asked} == {"answered", "not_found", "clarify", "refused", "chitchat"}


def test_answers_are_identical(asked: list[Asked]) -> None:
    differing = [row.judgment.id for row in asked if not row.text.startswith(_as_said(row.reply["answer"]))]

    assert differing == []


def test_notices_are_identical(asked: list[Asked]) -> None:
    differing = [row.judgment.id for row in asked if row.reply["notice"] and row.reply["notice"] not in row.text]

    assert differing == []


def test_sources_are_identical(asked: list[Asked]) -> None:
    """Same number, and for each the same document, number, place and verbatim words."""
    for row in asked:
        citations = row.reply["citations"]
        assert len(row.quotes) == len(citations), row.judgment.id
        for citation, shown in zip(citations, row.quotes, strict=True):
            head, _, quote = shown.partition("\n\n")
            assert head.startswith(f"[{citation['id']}] {citation['document_title']}"), row.judgment.id
            assert (citation["document_number"] or "") in head
            assert head.endswith(citation["section"])
            assert f"[{citation['id']}] {citation['section']}" in row.text
            words = quote.replace("\n• ", " | ").removeprefix("• ")
            assert words == re.sub(r"( \|)+ ", " | ", citation["quote"]).strip(" |"), row.judgment.id


def test_choices_and_suggestions_are_identical(asked: list[Asked]) -> None:
    for row in asked:
        offered = [label for label in row.labels if not label.startswith(("📄", "👍", "👎"))]
        expected = [choice["label"] for choice in row.reply["choices"]] + row.reply["suggestions"]
        assert offered == [shorten(label) for label in expected], row.judgment.id


def test_statuses_are_identical(asked: list[Asked]) -> None:
    """Answers and refusals can be rated; questions back and small talk cannot."""
    for row in asked:
        is_rated = texts.RATE_UP in row.labels
        assert is_rated == (row.reply["status"] in _RATED), row.judgment.id
        assert bool(row.reply["choices"]) <= (row.reply["status"] == "clarify")


def test_pictures_say_nothing_else(asked: list[Asked]) -> None:
    """Each figure of a chart's caption stands in the API's answer."""
    captions = [(row, message["caption"]) for row in asked for message in row.sent if "caption" in message]

    assert captions
    for row, caption in captions:
        bars = html.unescape(caption).removesuffix(".").partition(". ")[2].split("; ")
        assert len(bars) > 1
        for bar in bars:
            assert bar.rpartition(": ")[2] in row.reply["answer"], row.judgment.id


def _as_said(answer: str) -> str:
    return re.sub(r"(?m)^- ", "• ", answer.replace("**", ""))


def _bare(text: str) -> str:
    return html.unescape(re.sub(r"</?(?:b|i|blockquote)>", "", text))
