"""The connection: SQLite by default, PostgreSQL by address; UTC instants; statements that both understand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, Table, TypeDecorator, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

Clock = Callable[[], datetime]


class StoreUnavailable(Exception):
    """The database cannot be opened or written; the message is Vietnamese, for the operator."""


class Utc(TypeDecorator[datetime]):
    """An instant in UTC. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def utc_now() -> datetime:
    """Returns the instant now."""
    return datetime.now(UTC)


class Database:
    """An engine and the clock that rows expire by. Safe to share between threads and, by file or server, processes."""

    def __init__(self, url: str, now: Clock = utc_now) -> None:
        self.now = now
        self.engine = _engine(url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yields a transaction. Its first statement writes: SQLite cannot turn a reader into a writer under load."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    def create(self, *tables: Table) -> None:
        """Makes the tables that are not there yet.

        Raises:
            StoreUnavailable: the database cannot be opened or written.
        """
        try:
            with self.engine.begin() as connection:
                for table in tables:
                    table.create(connection, checkfirst=True)
        except SQLAlchemyError as exc:
            where = self.engine.url.render_as_string(hide_password=True)
            raise StoreUnavailable(
                f"không mở được cơ sở dữ liệu {where!r}; hãy kiểm tra BOT_DATABASE_URL và quyền ghi."
            ) from exc

    def wipe(self) -> None:
        """Takes what was deleted out of SQLite's write-ahead log as well."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Inserts a row unless its key is taken; tells whether it did."""
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing()
    return connection.execute(statement).rowcount == 1


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Inserts the row of `key`, or replaces its `values`."""
    statement = _insert(connection, table).values(**key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _engine(url: str) -> Engine:
    address = make_url(url)
    # A fault of the database must not show in the log what was being written.
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    if address.database:
        path = Path(address.database)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # before SQLite makes it for everybody to read
        except OSError as exc:
            raise StoreUnavailable(f"không ghi được {str(path)!r}; hãy kiểm tra BOT_DATABASE_URL.") from exc
    engine = create_engine(address, connect_args={"timeout": 10}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # Readers beside one writer; commits that survive the process, which is what must be survived here; and what is
    # deleted is overwritten, for people are told that it is gone.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
