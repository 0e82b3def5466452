"""The tables. Every row that says something about a person names the chat by its keyed hash, so that /xoa finds it."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import BigInteger

from bot.store.database import Utc

metadata = MetaData()
_HASH = String(32)

chats = Table(
    "chats",
    metadata,
    Column("chat", _HASH, primary_key=True),
    Column("commune", String(100)),
    Column("conversation_id", String(64)),
    Column("remark_until", Utc, doc="until then the next message is feedback"),
    Column("seen_at", Utc, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", String(200), primary_key=True),
    Column("turn", Text, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner", String(32), nullable=False, doc="the process that works on it"),
    Column("lease_until", Utc, nullable=False),
    Column("outbox", Text, doc="the messages still to send; empty once done"),
    Column("sent", Integer, nullable=False, default=0),
    Column("done_at", Utc),
    Column("taken_at", Utc, nullable=False, index=True),
)

offers = Table(
    "offers",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("chat", _HASH, nullable=False),
    Column("body", Text, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
    Index("offers_by_chat", "chat"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("chat", _HASH, nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("rating", String(8), nullable=False),
    Column("reason", String(32)),
    Column("rated_at", Utc, nullable=False, index=True),
    Index("ratings_by_chat", "chat"),
)

remarks = Table(
    "remarks",
    metadata,
    Column("remark_id", String(32), primary_key=True),
    Column("chat", _HASH, nullable=False),
    Column("commune", String(100)),
    Column("text", Text, nullable=False, doc="masked"),
    Column("made_at", Utc, nullable=False, index=True),
    Index("remarks_by_chat", "chat"),
)
