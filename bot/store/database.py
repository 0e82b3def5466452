"""The connection: SQLite by default, PostgreSQL by address; UTC instants; statements that both understand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Table,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import ArgumentError, InterfaceError, InternalError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

Clock = Callable[[], datetime]
_CONNECT_S = 3
# How long a write waits for its turn.
_WAIT_S = 10


class StoreUnavailable(Exception):
    """The store cannot be reached, opened or written now; the message is Vietnamese, for the operator."""


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
        self._line = Lock()

    @property
    def place(self) -> str:
        """The address, for an operator: without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yields a transaction that may write. SQLite waits for its turn at once: readers never become writers."""
        with (
            self._translated(),
            self._in_line(),
            self.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Lets this process's threads write to SQLite one after another.

        It takes one write at a time and has the others sleep and ask again, which costs more than the write.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._line.acquire(timeout=_WAIT_S):
            raise self._unavailable()
        try:
            yield
        finally:
            self._line.release()

    def _unavailable(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"cơ sở dữ liệu {self.place!r} không dùng được; hãy kiểm tra DATABASE_URL và quyền ghi."
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Tells what the operator can mend, or time, from what is a bug."""
        try:
            yield
        except (OperationalError, InterfaceError, InternalError, PoolTimeout) as exc:
            raise self._unavailable() from exc

    def ping(self) -> None:
        """Raises `StoreUnavailable` where the database does not answer."""
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT 1")

    def wipe(self) -> None:
        """Takes what was deleted out of SQLite's write-ahead log as well."""
        if self.is_sqlite:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Inserts a row unless its key is taken; tells whether it did."""
    return connection.execute(_insert_new(connection.dialect.name, table), dict(values)).first() is not None


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Inserts the row of `key`, or replaces its `values`."""
    statement = _put(connection.dialect.name, table, tuple(key), tuple(values))
    connection.execute(statement, {**key, **values})


# Every answer is written by two of these; building a statement anew takes longer than running it.
@cache
def _insert_new(dialect: str, table: Table) -> Executable:
    # The number of rows is not told here by PostgreSQL's driver; what was inserted is.
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key.columns)


@cache
def _put(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Executable:
    statement = _insert(dialect, table)
    given = {column: statement.excluded[column] for column in columns}
    return statement.on_conflict_do_update(index_elements=key, set_=given)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
        # A fault of the database must not show in the log what was being written.
        if address.get_backend_name() != "sqlite":
            engine = create_engine(
                address, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": _CONNECT_S}
            )
            event.listen(engine, "handle_error", _leave_out_the_detail)
            return engine
    except (ArgumentError, ImportError, NoSuchModuleError, ValueError):  # a message may quote parts of the password
        raise StoreUnavailable(
            "DATABASE_URL không đọc được; hãy viết như sqlite:///var/motcua.db hoặc postgresql+psycopg://…"
        ) from None
    if address.database:
        path = Path(address.database)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # before SQLite makes it for everybody to read
        except OSError as exc:
            raise StoreUnavailable(f"không ghi được {str(path)!r}; hãy kiểm tra DATABASE_URL.") from exc
    engine = create_engine(address, connect_args={"timeout": _WAIT_S}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, and not before changes of tables: `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers beside one writer; commits that survive the process, which is what must be survived here; and what is
    # deleted is overwritten, for people are told that it is gone.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _leave_out_the_detail(context: ExceptionContext) -> None:
    """Leaves only the first line of what PostgreSQL says: the lines below it quote the row."""
    wrapped = context.sqlalchemy_exception
    for fault in (context.original_exception, wrapped):
        if fault is not None and fault.args:
            fault.args = (str(fault.args[0]).partition("\n")[0],)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', '')}")
