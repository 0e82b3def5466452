"""Trials of versions: what would be answered, before anything is answered so."""

import os
import tempfile
from pathlib import Path

import pytest

from api.publishing import Publisher, internal_index_dir
from api.trials import TrialFailed, try_apart, try_version
from corpus.intake.corrections import Correction, Corrections
from corpus.intake.shelf import Shelf
from retrieval.manifest import current_folder
from tests.support.clerks import ID, TEXT, extract_of, make_clerk, submission
from tests.support.shipped import DATA

pytestmark = pytest.mark.slow
NEWER = TEXT.replace("đạt 87%", "đạt 88%")
MEETING = "Hội nghị đối thoại doanh nghiệp?"
UNANSWERED = "Theo kế hoạch 12/KH-UBND, ai chủ trì tổ chức hội nghị đối thoại với doanh nghiệp?"


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    root = tmp_path / "shipped"
    root.mkdir()
    (root / "tan-an").symlink_to(DATA / "tan-an")
    made = Publisher(Shelf(tmp_path / "documents"), tmp_path / "index", tmp_path / "procedures", root)
    made.build(made.corpus())
    return made


def untold(step: int, steps: int) -> None:
    """Tells nobody; a function of a module, as what goes to another process must be."""


def end(step: int, steps: int) -> None:
    """Ends the process that it is called in, as a system does that has no memory left."""
    os._exit(9)


def test_only_what_the_newer_version_says_otherwise_changes(publisher: Publisher, tmp_path: Path) -> None:
    clerk = make_clerk()
    first = publisher.shelf.add(submission(), extract_of(), clerk)
    publisher.publish(first, 1, clerk, is_reviewed=False)
    second = publisher.shelf.add(submission(NEWER), extract_of(NEWER), clerk)
    before = current_folder(publisher.index_dir), set(publisher.index_dir.rglob("*"))
    told: list[tuple[int, int]] = []
    trial = try_version(
        publisher, second, 2, ["Hội nghị đối thoại doanh nghiệp?"], tmp_path / "trial", lambda *at: told.append(at)
    )

    (change,) = trial.changes
    assert "thanh toán trực tuyến" in change.question
    assert "**87%**" in change.before
    assert "**88%**" in change.after
    assert told[-1] == (trial.asked, trial.asked)
    assert (current_folder(publisher.index_dir), set(publisher.index_dir.rglob("*"))) == before
    assert publisher.shelf.history(ID).published == 1


def test_what_was_put_right_is_what_is_tried(publisher: Publisher, tmp_path: Path) -> None:
    clerk = make_clerk()
    publisher.shelf.add(submission(), extract_of(), clerk)
    line = next(line for line in TEXT.splitlines() if "đạt 87%" in line)
    right = Corrections(lines=(Correction(before=line, after=line.replace("87%", "89%")),))
    history = publisher.shelf.correct(ID, 1, right, clerk)
    trial = try_version(publisher, history, 1, [], tmp_path / "trial", untold)

    assert any("**89%**" in change.after for change in trial.changes)
    assert not any("**87%**" in change.after for change in trial.changes)


def test_internal_document_is_tried_apart_and_reaches_no_public_index(publisher: Publisher) -> None:
    history = publisher.shelf.add(submission(is_internal=True), extract_of(), make_clerk())
    trial = try_apart(publisher, history, 1, [UNANSWERED], untold)
    again = {change.question: change for change in trial.changes}[UNANSWERED]

    assert "Phòng Kinh tế" in again.after
    assert "Phòng Kinh tế" not in again.before
    assert not internal_index_dir(publisher.index_dir).exists()
    # The vectors' file is as long as it may become; what has no vector yet is whatever lay in the memory before.
    public = [p for p in publisher.index_dir.rglob("*") if p.is_file() and p.name != "data_level0.bin"]
    assert public
    assert not [path for path in public if ID.encode() in path.read_bytes()]


def test_newer_version_of_an_internal_document_is_compared_with_the_one_in_use(
    publisher: Publisher, tmp_path: Path
) -> None:
    clerk = make_clerk()
    first = publisher.shelf.add(submission(is_internal=True), extract_of(), clerk)
    publisher.publish(first, 1, clerk, is_reviewed=False)
    second = publisher.shelf.add(submission(NEWER, is_internal=True), extract_of(NEWER), clerk)
    (change,) = try_version(publisher, second, 2, [], tmp_path / "trial", untold).changes

    assert ("**87%**" in change.before, "**88%**" in change.after) == (True, True)


def test_fault_of_the_other_process_is_its_sentence(publisher: Publisher) -> None:
    history = publisher.shelf.add(submission(), extract_of(), make_clerk())
    (publisher.shelf.folder(ID, 1) / "manifest.yaml").write_text("{", encoding="utf-8")

    with pytest.raises(TrialFailed, match="YAML"):
        try_apart(publisher, history, 1, [], untold)


def test_process_that_ends_without_a_word_is_told_and_leaves_nothing(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    history = publisher.shelf.add(submission(), extract_of(), make_clerk())

    with pytest.raises(TrialFailed, match="dừng đột ngột"):
        try_apart(publisher, history, 1, [], end)
    assert list((tmp_path / "temporary").iterdir()) == []
