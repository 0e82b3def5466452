"""What the buttons under a message stand for. A button carries a random token; what it does is kept here."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from pydantic import TypeAdapter
from sqlalchemy import select

from bot.reply import Choice, Citation
from bot.store.database import Database
from bot.store.schema import offers


@dataclass(frozen=True, slots=True)
class Offer:
    """What the buttons of one answer need: choices or follow-ups to ask, quotes to show, the answer to rate."""

    answer_id: str
    outcome: str
    commune: str | None = None
    choices: tuple[Choice, ...] = ()
    citations: tuple[Citation, ...] = ()


_CODEC = TypeAdapter(Offer)


class Offers:
    """Offers by token. A token only works in the chat that it was made for, and until it expires."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, chat: str, offer: Offer, lifetime: timedelta) -> str:
        """Keeps an offer and returns its token, which nobody can guess."""
        token = secrets.token_urlsafe(9)
        row = {
            "token": token,
            "chat": chat,
            "body": _CODEC.dump_json(offer).decode(),
            "expires_at": self._database.now() + lifetime,
        }
        with self._database.writing() as connection:
            connection.execute(offers.insert().values(**row))
        return token

    def get(self, chat: str, token: str) -> Offer | None:
        """Returns the offer, or None where it is forged, another chat's or too old."""
        query = select(offers.c.body).where(
            offers.c.token == token, offers.c.chat == chat, offers.c.expires_at > self._database.now()
        )
        with self._database.reading() as connection:
            body = connection.execute(query).scalar()
        return _CODEC.validate_json(body) if body is not None else None
