"""The last turn of each conversation, kept for as long as the conversation lasts and read by every process."""

from datetime import timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, delete, select

from bot.conversation import Turn
from bot.store.database import Database, put
from bot.store.schema import turns

_CODEC = TypeAdapter(Turn)
# Built once: every answer reads by it.
_LAST = select(turns.c.turn).where(
    turns.c.conversation_id == bindparam("conversation_id"), turns.c.expires_at > bindparam("now")
)


class StoredConversations:
    """The open conversations, in the database: what `Conversations` is in memory."""

    def __init__(self, database: Database, lifetime_s: float = 1800) -> None:
        self._database = database
        self._lifetime = timedelta(seconds=lifetime_s)

    def last(self, conversation_id: str) -> Turn | None:
        """Returns the last turn; None where there is none, the silence was too long, or older code wrote it."""
        known = {"conversation_id": conversation_id, "now": self._database.now()}
        with self._database.reading() as connection:
            text = connection.execute(_LAST, known).scalar()
        return decode(text) if text is not None else None

    def remember(self, conversation_id: str, turn: Turn) -> None:
        """Keeps `turn` as the last one."""
        values = {"turn": encode(turn), "expires_at": self._database.now() + self._lifetime}
        with self._database.writing() as connection:
            put(connection, turns, {"conversation_id": conversation_id}, values)

    def forget(self, conversation_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(turns).where(turns.c.conversation_id == conversation_id))


def decode(text: str) -> Turn | None:
    """Returns the turn that `encode` wrote; None where other code wrote it."""
    try:
        return _CODEC.validate_json(text)
    except ValidationError:
        return None


def encode(turn: Turn) -> str:
    """Returns a turn as JSON; reading it back gives an equal turn."""
    return _CODEC.dump_json(turn).decode()
