"""Building: what is reported, kept, reused, and left behind by a killed process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.documents import Corpus
from corpus.records import Record
from retrieval import (
    EmbeddingFailed,
    IndexReport,
    IndexUnavailable,
    RetrievalSettings,
    SearchFilter,
    SearchQuery,
    build_index,
    open_index,
)
from retrieval.vector_writing import open_vectors
from tests.retrieval.corpora import make_corpus, make_duty, make_target, make_task
from tests.retrieval.models import make_static_model


def _corpus(*records: Record) -> Corpus:
    return make_corpus(records, ())


def _folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir()}


def test_first_build_creates_everything(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    report = build_index(_corpus(make_target(), make_task()), tmp_path, lexical_settings)
    assert report == IndexReport(
        index_id=report.index_id,
        created=("tan-an/target-1", "tan-an/task-1"),
        updated=(),
        skipped=(),
        deleted=(),
        rejected=(),
    )
    assert (tmp_path / "CURRENT").read_text(encoding="ascii").strip() == report.index_id


def test_report_tells_what_changed(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    build_index(_corpus(make_target(), make_task(), make_duty()), tmp_path, lexical_settings)
    changed = _corpus(make_target(), make_task(title="Rà soát quy trình"), make_duty("tan-an/duty-2"))
    report = build_index(changed, tmp_path, lexical_settings)
    assert report.created == ("tan-an/duty-2",)
    assert report.updated == ("tan-an/task-1",)
    assert report.skipped == ("tan-an/target-1",)
    assert report.deleted == ("tan-an/duty-1",)
    assert str(report) == f"{report.index_id}: 1 created, 1 updated, 1 skipped, 1 deleted, 0 rejected"


def test_second_record_of_the_same_id_is_rejected(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    report = build_index(_corpus(make_target(), make_target(indicator="khác")), tmp_path, lexical_settings)
    assert report.rejected == ("tan-an/target-1",)
    assert open_index(tmp_path, lexical_settings).manifest.counts == {"target": 1}


def test_same_input_is_not_built_again(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    first = build_index(make_corpus(), tmp_path, lexical_settings)
    manifest = tmp_path / first.index_id / "manifest.json"
    before = manifest.stat().st_mtime_ns
    messages: list[str] = []
    second = build_index(make_corpus(), tmp_path, lexical_settings, messages.append)
    assert second.index_id == first.index_id
    assert second.skipped == first.created
    assert manifest.stat().st_mtime_ns == before
    assert messages == [str(second)]


def test_previous_index_is_kept_and_older_ones_removed(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    records = (make_target(), make_task(), make_duty())
    ids = [build_index(_corpus(record), tmp_path, lexical_settings).index_id for record in records]
    assert _folders(tmp_path) == set(ids[1:])
    build_index(_corpus(records[-1]), tmp_path, lexical_settings)
    assert _folders(tmp_path) == set(ids[1:])


def test_open_index_goes_on_serving_while_another_is_built(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    build_index(_corpus(make_target()), tmp_path, lexical_settings)
    index = open_index(tmp_path, lexical_settings)
    build_index(_corpus(make_duty()), tmp_path, lexical_settings)
    assert index.search(SearchQuery("thanh toán"), SearchFilter()).hits
    assert not open_index(tmp_path, lexical_settings).search(SearchQuery("thanh toán"), SearchFilter()).hits


KILLED = """
import os, signal, sys
from pathlib import Path
import retrieval.indexing, retrieval.vector_writing
from retrieval import RetrievalSettings, build_index
from tests.retrieval.corpora import make_corpus, make_duty, make_task

root, model, module, name, when = sys.argv[1:]
target = getattr(sys.modules["retrieval." + module], name)

def die(*args, **kwargs):
    if when == "after":
        target(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(sys.modules["retrieval." + module], name, die)
settings = RetrievalSettings(embedder="static", static_model_dir=Path(model), _env_file=None)
build_index(make_corpus((make_duty(), make_task()), ()), Path(root), settings)
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("indexing", "write_lexical_index"),
        ("indexing", "write_passages"),
        ("indexing", "replace_file"),
        ("vector_writing", "_embed"),
        ("indexing", "write_vectors"),
        ("indexing", "set_current"),
    ],
)
def test_killed_build_leaves_an_index_serving(
    module: str, name: str, when: str, tmp_path: Path, vector_settings: RetrievalSettings
) -> None:
    root = tmp_path / "index"
    old = build_index(make_corpus((make_target(),), ()), root, vector_settings)
    arguments = [str(root), str(vector_settings.static_model_dir), module, name, when]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL

    served = open_index(root, vector_settings)
    is_swapped = (name, when) == ("set_current", "after")
    assert (served.manifest.index_id == old.index_id) != is_swapped
    assert served.search(SearchQuery("hồ sơ kinh phí"), SearchFilter()).hits
    served.close()

    build_index(make_corpus((make_duty(), make_task()), ()), root, vector_settings)
    completed = open_index(root, vector_settings)
    result = completed.search(SearchQuery("kinh phí"), SearchFilter())
    assert result.is_vector_used
    assert set(result.hits[0].parts) == {"lexical", "vector"}
    assert len(result.hits) == 2
    completed.close()


def test_builds_of_one_root_wait_for_each_other(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    code = (
        "import sys, time; from pathlib import Path; from retrieval.locking import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(0.5)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        start = time.monotonic()
        build_index(make_corpus(), tmp_path, lexical_settings)
        assert time.monotonic() - start > 0.3


def test_unchanged_passages_keep_their_vectors(tmp_path: Path, vector_settings: RetrievalSettings) -> None:
    root = tmp_path / "index"
    messages: list[str] = []
    build_index(_corpus(make_target(), make_task()), root, vector_settings, messages.append)
    report = build_index(_corpus(make_target(), make_duty()), root, vector_settings, messages.append)
    assert "vectors: 2 to embed, 0 kept" in messages
    assert "vectors: 1 to embed, 1 kept" in messages
    store = open_vectors(root / report.index_id, vector_settings)
    assert store.ids() == {"tan-an/target-1", "tan-an/duty-1"}
    store.close()


def test_another_embedder_embeds_everything_anew(tmp_path: Path, vector_settings: RetrievalSettings) -> None:
    root = tmp_path / "index"
    build_index(_corpus(make_target()), root, vector_settings)
    other = make_static_model(tmp_path / "other", dimension=8, seed=3)
    messages: list[str] = []
    changed = vector_settings.model_copy(update={"static_model_dir": other})
    build_index(_corpus(make_target()), root, changed, messages.append)
    assert "vectors: 1 to embed, 0 kept" in messages


def test_unreadable_vectors_of_the_index_before_are_made_anew(
    tmp_path: Path, vector_settings: RetrievalSettings, caplog: pytest.LogCaptureFixture
) -> None:
    root = tmp_path / "index"
    first = build_index(_corpus(make_target()), root, vector_settings)
    (root / first.index_id / "vectors" / "chroma.sqlite3").write_bytes(b"broken" * 1000)
    build_index(_corpus(make_target(), make_task()), root, vector_settings)
    assert "embedding everything anew" in caplog.text


def test_vectors_on_a_server(tmp_path: Path, vector_settings: RetrievalSettings, chroma_url: str) -> None:
    root = tmp_path / "index"
    settings = vector_settings.model_copy(update={"chroma_url": chroma_url})
    ids = [
        build_index(_corpus(record), root, settings).index_id for record in (make_target(), make_task(), make_duty())
    ]
    assert not (root / ids[-1] / "vectors").exists()
    index = open_index(root, settings)
    assert index.search(SearchQuery("kinh phí"), SearchFilter()).is_vector_used
    index.close()
    with pytest.raises(IndexUnavailable):
        open_vectors(root / ids[0], settings)
    open_vectors(root / ids[1], settings).close()


def test_new_server_gets_the_vectors_of_an_index_that_is_there(
    tmp_path: Path, vector_settings: RetrievalSettings, chroma_url: str
) -> None:
    root = tmp_path / "index"
    first = build_index(_corpus(make_target()), root, vector_settings)
    settings = vector_settings.model_copy(update={"chroma_url": chroma_url})
    assert build_index(_corpus(make_target()), root, settings).index_id == first.index_id
    index = open_index(root, settings)
    assert index.search(SearchQuery("hồ sơ"), SearchFilter()).is_vector_used
    index.close()


def test_missing_model_leaves_the_index_as_it_was(tmp_path: Path, vector_settings: RetrievalSettings) -> None:
    root = tmp_path / "index"
    old = build_index(_corpus(make_target()), root, vector_settings)
    missing = vector_settings.model_copy(update={"static_model_dir": tmp_path / "none"})
    with pytest.raises(EmbeddingFailed, match="RETRIEVAL_STATIC_MODEL_DIR"):
        build_index(_corpus(make_task()), root, missing)
    assert open_index(root, vector_settings).manifest.index_id == old.index_id


def test_unwritable_root_is_reported(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="quyền ghi"):
        build_index(make_corpus(), tmp_path / "file", lexical_settings)


def test_process_id_is_not_left_in_the_folder(tmp_path: Path, lexical_settings: RetrievalSettings) -> None:
    report = build_index(make_corpus(), tmp_path, lexical_settings)
    names = {path.name for path in (tmp_path / report.index_id).iterdir()}
    assert names == {"manifest.json", "corpus.json", "passages.json", "lexical"}
    assert not [name for name in os.listdir(tmp_path) if str(os.getpid()) in name]  # noqa: PTH208
