"""What is stored about a chat, as messages for the person: words in full, what has none as a count."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.channels.telegram import texts
from bot.channels.telegram.rendering import pack, plain

_HERE = timezone(timedelta(hours=7))
# The newest; a chat that has more is told how many.
_SHOWN = 20
_RATINGS = {"up": texts.RATE_UP, "down": texts.RATE_DOWN}
Row = Mapping[str, Any]


def render_stored(found: Row, commune: str | None) -> list[str]:
    """Returns the messages for what `export_person` found; `commune` is the name of the one that is chosen."""
    blocks = [*_state(found, commune), *_counts(found)]
    for name, head, line in (
        ("unanswered", texts.STORED_UNANSWERED, _question),
        ("ratings", texts.STORED_RATINGS, _rating),
        ("remarks", texts.STORED_REMARKS, _remark),
    ):
        if found[name]:
            blocks.append(_listed(head, found[name], line))
    if not blocks:
        return [texts.STORED_NOTHING]
    return pack([texts.STORED, *blocks, texts.STORED_DELETE])


def _state(found: Row, commune: str | None) -> list[str]:
    blocks = []
    if chat := found["chat"]:
        name = commune if chat["commune"] else None
        blocks.append(texts.STORED_CHAT.format(commune=name or texts.STORED_NO_COMMUNE, day=_day(chat["seen_at"])))
    if turn := found["last_turn"]:
        question = turn["turn"]["understanding"]["text"]["text"]
        blocks.append(texts.STORED_TURN.format(question=question, day=_day(turn["expires_at"])))
    return [plain(block) for block in blocks]


def _counts(found: Row) -> list[str]:
    blocks = []
    if answers := found["answers"]:
        first, last = _day(answers[0]["answered_at"]), _day(answers[-1]["answered_at"])
        blocks.append(texts.STORED_ANSWERS.format(count=len(answers), first=first, last=last))
    if offers := found["offers"]:
        blocks.append(texts.STORED_OFFERS.format(count=len(offers)))
    return blocks


def _listed(head: str, rows: list[Row], line: Callable[[Row], str]) -> str:
    lines = [f"• {plain(line(row))}" for row in reversed(rows[-_SHOWN:])]
    more = [texts.STORED_MORE.format(count=len(rows) - _SHOWN)] if len(rows) > _SHOWN else []
    return "\n".join([head.format(count=len(rows)), *lines, *more])


def _question(row: Row) -> str:
    return f"{_day(row['asked_at'])}: {row['question']}"


def _rating(row: Row) -> str:
    reason = dict(texts.REASONS).get(row["reason"] or "", "")
    said = [_RATINGS.get(row["rating"], row["rating"]), reason, row["comment"] or ""]
    return f"{_day(row['rated_at'])}: {'; '.join(filter(None, said))}"


def _remark(row: Row) -> str:
    return f"{_day(row['made_at'])}: {row['text']}"


def _day(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(_HERE).strftime("%H:%M %d/%m/%Y")
