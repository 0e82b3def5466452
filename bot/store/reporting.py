"""Counts of what was asked, answered and thought of it within a time; nothing of a person."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from bot.store.answers import Gap, group_gaps
from bot.store.database import Database
from bot.store.schema import answers, ratings, unanswered

_NUMBER = func.count().label("number")


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many answers had all of these in common. `evidence` are the ids of their records."""

    channel: str
    commune: str
    status: str
    outcome: str
    intent: str
    evidence: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RatingCount:
    """How many ratings had all of these in common. `evidence` is that of the rated answers, while they are kept."""

    channel: str
    commune: str
    rating: str
    reason: str
    evidence: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to but not including `end`, of one commune's portal or of all (None)."""

    start: datetime
    end: datetime
    commune: str | None = None


class Reporting:
    """Reads the counts; the work of grouping is the database's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answers(self, span: Span) -> tuple[AnswerCount, ...]:
        """Returns the answers given within a span, counted by everything that is the same of them."""
        keys = (
            answers.c.channel,
            answers.c.commune,
            answers.c.status,
            answers.c.outcome,
            answers.c.intent,
            answers.c.evidence,
        )
        within = _within(span, answers.c.answered_at, answers.c.commune)
        query = select(*keys, _NUMBER).where(within).group_by(*keys).order_by(*keys)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            AnswerCount(row.channel, row.commune, row.status, row.outcome, row.intent, _ids(row.evidence), row.number)
            for row in rows
        )

    def ratings(self, span: Span) -> tuple[RatingCount, ...]:
        """Returns the ratings of a span; the commune is the answer's where that is kept, for not all ratings say it."""
        commune = func.coalesce(answers.c.commune, ratings.c.commune)
        keys = (
            ratings.c.channel,
            commune.label("commune"),
            ratings.c.rating,
            func.coalesce(ratings.c.reason, "").label("reason"),
            func.coalesce(answers.c.evidence, "[]").label("evidence"),
        )
        rated = ratings.outerjoin(answers, ratings.c.answer_id == answers.c.answer_id)
        inner = select(*keys).select_from(rated).where(_within(span, ratings.c.rated_at, commune)).subquery()
        query = select(*inner.c, _NUMBER).group_by(*inner.c).order_by(*inner.c)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            RatingCount(row.channel, row.commune, row.rating, row.reason, _ids(row.evidence), row.number)
            for row in rows
        )

    def questions(self, span: Span) -> tuple[Gap, ...]:
        """Returns what was asked in vain within a span, put aside or not, as far as questions are still kept."""
        rows = select(unanswered).where(_within(span, unanswered.c.asked_at, unanswered.c.commune))
        with self._database.reading() as connection:
            return group_gaps(connection.execute(rows.order_by(unanswered.c.asked_at)))


def _ids(evidence: str) -> tuple[str, ...]:
    return tuple(json.loads(evidence))


def _within(span: Span, instant: ColumnElement[Any], commune: ColumnElement[Any]) -> ColumnElement[bool]:
    within = and_(instant >= span.start, instant < span.end)
    return within if span.commune is None else and_(within, commune == span.commune)
