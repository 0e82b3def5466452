"""What is remembered of a chat: the commune that was chosen and the conversation that goes on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.store.database import Database, put
from bot.store.schema import chats


@dataclass(frozen=True, slots=True)
class ChatState:
    """One chat. Until `remark_until` its next message is taken as feedback (góp ý), not as a question."""

    commune: str | None = None
    conversation_id: str | None = None
    remark_until: datetime | None = None


class Chats:
    """Chat states by the chat's keyed hash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, chat: str) -> ChatState | None:
        """Returns the state, or None for a chat that is not known."""
        query = select(chats.c.commune, chats.c.conversation_id, chats.c.remark_until).where(chats.c.chat == chat)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return row and ChatState(row.commune, row.conversation_id, row.remark_until)

    def put(self, chat: str, state: ChatState) -> None:
        """Keeps `state` and notes that the chat was seen now."""
        values = {
            "commune": state.commune,
            "conversation_id": state.conversation_id,
            "remark_until": state.remark_until,
            "seen_at": self._database.now(),
        }
        with self._database.writing() as connection:
            put(connection, chats, {"chat": chat}, values)
