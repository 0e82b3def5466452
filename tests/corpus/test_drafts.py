"""A file comes to its place whole; a draft whose writer is gone goes, one that is being written stays."""

import stat
from pathlib import Path

import pytest

from corpus.drafts import draft_of, make_draft


def test_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with draft_of(path, mode=0o640) as file:
        file.write(b"new")
        assert path.read_text(encoding="utf-8") == "old"

    assert path.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_failure_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), draft_of(path) as file:
        file.write(b"new")
        raise RuntimeError

    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_only_abandoned_drafts_of_the_same_file_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    abandoned, file = make_draft(path)
    file.close()
    of_another, file = make_draft(tmp_path / "b.txt")
    file.close()
    held, file = make_draft(path)
    with file:
        next_one, other = make_draft(path)
        other.close()

    assert not abandoned.exists()
    assert of_another.exists()
    assert held.exists()
    assert next_one.exists()


def test_journal_goes_with_the_draft_that_it_is_of(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    abandoned, file = make_draft(path)
    file.close()
    held, other = make_draft(tmp_path / "held")
    for draft in (abandoned, held):
        draft.with_name(f"{draft.name}-journal").touch()
    with other:
        make_draft(path)[1].close()
        make_draft(tmp_path / "held")[1].close()

    assert not abandoned.with_name(f"{abandoned.name}-journal").exists()
    assert held.with_name(f"{held.name}-journal").exists()
