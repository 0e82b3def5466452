"""One store for every channel: answers, unanswered questions, what operators do; web ratings beside the chats'."""

import sqlalchemy as sa
from alembic import op

from bot.store.database import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEW = ("answers", "unanswered", "switches", "sessions", "sign_ins", "audit")


def upgrade() -> None:
    """Adds the tables; ratings and remarks name a person, who may have come by any channel."""
    with op.batch_alter_table("ratings") as batch:
        batch.drop_index("ratings_by_chat")
        batch.alter_column("chat", new_column_name="person", existing_type=sa.String(32), nullable=True)
        batch.add_column(sa.Column("channel", sa.String(16), nullable=False, server_default="telegram"))
        batch.add_column(sa.Column("commune", sa.String(100), nullable=False, server_default=""))
        batch.add_column(sa.Column("comment", sa.Text))
    # What the rows that are there got by default, new ones must say.
    with op.batch_alter_table("ratings") as batch:
        batch.alter_column("channel", existing_type=sa.String(16), server_default=None)
        batch.alter_column("commune", existing_type=sa.String(100), server_default=None)
        batch.create_index("ratings_by_person", ["person"])
    with op.batch_alter_table("remarks") as batch:
        batch.drop_index("remarks_by_chat")
        batch.alter_column("chat", new_column_name="person", existing_type=sa.String(32), existing_nullable=False)
        batch.add_column(sa.Column("settled_at", Utc))
    with op.batch_alter_table("remarks") as batch:
        batch.create_index("remarks_by_person", ["person"])
    _create()


def _create() -> None:
    op.create_table(
        "answers",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("answered_at", Utc, nullable=False, index=True),
        sa.Column("person", sa.String(32)),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("commune", sa.String(100), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("intent", sa.String(32), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("composer", sa.String(64), nullable=False),
        sa.Column("index_id", sa.String(64), nullable=False),
        sa.Column("elapsed_ms", sa.Float, nullable=False),
        sa.Index("answers_by_person", "person"),
    )
    op.create_table(
        "unanswered",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("asked_at", Utc, nullable=False, index=True),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("commune", sa.String(100), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("settled_at", Utc),
        sa.Index("unanswered_by_person", "person"),
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_at", Utc, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("opened_at", Utc, nullable=False),
        sa.Column("expires_at", Utc, nullable=False, index=True),
    )
    op.create_table(
        "sign_ins",
        sa.Column("sign_in_id", sa.String(32), primary_key=True),
        sa.Column("tried_at", Utc, nullable=False, index=True),
    )
    op.create_table(
        "audit",
        sa.Column("entry_id", sa.String(32), primary_key=True),
        sa.Column("done_at", Utc, nullable=False, index=True),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drops what was added; ratings that came by the web go with it, for the tables before had no place for them."""
    for table in _NEW:
        op.drop_table(table)
    op.execute("DELETE FROM ratings WHERE channel <> 'telegram' OR person IS NULL")
    with op.batch_alter_table("ratings") as batch:
        batch.drop_index("ratings_by_person")
        for column in ("comment", "commune", "channel"):
            batch.drop_column(column)
        batch.alter_column("person", new_column_name="chat", existing_type=sa.String(32), nullable=False)
    with op.batch_alter_table("ratings") as batch:
        batch.create_index("ratings_by_chat", ["chat"])
    with op.batch_alter_table("remarks") as batch:
        batch.drop_index("remarks_by_person")
        batch.drop_column("settled_at")
        batch.alter_column("person", new_column_name="chat", existing_type=sa.String(32), existing_nullable=False)
    with op.batch_alter_table("remarks") as batch:
        batch.create_index("remarks_by_chat", ["chat"])
