"""Ratings of answers and free feedback: for the people who run the assistant."""

import secrets

from bot.masking import mask
from bot.store.database import Database, put
from bot.store.schema import ratings, remarks


class Opinions:
    """What people think of the answers; never a question, and personal numbers masked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(self, chat: str, answer_id: str, outcome: str, rating: str, reason: str | None = None) -> None:
        """Keeps the rating of an answer; a later one of the same answer replaces it."""
        values = {
            "chat": chat,
            "outcome": outcome,
            "rating": rating,
            "reason": reason,
            "rated_at": self._database.now(),
        }
        with self._database.writing() as connection:
            put(connection, ratings, {"answer_id": answer_id}, values)

    def remark(self, chat: str, commune: str | None, text: str) -> None:
        """Keeps a piece of free feedback."""
        row = {"remark_id": secrets.token_hex(8), "chat": chat, "commune": commune, "text": mask(text)}
        with self._database.writing() as connection:
            connection.execute(remarks.insert().values(**row, made_at=self._database.now()))
