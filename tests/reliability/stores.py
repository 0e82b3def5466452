"""Stores with some thousand rows, and everything that can be read back of one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, MetaData, insert, inspect, select, text

from bot.store.database import Database
from bot.store.migrating import migrate, revision_in

State = dict[str, list[tuple[Any, ...]]]
_SOON = datetime.now(UTC) + timedelta(days=1)  # nothing has expired
# Columns of the chat tables that are other words for the same in the two steps.
_RENAMED = {"person": "chat"}
_ADDED = {"ratings": ("channel", "commune", "comment"), "remarks": ("settled_at",)}
_CHAT_TABLES = ("chats", "turns", "ratings", "remarks")


def fill(database: Database, revision: str, count: int, version: int = 0) -> None:
    """Makes the tables of a step and fills those of the chats with `count` rows each; `version` is in all of them."""
    migrate(database, revision)
    with database.writing() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        for name in _CHAT_TABLES:
            table = metadata.tables[name]
            connection.execute(insert(table), [_row(table.columns, number, version) for number in range(count)])


def _row(columns: Any, number: int, version: int) -> dict[str, Any]:
    values: dict[str, Any] = {column.name: f"{number}v{version}" for column in columns if not column.nullable}
    key = next(column.name for column in columns if column.primary_key)
    values |= {name: _SOON for name in ("seen_at", "expires_at", "rated_at", "made_at") if name in values}
    return values | {key: f"{version}-{number}"}


def shape(connection: Connection) -> dict[str, tuple[Any, ...]]:
    """Returns tables, columns and indexes."""
    found = inspect(connection)
    return {
        table: (
            tuple((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)),
            tuple(sorted(str(index["name"]) for index in found.get_indexes(table))),
            tuple(found.get_pk_constraint(table)["constrained_columns"]),
        )
        for table in found.get_table_names()
    }


def chat_rows(connection: Connection) -> State:
    """Returns the rows of the chat tables as the first step has them, whichever step the tables are at."""
    metadata = MetaData()
    metadata.reflect(connection)
    state: State = {}
    for name in _CHAT_TABLES:
        added = () if revision_in(connection) == "0001" else _ADDED.get(name, ())
        table = metadata.tables[name]
        columns = [column for column in table.columns if column.name not in added]
        ordered = sorted(columns, key=lambda column: _RENAMED.get(column.name, column.name))
        state[name] = sorted(tuple(map(str, row)) for row in connection.execute(select(*ordered)))
    return state


def everything(connection: Connection, *, but: tuple[str, ...] = ()) -> State:
    """Returns every row of every table."""
    metadata = MetaData()
    metadata.reflect(connection)
    kept = (table for table in metadata.tables.values() if table.name not in but)
    return {table.name: sorted(tuple(map(str, row)) for row in connection.execute(select(table))) for table in kept}


def check_sound(connection: Connection) -> None:
    """Fails where SQLite finds a fault in its file."""
    if connection.dialect.name == "sqlite":
        faults = connection.execute(text("PRAGMA integrity_check")).scalars()
        assert list(faults) == ["ok"]
