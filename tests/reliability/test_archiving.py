"""`motcua store backup` and `restore` killed at any moment: the old archive or the new; the old rows or the new."""

from pathlib import Path

import pytest

from api.cli import main
from bot.store.archive.reading import opened_archive
from bot.store.database import Database
from bot.store.migrating import HEAD
from tests.reliability.killing import KILLS, Tally, Victim, moments
from tests.reliability.stores import State, check_sound, everything, fill

pytestmark = pytest.mark.slow
ROWS = 3000


def fill_deployment(folder: Path, version: int) -> None:
    """Fills the store and the folder of procedures with something that bears the version."""
    database = Database(f"sqlite:///{folder / 'own.db'}")
    fill(database, HEAD, ROWS, version)
    database.close()
    procedures = folder / "procedures"
    procedures.mkdir(exist_ok=True)
    for name in ("procedures.jsonl", "withdrawals.jsonl"):
        (procedures / name).write_text(f"version {version}\n", encoding="utf-8")


def test_killed_backup_leaves_the_old_archive_or_the_new(
    tmp_path: Path, environment: dict[str, str], tally: Tally
) -> None:
    wanted, folder = KILLS["backup"], tmp_path / "backups"
    folder.mkdir()
    archive = folder / "motcua.zip"
    fill_deployment(tmp_path, 1)
    victim = Victim("backup", "api.commands.archiving:write_archive", tmp_path, environment, tally)
    victim.measure("store", "backup", archive)
    for moment in moments("backup", wanted):
        if tally.kills["backup"] % 2:
            archive.unlink(missing_ok=True)
        had = archive.read_bytes() if archive.exists() else None
        victim.kill(moment, "store", "backup", archive)
        if archive.exists():
            with opened_archive(archive) as opened:
                assert sum(opened.manifest.rows.values()) >= 4 * ROWS, moment
        else:
            assert had is None, moment
        assert main(["store", "backup", str(archive)]) == 0
        assert [path.name for path in folder.iterdir()] == [archive.name], moment
        if tally.kills["backup"] == wanted:
            break

    tally.check("backup", wanted)


def test_killed_restore_leaves_the_old_rows_or_the_new(
    tmp_path: Path, environment: dict[str, str], tally: Tally
) -> None:
    wanted = KILLS["restore"]
    archives = [tmp_path / "0.zip", tmp_path / "1.zip"]
    states = []
    for version, archive in enumerate(archives):
        (tmp_path / "own.db").unlink(missing_ok=True)
        fill_deployment(tmp_path, version)
        assert main(["store", "backup", str(archive)]) == 0
        states.append(_rows(tmp_path))
    victim = Victim("restore", "api.commands.archiving:restore_archive", tmp_path, environment, tally)
    victim.measure("store", "restore", archives[0], "--replace")
    assert _rows(tmp_path) == states[0] != states[1]

    for number, moment in enumerate(moments("restore", wanted), start=1):
        restoring = archives[number % 2]
        victim.kill(moment, "store", "restore", restoring, "--replace")
        assert _rows(tmp_path) in states, moment
        assert len(_files(tmp_path)) < 2, moment

        assert main(["store", "restore", str(restoring), "--replace"]) == 0
        assert _rows(tmp_path) == states[number % 2], moment
        assert _files(tmp_path) == {f"version {number % 2}\n"}, moment
        assert not [*tmp_path.glob(".*.part"), *tmp_path.glob(".*.old")], moment
        if tally.kills["restore"] == wanted:
            break

    tally.check("restore", wanted)


def _rows(folder: Path) -> State:
    database = Database(f"sqlite:///{folder / 'own.db'}")
    with database.reading() as connection:
        check_sound(connection)
        rows = everything(connection, but=("audit",))
    database.close()
    return rows


def _files(folder: Path) -> set[str]:
    """Returns what the files of the procedures say: one version where they are whole."""
    return {path.read_text(encoding="utf-8") for path in (folder / "procedures").glob("*.jsonl")}
