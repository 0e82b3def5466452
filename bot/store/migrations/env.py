"""Alembic's entry: runs the steps on the connection that `bot.store.migrating` hands over."""

from alembic import context

from bot.store.schema import metadata

connection = context.config.attributes["connection"]
# SQLite cannot alter a column: such steps copy the table (`render_as_batch`).
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
