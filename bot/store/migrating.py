"""Brings a database to the tables that this version of the program works with, and back.

A step runs whole or not at all: PostgreSQL and SQLite both take changes of tables back with the transaction.
"""

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database, StoreUnavailable

logger = logging.getLogger(__name__)

# The newest step; a test compares it with the folder. Alembic is loaded only where there is something to do.
HEAD = "0003"
_SCRIPTS = Path(__file__).parent / "migrations"
# One number for all who upgrade a PostgreSQL database at the same time (pg_advisory_xact_lock).
_LOCK = 1_297_433_667


def revision_of(database: Database) -> str | None:
    """Returns the step that the database is at; None before the first.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    with database.reading() as connection:
        return revision_in(connection)


def migrate(database: Database, revision: str = HEAD) -> tuple[str | None, str | None]:
    """Brings the database to `revision`, forward or back ("base": before the first step); returns from where to where.

    Raises:
        StoreUnavailable: the database cannot be reached or changed, or there is no such step.
    """
    before = revision_of(database)
    if before == revision:
        return before, before
    try:
        # SQLite lets one writer in: whoever comes second waits here and finds the work done.
        with database.writing() as connection:
            take_turn(connection)
            run_steps(connection, revision)
            after = revision_in(connection)
        if before is not None:  # a new database is no news
            logger.info("store migrated", extra={"from": before, "to": after})
        return before, after
    except SQLAlchemyError as exc:
        raise StoreUnavailable(
            f"không nâng cấp được cơ sở dữ liệu {database.place!r}; hãy kiểm tra DATABASE_URL và quyền ghi."
        ) from exc


def take_turn(connection: Connection) -> None:
    """Waits until nobody else is changing the tables, and keeps others waiting to the end of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def run_steps(connection: Connection, revision: str) -> None:
    """Runs the steps to `revision` in the transaction that is open.

    Raises:
        StoreUnavailable: there is no such step.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS))
    now = revision_in(connection)
    is_forward = revision != "base" and (now is None or revision > now)
    try:
        (command.upgrade if is_forward else command.downgrade)(config, revision)
    except CommandError as exc:
        raise StoreUnavailable(f"không có bước nâng cấp {revision!r} (mới nhất: {HEAD}).") from exc


def revision_in(connection: Connection) -> str | None:
    """Returns the step that the tables are at, as this connection sees them."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None
