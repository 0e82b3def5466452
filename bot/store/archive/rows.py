"""Rows as JSON that every database reads back: instants in UTC, values by the kind of their column."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Connection, DateTime, MetaData, Table

from bot.store.archive.manifest import NEVER_KEPT


def kept_tables(connection: Connection) -> list[Table]:
    """Returns the tables to keep as they stand in the database, at whichever step it is."""
    metadata = MetaData()
    metadata.reflect(connection)
    return sorted((table for name, table in metadata.tables.items() if name not in NEVER_KEPT), key=lambda t: t.name)


def encode(row: Mapping[str, Any]) -> str:
    """Returns a row as one line of JSON."""
    return json.dumps(dict(row), ensure_ascii=False, default=_instant) + "\n"


def decoder(table: Table) -> Callable[[str], dict[str, Any]]:
    """Returns what reads a line back as a row of `table`.

    Raises, when called:
        ValueError: the line is no row of that table.
    """
    readers = {column.name: _reader(column.type) for column in table.columns}

    def decode(line: str) -> dict[str, Any]:
        row = json.loads(line)
        if not isinstance(row, dict) or row.keys() != readers.keys():
            raise ValueError(table.name)
        return {name: value if value is None else readers[name](value) for name, value in row.items()}

    return decode


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return utc.isoformat()


def _reader(kind: object) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return lambda value: datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(kind, Boolean):
        return bool
    return _text


def _text(value: Any) -> Any:
    # SQLite keeps this character, PostgreSQL refuses the row.
    return value.replace("\0", "") if isinstance(value, str) else value
