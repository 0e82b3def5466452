"""Readings of files as all processes see them: going, over, given up."""

import os
import threading
import time
from pathlib import Path

import pytest

from api.admin import document_words as words
from api.admin.readings import FileReading, Readings
from corpus.errors import UnreadableDocument
from corpus.readers.extract import Progress
from tests.api.admin.operators import FakeNow


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    return Readings(tmp_path / ".reading", FakeNow(), places=1)


def over(readings: Readings, reading_id: str | None) -> FileReading:
    assert reading_id is not None
    for _ in range(400):
        reading = readings.get(reading_id)
        assert reading is not None
        if reading.is_over:
            return reading
        time.sleep(0.02)
    raise AssertionError("the reading does not end")


def fail(fault: Exception) -> tuple[str, int]:
    raise fault


def age(readings: Readings, reading_id: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(readings.folder / f"{reading_id}.json", (then, then))


def test_pages_are_told_while_a_file_is_read_and_no_other_is_started(readings: Readings, tmp_path: Path) -> None:
    told, may_end = threading.Event(), threading.Event()

    def work(progress: Progress) -> tuple[str, int]:
        progress(3, 12)
        told.set()
        assert may_end.wait(10)
        return "kh", 2

    reading_id = readings.start("kh.pdf", work)
    assert reading_id is not None
    assert told.wait(10)
    of_another_process = Readings(tmp_path / ".reading", FakeNow())
    going = of_another_process.get(reading_id)
    refused = readings.start("b.pdf", work)
    may_end.set()
    done = over(readings, reading_id)

    assert going is not None
    assert (going.name, going.page, going.pages, going.is_over) == ("kh.pdf", 3, 12, False)
    assert refused is None
    assert (done.document_id, done.version) == ("kh", 2)
    assert readings.unfinished() == ()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (UnreadableDocument("Tệp hỏng."), "Tệp hỏng."),
        (OSError("disk full"), words.NOT_WRITTEN),
        (RuntimeError("a bug with a name in it"), words.BUG.split("{")[0]),
    ],
)
def test_what_went_wrong_is_a_sentence_and_the_next_file_is_read(
    readings: Readings, fault: Exception, sentence: str
) -> None:
    reading = over(readings, readings.start("a.pdf", lambda _: fail(fault)))

    assert (reading.fault or "").startswith(sentence)
    assert "a name" not in (reading.fault or "")
    assert readings.unfinished() == (reading,)
    for _ in range(100):  # its place is free a moment later
        if not readings.is_full:
            break
        time.sleep(0.02)
    assert over(readings, readings.start("b.pdf", lambda _: ("kh", 1))).document_id == "kh"


def test_reading_of_a_process_that_ended_is_given_up(readings: Readings) -> None:
    reading = FileReading(reading_id="a" * 32, name="a.pdf", started_at=FakeNow()())
    readings.folder.mkdir()
    (readings.folder / f"{reading.reading_id}.json").write_text(reading.model_dump_json(), encoding="utf-8")
    assert readings.get(reading.reading_id) == reading

    age(readings, reading.reading_id, 61)
    found = readings.get(reading.reading_id)
    assert found is not None
    assert found.fault == words.STOPPED


def test_old_readings_are_removed_with_the_next(readings: Readings) -> None:
    first = over(readings, readings.start("a.pdf", lambda _: ("kh", 1))).reading_id
    age(readings, first, 86_401)
    while readings.is_full:
        time.sleep(0.02)
    second = over(readings, readings.start("b.pdf", lambda _: ("kh", 2))).reading_id

    assert readings.get(first) is None
    assert [path.stem for path in readings.folder.glob("*.json")] == [second]


@pytest.mark.parametrize("reading_id", ["", "..", "../history", "a" * 31, "A" * 32])
def test_id_is_no_path(readings: Readings, reading_id: str) -> None:
    assert readings.get(reading_id) is None
