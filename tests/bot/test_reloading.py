"""A newly built index is taken up while questions are answered, and a broken one is not."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.assistant import Assistant
from bot.events import AnswerEvent
from bot.reloading import LiveAssistant
from bot.settings import BotSettings
from corpus.ingest import load_corpus
from retrieval.index import open_index
from retrieval.indexing import build_index
from retrieval.settings import RetrievalSettings
from tests.support.shipped import write_plan

PLAN = """ỦY BAN NHÂN DÂN
XÃ {name}

KẾ HOẠCH
Cải cách hành chính năm 2026

I. MỤC TIÊU
- Thanh toán trực tuyến đạt từ {value}% trở lên.
"""
SETTINGS = RetrievalSettings.model_construct(embedder="none")
QUESTION = "chỉ tiêu thanh toán trực tuyến là bao nhiêu?"


def build(folder: Path, *, value: int) -> str:
    corpus = folder / f"corpus-{value}"
    write_plan(corpus, "xa-mau", "xã Mẫu", "tỉnh Mẫu", PLAN.format(name="MẪU", value=value))
    return build_index(load_corpus(corpus), folder / "index", SETTINGS).index_id


def open_there(folder: Path) -> Assistant:
    index = open_index(folder / "index", SETTINGS)
    return assemble(index, BotSettings(_env_file=None))


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveAssistant]:
    build(tmp_path, value=50)
    live = LiveAssistant(lambda: open_there(tmp_path), tmp_path / "index")
    yield live
    live.close()


def test_new_index_answers_once_it_is_there(live: LiveAssistant, tmp_path: Path) -> None:
    before = live.ask(QUESTION, "xa-mau").text
    unchanged = live.refresh()
    index_id = build(tmp_path, value=70)
    changed = live.refresh()

    assert "50%" in before
    assert (unchanged, changed) == (False, True)
    assert live.index.manifest.index_id == index_id
    assert "70%" in live.ask(QUESTION, "xa-mau").text


def test_whoever_counts_goes_on_counting(live: LiveAssistant, tmp_path: Path) -> None:
    seen: list[AnswerEvent] = []
    live.observers.append(seen.append)
    live.ask(QUESTION, "xa-mau")
    build(tmp_path, value=70)
    live.refresh()
    live.ask(QUESTION, "xa-mau")

    assert len({event.index_id for event in seen}) == len(seen) == 2


def test_broken_index_is_left_and_the_old_one_answers(
    live: LiveAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index_id = build(tmp_path, value=70)
    (tmp_path / "index" / index_id / "corpus.json").write_text("{", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        taken = [live.refresh() for _ in range(3)]

    assert taken == [False] * 3
    assert "50%" in live.ask(QUESTION, "xa-mau").text
    assert len([record for record in caplog.records if "not taken up" in record.message]) == 1
    build(tmp_path, value=80)
    assert live.refresh()


def test_folder_that_is_gone_changes_nothing(live: LiveAssistant, tmp_path: Path) -> None:
    (tmp_path / "index" / "CURRENT").unlink()

    assert not live.refresh()
    assert "50%" in live.ask(QUESTION, "xa-mau").text


def test_watcher_looks_by_itself(live: LiveAssistant, tmp_path: Path) -> None:
    live.watch(every_s=0.05)
    index_id = build(tmp_path, value=70)
    for _ in range(200):
        if live.index.manifest.index_id == index_id:
            break
        live._stop.wait(0.05)

    assert live.index.manifest.index_id == index_id
