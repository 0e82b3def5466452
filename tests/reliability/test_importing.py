"""`motcua procedures import` killed at any moment: every record is the old or the new, and the next run completes."""

from pathlib import Path

import pytest

from api.cli import main
from corpus.procedures.records import Procedure
from corpus.procedures.store import PROCEDURES_FILE, read_imported
from tests.corpus.procedures.support import record, write_records
from tests.reliability.killing import KILLS, Of, Tally, Victim, moments

pytestmark = pytest.mark.slow
ROWS = 400
# Nearly all of the time is reading; the file is written in a moment.
SHORT = (Of.CHANGES, Of.RUN, Of.CHANGES, Of.WORK)


def write_export(folder: Path, version: int) -> Path:
    """Writes records as the portal exports them; every record differs between the versions."""
    rows = (
        record(
            f"1.{number:06}",
            f"Thủ tục thử số {number}, bản {version}",
            trinh_tu_thuc_hien="Nộp hồ sơ tại bộ phận Một cửa. " * 20,
            so_quyet_dinh=f"{version}/QĐ-UBND",
        )
        for number in range(ROWS)
    )
    return write_records(folder / f"export-{version}.jsonl", rows)


def test_killed_import_leaves_old_or_new_records(tmp_path: Path, environment: dict[str, str], tally: Tally) -> None:
    store, wanted = tmp_path / "procedures", KILLS["import"]
    exports = [write_export(tmp_path, version) for version in (0, 1)]
    victim = Victim("import", "api.commands.procedures:import_procedures", tmp_path, environment, tally)
    states: list[dict[str, Procedure]] = []
    for export in (*exports, exports[0]):
        victim.measure("procedures", "import", export, "--as-of", "2026-03-02")
        states.append(read_imported(store))
    assert [len(state) for state in states] == [ROWS] * 3
    assert states[0] == states[2] != states[1]

    for number, moment in enumerate(moments("import", wanted, SHORT), start=1):
        export = exports[number % 2]
        victim.kill(moment, "procedures", "import", export, "--as-of", "2026-03-02")
        assert read_imported(store) in states, moment

        assert main(["procedures", "import", str(export), "--as-of", "2026-03-02"]) == 0
        assert read_imported(store) == states[number % 2], moment
        if tally.kills["import"] == wanted:
            break

    # What a killed import leaves goes with the next one that writes.
    assert main(["procedures", "import", str(exports[(number + 1) % 2]), "--as-of", "2026-03-02"]) == 0
    assert {path.name for path in store.iterdir()} - {".lock"} == {PROCEDURES_FILE}
    tally.check("import", wanted)
