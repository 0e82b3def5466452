"""Databases for tests: SQLite in a folder, and a real PostgreSQL server of the tests' own."""

import atexit
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.settings import BotSettings
from bot.store.database import Clock, Database, utc_now
from bot.store.identity import Pseudonyms
from bot.store.keeper import Keeper, make_keeper
from bot.store.migrating import migrate
from bot.store.sites import Site
from bot.store.store import Store
from scripts.check_system import postgresql_program
from tests.support.servers import free_port, wait_until_open

KEY = b"test key"
_USER = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this user

# Tests run beside each other: a disk that is busy is no store that is down.
PATIENT = BotSettings(_env_file=None, store_wait_s=60)


def make_store(place: Path | str, now: Clock = utc_now) -> Store:
    """Returns the store of a folder, or one at an address, its tables made."""
    database = Database(place if isinstance(place, str) else store_url(place), now)
    migrate(database)
    return Store(database, Pseudonyms(KEY))


def store_url(folder: Path) -> str:
    """Returns where the store of a test's folder is: a SQLite file in it, its tables made.

    With TEST_DATABASE=postgresql in the environment it is a database of a real server: so every test of every channel
    can be run on either.
    """
    if os.environ.get("TEST_DATABASE") == "postgresql":
        return _server_url(folder)
    path = folder / "store.db"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_empty_file())
    return f"sqlite:///{path}"


@cache
def _server_url(folder: Path) -> str:
    url = _server().fresh()
    database = Database(url)
    migrate(database)
    database.close()
    return url


@cache
def _server() -> "PostgresServer":
    opened = contextlib.ExitStack()
    atexit.register(opened.close)
    return opened.enter_context(postgres_server())


def keeper_in(folder: Path | None = None, sites: Iterable[Site] = ()) -> Keeper:
    """Returns a keeper over a store in `folder`, else in one that is removed with the process; closed with it.

    The store holds `sites`.
    """
    store = make_store(folder or _folder())
    store.sites.put(sites)
    atexit.register(store.close)
    return make_keeper(store, PATIENT)


@cache
def _empty_file() -> bytes:
    """Returns a SQLite file with all tables: made once, because the steps take a tenth of a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        database = Database(f"sqlite:///{path}")
        migrate(database)
        database.wipe()
        database.close()
        return path.read_bytes()


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="motcua-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class PostgresServer:
    """A server on a free port, with its files in memory-fast places and no syncing; every database is fresh."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{database}"

    @property
    def command(self) -> list[str]:
        """What runs the server."""
        options = (
            "-p",
            str(self.port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=600",  # each test's store keeps its own
            "-c",
            f"unix_socket_directories={self.folder}",
        )
        return [*as_user(), _program("postgres"), "-D", str(self.folder / "data"), *options]

    def start(self) -> None:
        self._process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        wait_until_open(self.port, self._process)
        for _ in range(300):  # its port is open before it is done starting
            try:
                return self._execute("SELECT 1")
            except OperationalError:
                time.sleep(0.1)
        raise AssertionError("the database does not start")

    def stop(self) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            subprocess.run(
                [*as_user(), _program("pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
            )
        self._process.wait(timeout=30)
        self._process = None

    def pids(self) -> list[int]:
        """Returns the server's process and those that serve its connections."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
        return [self._process.pid, *map(int, children.split())]

    def fresh(self, template: str = "template0") -> str:
        """Makes a database and returns its address."""
        name = f"t{uuid4().hex[:12]}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()


@contextlib.contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Runs a PostgreSQL server for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    server = made_cluster(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def made_cluster(folder: Path) -> PostgresServer:
    """Returns a server that was not started yet, with its files in `folder`."""
    if os.getuid() == 0:
        user = pwd.getpwnam(_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
    subprocess.run(
        [*as_user(), _program("initdb"), "-D", str(folder / "data"), "-U", _USER, "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    return PostgresServer(folder, free_port())


def as_user() -> tuple[str, ...]:
    """Returns what runs a program as the database's user, where the tests are root's."""
    return ("setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups") if os.getuid() == 0 else ()


def _program(name: str) -> str:
    path = postgresql_program(name)
    assert path is not None
    return path
