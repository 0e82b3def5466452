"""The tables, as the newest migration leaves them (`bot.store.migrations`; a test compares the two).

Every row that says something about a person names that person by a keyed hash, so that a request to delete finds it:
the chat's on Telegram, the conversation's on a web page.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text
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

answers = Table(
    "answers",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("answered_at", Utc, nullable=False, index=True),
    Column("person", _HASH, doc="taken out after the time that conversations are kept"),
    Column("channel", String(16), nullable=False),
    Column("commune", String(100), nullable=False, doc="the portal's own; empty: none"),
    Column("status", String(16), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("intent", String(32), nullable=False),
    Column("evidence", Text, nullable=False, doc="ids of the records, a JSON list"),
    Column("composer", String(64), nullable=False),
    Column("index_id", String(64), nullable=False),
    Column("elapsed_ms", Float, nullable=False),
    Index("answers_by_person", "person"),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("asked_at", Utc, nullable=False, index=True),
    Column("person", _HASH, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("commune", String(100), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("question", Text, nullable=False, doc="masked"),
    Column("folded", Text, nullable=False, doc="what is the same however it was typed: questions are grouped by it"),
    Column("settled_at", Utc, doc="when an operator put it aside"),
    Index("unanswered_by_person", "person"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("person", _HASH),
    Column("channel", String(16), nullable=False),
    Column("commune", String(100), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("rating", String(8), nullable=False),
    Column("reason", String(32)),
    Column("comment", Text, doc="masked"),
    Column("rated_at", Utc, nullable=False, index=True),
    Index("ratings_by_person", "person"),
)

remarks = Table(
    "remarks",
    metadata,
    Column("remark_id", String(32), primary_key=True),
    Column("person", _HASH, nullable=False),
    Column("commune", String(100)),
    Column("text", Text, nullable=False, doc="masked"),
    Column("made_at", Utc, nullable=False, index=True),
    Column("settled_at", Utc, doc="when an operator put it aside"),
    Index("remarks_by_person", "person"),
)

switches = Table(
    "switches",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_at", Utc, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("origins", Text, nullable=False, doc="a JSON list"),
    Column("communes", Text, nullable=False, doc="a JSON list; the first is that of a question that names none"),
    Column("per_minute", Integer, doc="empty: no limit of its own"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("csrf", String(64), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("sign_in_id", String(32), primary_key=True),
    Column("tried_at", Utc, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("entry_id", String(32), primary_key=True),
    Column("done_at", Utc, nullable=False, index=True),
    Column("actor", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("detail", Text, nullable=False, doc="a JSON object; nothing of a person"),
)
