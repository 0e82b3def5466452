"""Which answers were given, and the questions that got none: what can be rated, counted and mended."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.store.database import Database, insert_new
from bot.store.schema import answers, unanswered


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer, without a word of it. `person` is a keyed hash, `evidence` the ids of its records."""

    answer_id: str
    person: str
    channel: str
    commune: str
    status: str
    outcome: str
    intent: str
    evidence: tuple[str, ...]
    composer: str
    index_id: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that differ by their marks and spaces only and got no answer: the newest wording stands for all."""

    folded: str
    question: str
    outcome: str
    communes: tuple[str, ...]
    count: int
    last_at: datetime


class Answers:
    """Answers by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, answer: GivenAnswer, question: str | None = None, folded: str = "") -> None:
        """Keeps an answer, with the masked `question` where it got none (None: not kept)."""
        now = self._database.now()
        row = {
            "answer_id": answer.answer_id,
            "person": answer.person,
            "channel": answer.channel,
            "commune": answer.commune,
            "outcome": answer.outcome,
        }
        more = {
            "status": answer.status,
            "intent": answer.intent,
            "evidence": json.dumps(answer.evidence),
            "composer": answer.composer,
            "index_id": answer.index_id,
            "elapsed_ms": answer.elapsed_ms,
        }
        with self._database.writing() as connection:
            insert_new(connection, answers, {**row, **more, "answered_at": now})
            if question is not None:
                insert_new(connection, unanswered, {**row, "question": question, "folded": folded, "asked_at": now})

    def get(self, answer_id: str) -> GivenAnswer | None:
        """Returns the answer of that id, or None where there is none (any more)."""
        query = select(answers).where(answers.c.answer_id == answer_id)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return GivenAnswer(
            row.answer_id,
            row.person or "",
            row.channel,
            row.commune,
            row.status,
            row.outcome,
            row.intent,
            tuple(json.loads(row.evidence)),
            row.composer,
            row.index_id,
            row.elapsed_ms,
        )

    def gaps(self, commune: str | None = None, limit: int = 200) -> tuple[Gap, ...]:
        """Returns what was asked in vain and not put aside, most often first; of one commune's portal or of all."""
        rows = select(unanswered).where(unanswered.c.settled_at.is_(None))
        if commune is not None:
            rows = rows.where(unanswered.c.commune == commune)
        with self._database.reading() as connection:
            return group_gaps(connection.execute(rows.order_by(unanswered.c.asked_at)))[:limit]

    def settle_gap(self, folded: str) -> int:
        """Puts a group of questions aside; returns how many there were. Asked again, it is shown again."""
        statement = (
            update(unanswered)
            .where(unanswered.c.folded == folded, unanswered.c.settled_at.is_(None))
            .values(settled_at=self._database.now())
        )
        with self._database.writing() as connection:
            return int(connection.execute(statement).rowcount)


def group_gaps(rows: Iterable[Any]) -> tuple[Gap, ...]:
    """Returns the gaps of rows that are in the order in which they were asked, most often first."""
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.folded, []).append(row)
    gaps = [_gap(folded, group) for folded, group in grouped.items()]
    return tuple(sorted(gaps, key=lambda gap: (-gap.count, -gap.last_at.timestamp())))


def _gap(folded: str, rows: list[Any]) -> Gap:
    """Returns the group of rows, which are in the order in which they were asked."""
    newest = rows[-1]
    communes = tuple(sorted({row.commune for row in rows if row.commune}))
    return Gap(folded, newest.question, newest.outcome, communes, len(rows), newest.asked_at)
