"""The chat channels: chats, turns, deliveries, offers, ratings, remarks.

Databases older than the migrations have these tables already: then nothing is made.
"""

import sqlalchemy as sa
from alembic import op

from bot.store.database import Utc

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_TABLES = ("chats", "turns", "deliveries", "offers", "ratings", "remarks")


def upgrade() -> None:
    """Makes the tables."""
    if sa.inspect(op.get_bind()).has_table("chats"):
        return
    op.create_table(
        "chats",
        sa.Column("chat", sa.String(32), primary_key=True),
        sa.Column("commune", sa.String(100)),
        sa.Column("conversation_id", sa.String(64)),
        sa.Column("remark_until", Utc),
        sa.Column("seen_at", Utc, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(200), primary_key=True),
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("expires_at", Utc, nullable=False, index=True),
    )
    op.create_table(
        "deliveries",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("lease_until", Utc, nullable=False),
        sa.Column("outbox", sa.Text),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("done_at", Utc),
        sa.Column("taken_at", Utc, nullable=False, index=True),
    )
    op.create_table(
        "offers",
        sa.Column("token", sa.String(32), primary_key=True),
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("expires_at", Utc, nullable=False, index=True),
        sa.Index("offers_by_chat", "chat"),
    )
    op.create_table(
        "ratings",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("rated_at", Utc, nullable=False, index=True),
        sa.Index("ratings_by_chat", "chat"),
    )
    op.create_table(
        "remarks",
        sa.Column("remark_id", sa.String(32), primary_key=True),
        sa.Column("chat", sa.String(32), nullable=False),
        sa.Column("commune", sa.String(100)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made_at", Utc, nullable=False, index=True),
        sa.Index("remarks_by_chat", "chat"),
    )


def downgrade() -> None:
    """Drops the tables and what they hold."""
    for table in _TABLES:
        op.drop_table(table)
