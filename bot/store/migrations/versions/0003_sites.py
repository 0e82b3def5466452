"""The sites: portals that may hold the widget, which stood in a file before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table, empty: `motcua sites import` reads the file."""
    op.create_table(
        "sites",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("communes", sa.Text, nullable=False),
        sa.Column("per_minute", sa.Integer),
    )


def downgrade() -> None:
    """Drops the table; the program before reads its sites from a file."""
    op.drop_table("sites")
