"""`motcua index` killed at any moment: the old index is served or the new one, and the next run leaves no rest."""

from itertools import cycle, pairwise
from pathlib import Path

import pytest

from api.cli import main
from retrieval.index import open_index
from retrieval.manifest import read_manifest, set_current
from retrieval.settings import RetrievalSettings
from tests.reliability.killing import KILLS, Tally, Victim, moments
from tests.reliability.plans import served, write_version

pytestmark = pytest.mark.slow
# Three versions, so that each build also removes one: two are kept.
FIGURES = (51, 62, 73)


def test_killed_indexing_leaves_one_index_whole(tmp_path: Path, environment: dict[str, str], tally: Tally) -> None:
    root, wanted = tmp_path / "index", KILLS["index"]
    corpora = {figure: write_version(tmp_path, figure) for figure in FIGURES}
    victim = Victim("index", "api.publishing:build_index", tmp_path, environment, tally)
    ids = {}
    for figure, corpus in corpora.items():
        victim.measure("index", "--corpus", corpus)
        ids[figure], answer = served(root)
        assert f"{figure}%" in answer

    steps = pairwise(cycle((FIGURES[-1], *FIGURES[:-1])))
    for (old, new), moment in zip(steps, moments("index", wanted), strict=False):
        victim.kill(moment, "index", "--corpus", corpora[new])
        index_id, answer = served(root)
        assert index_id in (ids[old], ids[new]), moment
        assert f"{old if index_id == ids[old] else new}%" in answer, moment

        assert main(["index", "--corpus", str(corpora[new])]) == 0
        assert read_manifest(root / (root / "CURRENT").read_text(encoding="ascii").strip()).index_id == ids[new]
        _check_folder(root, moment)
        if tally.kills["index"] == wanted:
            break

    assert len(set(ids.values())) == len(FIGURES)
    tally.check("index", wanted)


def _check_folder(root: Path, moment: object) -> None:
    """Fails unless there are at most two indexes, each whole, and nothing else."""
    names = {path.name for path in root.iterdir()} - {"CURRENT", ".lock"}
    assert len(names) <= 2, (moment, names)
    current = (root / "CURRENT").read_text(encoding="ascii").strip()
    for name in names:
        set_current(root, name)
        open_index(root, RetrievalSettings(_env_file=None)).close()
    set_current(root, current)
