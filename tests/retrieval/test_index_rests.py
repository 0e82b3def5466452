"""What is removed below the root of an index, and what never is."""

import shutil
from pathlib import Path

import pytest

from retrieval import IndexUnavailable, RetrievalSettings, SearchFilter, SearchQuery, build_index, open_index
from retrieval.manifest import read_manifest
from tests.retrieval.corpora import make_corpus, make_duty, make_target, make_task

CORPORA = tuple(make_corpus((record,), ()) for record in (make_target(), make_task(), make_duty()))


def names(root: Path) -> set[str]:
    return {path.name for path in root.iterdir()} - {"CURRENT", ".lock"}


def test_rests_of_killed_builds_go_with_the_next_of_any_corpus(
    tmp_path: Path, lexical_settings: RetrievalSettings
) -> None:
    ids = [build_index(corpus, tmp_path, lexical_settings).index_id for corpus in CORPORA[:2]]
    (tmp_path / "0123456789abcdef" / "lexical").mkdir(parents=True)
    (tmp_path / ".CURRENT.7").write_text(ids[0], encoding="ascii")
    build_index(CORPORA[1], tmp_path, lexical_settings)

    assert names(tmp_path) == set(ids)


def test_killed_removal_leaves_nothing_that_seems_an_index(
    tmp_path: Path, lexical_settings: RetrievalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        ids = [build_index(corpus, tmp_path, lexical_settings).index_id for corpus in CORPORA]
    left = tmp_path / ids[0]
    assert left.is_dir()
    with pytest.raises(IndexUnavailable):
        read_manifest(left)

    shutil.rmtree(left / "lexical")
    build_index(CORPORA[0], tmp_path, lexical_settings)
    assert open_index(tmp_path, lexical_settings).search(SearchQuery("thanh toán"), SearchFilter()).hits


def test_folders_of_others_in_the_root_stay(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    (tmp_path / "documents").mkdir()
    for corpus in CORPORA:
        build_index(corpus, tmp_path, lexical_settings)

    assert "documents" in names(tmp_path)
    assert len(names(tmp_path)) == 3
