"""What the operator's commands do to the store, with the database's own faults told as one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import BotSettings
from bot.store import schema
from bot.store.answers import Answers
from bot.store.database import Database, StoreUnavailable
from bot.store.migrating import HEAD, migrate, revision_of
from bot.store.operating import Audit


@contextmanager
def told_plainly(database: Database) -> Iterator[None]:
    """Turns a fault of the database into `StoreUnavailable`."""
    try:
        yield
    except SQLAlchemyError as exc:
        raise StoreUnavailable(
            f"cơ sở dữ liệu {database.place!r} không làm được việc này; hãy kiểm tra kết nối và quyền ghi."
        ) from exc


def note_act(settings: BotSettings, action: str, **detail: object) -> None:
    """Notes something that the console did. A SQLite store is made if there is none; no key is needed.

    Raises:
        StoreUnavailable: it could not be noted.
    """
    database = Database(settings.database_url)
    try:
        with told_plainly(database):
            if database.is_sqlite:
                migrate(database)
            Audit(database).note("console", action, **detail)
    finally:
        database.close()


def asked_in_vain(settings: BotSettings, commune: str, limit: int = 100) -> tuple[str, ...]:
    """Returns questions of a commune that got no answer, masked as they are stored, most often asked first.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    database = Database(settings.database_url)
    try:
        with told_plainly(database):
            if database.is_sqlite:
                migrate(database)
            return tuple(gap.question for gap in Answers(database).gaps(commune, limit))
    finally:
        database.close()


def check(database: Database) -> dict[str, int]:
    """Returns how many rows each table holds, after a row was written and taken back.

    Raises:
        StoreUnavailable: it cannot be read or written, or its tables are of another version.
    """
    found = revision_of(database)
    if found != HEAD:
        raise StoreUnavailable(
            f"cơ sở dữ liệu {database.place!r} ở bước {found or 'chưa có bảng'}, chương trình cần bước {HEAD}; "
            "hãy chạy `motcua store upgrade`."
        )
    with told_plainly(database):
        trying = database.engine.connect().execution_options(sqlite_begin="IMMEDIATE")
        with trying as connection, connection.begin() as trial:
            row = {"sign_in_id": "motcua-store-check", "tried_at": database.now()}
            connection.execute(schema.sign_ins.insert().values(**row))
            trial.rollback()
        with database.reading() as connection:
            return {table.name: _count(connection, table.name) for table in schema.metadata.sorted_tables}


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one())
