"""The store's commands in processes of their own: an index is noted, a lost folder comes back."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from tests.e2e.conftest import MOTCUA


def run(folder: Path, *args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {
        "DATABASE_URL": f"sqlite:///{folder / 'motcua.db'}",
        "BOT_IDENTITY_KEY_PATH": str(folder / "identity.key"),
        "API_PROCEDURES_DIR": str(folder / "procedures"),
        "API_DOCUMENTS_DIR": str(folder / "documents"),
    }
    return subprocess.run(
        [MOTCUA, *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | own | environment,
    )


def test_new_index_is_noted_and_survives_the_loss_of_the_folder(tmp_path: Path) -> None:
    folder, archive = tmp_path / "var", tmp_path / "motcua.zip"
    indexed = run(folder, "index", "--index", tmp_path / "index")
    has_key = (folder / "identity.key").exists()
    backed = run(folder, "store", "backup", archive)
    shutil.rmtree(folder)
    restored = run(folder, "store", "restore", archive)
    checked = run(folder, "store", "check")
    connection = sqlite3.connect(folder / "motcua.db")
    rows = connection.execute("SELECT action, detail FROM audit ORDER BY done_at").fetchall()
    connection.close()
    detail = json.loads(rows[0][1])

    assert [done.returncode for done in (indexed, backed, restored, checked)] == [0, 0, 0, 0]
    assert "nhật ký vận hành" not in indexed.stderr
    assert not has_key
    assert [action for action, _ in rows] == ["index", "restore"]
    assert detail["index_id"] in indexed.stdout
    assert "lac-phuong-cchc-2026-2030" in detail["documents"]
    assert detail["created"] > 100


def test_index_is_built_where_the_store_is_away(tmp_path: Path) -> None:
    away = "postgresql+psycopg://user:secret@127.0.0.1:1/none"
    done = run(tmp_path, "index", "--index", tmp_path / "index", DATABASE_URL=away)

    assert done.returncode == 0
    assert done.stderr.count("nhật ký vận hành") == 1
    assert "secret" not in done.stderr
    assert (tmp_path / "index" / "CURRENT").exists()
