"""`motcua serve` killed while people ask and rate: what was acknowledged is kept, and the next server answers."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import select

from api.cli import main
from bot.store import schema
from bot.store.database import Database
from bot.store.migrating import migrate
from tests.reliability.clients import Client, wait_until_it_answers
from tests.reliability.killing import KILLS, KILLS_POSTGRESQL, Of, Tally, kill_tree, moments, start
from tests.reliability.plans import write_version
from tests.reliability.stores import check_sound
from tests.support.databases import PostgresServer
from tests.support.servers import free_port, wait_until_open

pytestmark = pytest.mark.slow
LOAD_S = 1.0


class Server:
    """`motcua serve` over an index of one plan, in as many processes as asked for; started again and again."""

    def __init__(self, folder: Path, environment: dict[str, str], workers: int) -> None:
        assert main(["index", "--corpus", str(write_version(folder, 51))]) == 0
        self._folder, self._environment, self._workers = folder, environment, workers
        self.port = 0

    def start(self) -> None:
        self.port = free_port()
        arguments = ["serve", "--port", str(self.port), "--workers", str(self._workers)]
        self._process = start([sys.executable, "-m", "api.cli", *arguments], self._folder, self._environment)

    def wait(self) -> None:
        """Returns once it answers."""
        wait_until_open(self.port, self._process, 60)
        wait_until_it_answers(self.port)

    def kill(self) -> None:
        """Kills it; it must be there to be killed."""
        assert self._process.poll() is None, (self._folder / "said.log").read_text(encoding="utf-8")
        kill_tree(self._process)

    def end(self) -> None:
        kill_tree(self._process)


@contextmanager
def serving(folder: Path, environment: dict[str, str], workers: int = 1) -> Iterator[Server]:
    """Yields a server that is not started yet; none is left at the end."""
    server = Server(folder, environment, workers)
    try:
        yield server
    finally:
        server.end()


def test_killed_server_over_sqlite(tmp_path: Path, environment: dict[str, str], tally: Tally) -> None:
    with serving(tmp_path, environment) as server:
        _kill_servers("answer", KILLS["answer"], server, environment["DATABASE_URL"], tally)


@pytest.mark.needs("postgresql")
def test_killed_servers_over_postgresql(
    tmp_path: Path,
    environment: dict[str, str],
    tally: Tally,
    postgresql: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = postgresql.fresh()
    database = Database(url)
    migrate(database)
    database.close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("RETRIEVAL_EMBEDDER", "none")  # several processes cannot share vectors in files
    with serving(tmp_path, {**environment, "DATABASE_URL": url}, workers=2) as server:
        _kill_servers("answer (PostgreSQL)", KILLS_POSTGRESQL["answer"], server, url, tally)


def _kill_servers(kind: str, wanted: int, server: Server, url: str, tally: Tally) -> None:
    """Starts so many servers on one store, one after the other, and kills each with all of its processes."""
    answered: dict[str, str] = {}
    rated: dict[str, str] = {}
    started = time.monotonic()
    server.start()
    server.wait()
    startup_s = time.monotonic() - started
    server.kill()
    # Every third is killed at any time from its start, the others while they are asked.
    for moment in islice(moments(kind, wanted, (Of.WORK, Of.WORK, Of.RUN)), wanted):
        server.start()
        clients: list[Client] = []
        if moment.of is Of.WORK:
            server.wait()
            clients = [Client(server.port, rating) for rating in ("up", "down")]
            for client in clients:
                client.start()
        time.sleep(moment.share * (LOAD_S if clients else startup_s))
        server.kill()
        for client in clients:
            client.join()
            answered |= client.answered
            rated |= client.rated
            assert client.refused == [], moment
        tally.add(kind, is_mid_work=any(client.was_cut_off for client in clients))
        _check_store(url, answered, rated)

    server.start()
    server.wait()
    assert len(rated) > 2 * wanted
    assert set(answered.values()) == {"answered", "not_found"}
    tally.check(kind, wanted)


def _check_store(url: str, answered: dict[str, str], rated: dict[str, str]) -> None:
    """Fails where something that was acknowledged is missing, or something is there by halves."""
    database = Database(url)
    with database.reading() as connection:
        check_sound(connection)
        stored = {row.answer_id: row.status for row in connection.execute(select(schema.answers))}
        gaps = set(connection.execute(select(schema.unanswered.c.answer_id)).scalars())
        ratings = {row.answer_id: row.rating for row in connection.execute(select(schema.ratings))}
        turns = list(connection.execute(select(schema.turns.c.turn)).scalars())
    database.close()
    assert rated.items() <= ratings.items()
    assert answered.items() <= stored.items()
    assert ratings.keys() <= stored.keys()
    assert gaps == {answer_id for answer_id, status in stored.items() if status == "not_found"}
    assert all(isinstance(json.loads(turn), dict) for turn in turns)
