"""`motcua store upgrade` killed at any moment: the old tables or the new ones, with every row."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import main
from bot.store.database import Database
from bot.store.migrating import HEAD, revision_in
from tests.reliability.killing import KILLS, KILLS_POSTGRESQL, Of, Tally, Victim, moments
from tests.reliability.stores import chat_rows, check_sound, fill, shape
from tests.support.databases import PostgresServer

pytestmark = pytest.mark.slow
OLD = "0001"
ROWS = 3000
WORK = "api.commands.store:migrate"
# The tables are changed in one transaction: there are no files to watch.
IN_TIME = (Of.WORK, Of.RUN, Of.WORK)


def test_killed_upgrade_of_sqlite(
    tmp_path: Path, environment: dict[str, str], tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = Database(f"sqlite:///{tmp_path / 'filled.db'}")
    fill(filled, OLD, ROWS)
    filled.wipe()
    filled.close()
    made = 0

    def fresh() -> str:
        nonlocal made
        made += 1
        shutil.copyfile(tmp_path / "filled.db", tmp_path / f"{made}.db")
        return f"sqlite:///{tmp_path / f'{made}.db'}"

    victim = Victim("upgrade", WORK, tmp_path, environment, tally)
    _kill_upgrades(victim, KILLS["upgrade"], fresh, monkeypatch)


@pytest.mark.needs("postgresql")
def test_killed_upgrade_of_postgresql(
    tmp_path: Path,
    environment: dict[str, str],
    tally: Tally,
    monkeypatch: pytest.MonkeyPatch,
    postgresql: PostgresServer,
) -> None:
    url = postgresql.fresh()
    filled = Database(url)
    fill(filled, OLD, ROWS)
    filled.close()
    template = url.rpartition("/")[2]
    victim = Victim("upgrade (PostgreSQL)", WORK, tmp_path, environment, tally)
    _kill_upgrades(victim, KILLS_POSTGRESQL["upgrade"], lambda: postgresql.fresh(template), monkeypatch)


def _kill_upgrades(victim: Victim, wanted: int, fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Kills so many upgrades, each of a database of its own that `fresh` makes at the old step."""
    kind, environment = victim.kind, dict(victim.environment)
    victim.environment = environment
    environment["DATABASE_URL"] = url = fresh()
    shapes: dict[str | None, object] = {}
    rows: dict[str | None, object] = {}
    shapes[OLD], rows[OLD] = _read(url, OLD)
    victim.measure("store", "upgrade")
    environment["DATABASE_URL"] = url = fresh()
    victim.measure("store", "upgrade")
    shapes[HEAD], rows[HEAD] = _read(url, HEAD)
    assert rows[OLD] == rows[HEAD]
    assert shapes[OLD] != shapes[HEAD]

    for moment in moments(kind, wanted, IN_TIME):
        environment["DATABASE_URL"] = url = fresh()
        monkeypatch.setenv("DATABASE_URL", url)
        victim.kill(moment, "store", "upgrade")
        revision = _revision(url)
        assert _read(url, revision) == (shapes[revision], rows[OLD]), moment

        assert main(["store", "upgrade"]) == 0
        assert _read(url, HEAD) == (shapes[HEAD], rows[OLD]), moment
        if victim.tally.kills[kind] == wanted:
            break

    victim.tally.check(kind, wanted)


def _revision(url: str) -> str | None:
    database = Database(url)
    with database.reading() as connection:
        revision = revision_in(connection)
    database.close()
    return revision


def _read(url: str, revision: str | None) -> tuple[object, object]:
    """Returns tables and rows of a database that must be at the step."""
    database = Database(url)
    with database.reading() as connection:
        assert revision_in(connection) == revision
        check_sound(connection)
        read = shape(connection), chat_rows(connection)
    database.close()
    return read
