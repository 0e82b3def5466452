"""Ratings of answers and free feedback: for the people who run the assistant."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.names import mask_for_keeping
from bot.store.database import Database, put
from bot.store.schema import ratings, remarks


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said: of one answer (a rating, perhaps with a comment), or free feedback (`rating` empty)."""

    opinion_id: str
    said_at: datetime
    commune: str
    text: str
    rating: str = ""
    outcome: str = ""
    reason: str = ""


class Opinions:
    """What people think of the answers; never a question; personal numbers and likely names masked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(
        self,
        person: str | None,
        answer_id: str,
        outcome: str,
        rating: str,
        reason: str | None = None,
        *,
        comment: str | None = None,
        channel: str = "telegram",
        commune: str = "",
    ) -> None:
        """Keeps the rating of an answer; a later one of the same answer replaces it."""
        values = {
            "person": person,
            "channel": channel,
            "commune": commune,
            "outcome": outcome,
            "rating": rating,
            "reason": reason,
            "comment": mask_for_keeping(comment) if comment else None,
            "rated_at": self._database.now(),
        }
        with self._database.writing() as connection:
            put(connection, ratings, {"answer_id": answer_id}, values)

    def remark(self, person: str, commune: str | None, text: str) -> None:
        """Keeps a piece of free feedback."""
        row = {"remark_id": secrets.token_hex(8), "person": person, "commune": commune, "text": mask_for_keeping(text)}
        with self._database.writing() as connection:
            connection.execute(remarks.insert().values(**row, made_at=self._database.now()))

    def remarks(self, limit: int = 200) -> tuple[Opinion, ...]:
        """Returns the free feedback that nobody put aside, the newest first."""
        query = select(remarks).where(remarks.c.settled_at.is_(None)).order_by(remarks.c.made_at.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(Opinion(row.remark_id, row.made_at, row.commune or "", row.text) for row in rows)

    def complaints(self, limit: int = 200) -> tuple[Opinion, ...]:
        """Returns the answers that were rated down, the newest first."""
        query = select(ratings).where(ratings.c.rating == "down").order_by(ratings.c.rated_at.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(map(_complaint, rows))

    def settle_remark(self, remark_id: str) -> bool:
        """Puts a piece of feedback aside; tells whether it was there."""
        statement = (
            update(remarks)
            .where(remarks.c.remark_id == remark_id, remarks.c.settled_at.is_(None))
            .values(settled_at=self._database.now())
        )
        with self._database.writing() as connection:
            return bool(connection.execute(statement).rowcount)


def _complaint(row: Any) -> Opinion:
    return Opinion(
        row.answer_id, row.rated_at, row.commune, row.comment or "", row.rating, row.outcome, row.reason or ""
    )
