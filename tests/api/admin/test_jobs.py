"""Jobs as all processes see them: going, over, given up."""

import os
import pickle
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.admin import document_words as words
from api.admin.document_jobs import FileReading
from api.admin.jobs import Jobs, new_id
from corpus.errors import UnreadableDocument
from corpus.readers.extract import Progress
from tests.api.admin.operators import FakeNow

Readings = Jobs[FileReading]


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    return Jobs(tmp_path / ".reading", FileReading, places=1)


def reading_of(name: str = "kh.pdf") -> FileReading:
    return FileReading(job_id=new_id(), started_at=FakeNow()(), name=name)


def start(readings: Readings, work: Callable[[Progress], str], name: str = "kh.pdf") -> str | None:
    """Starts a reading that becomes version 1 of the document that `work` names."""
    reading = reading_of(name)

    def become(progress: Progress) -> FileReading:
        return reading.model_copy(update={"document_id": work(progress), "version": 1})

    return reading.job_id if readings.start(reading, become) else None


def over(readings: Readings, job_id: str | None) -> FileReading:
    assert job_id is not None
    for _ in range(400):
        reading = readings.get(job_id)
        assert reading is not None
        if reading.is_over:
            return reading
        time.sleep(0.02)
    raise AssertionError("the reading does not end")


def fail(fault: Exception) -> str:
    raise fault


def age(readings: Readings, job_id: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(readings.folder / f"{job_id}.json", (then, then))


def wait_for_a_place(readings: Readings) -> None:
    for _ in range(100):  # a moment after the job is over
        if not readings.is_full:
            return
        time.sleep(0.02)
    raise AssertionError("the place is not given back")


def test_steps_are_told_while_a_job_goes_on_and_no_other_is_started(readings: Readings, tmp_path: Path) -> None:
    told, may_end = threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        pickle.loads(pickle.dumps(progress))(3, 12)  # as another process would
        told.set()
        assert may_end.wait(10)
        return "kh"

    job_id = start(readings, work)
    assert job_id is not None
    assert told.wait(10)
    of_another_process = Jobs(tmp_path / ".reading", FileReading, places=2)
    going = of_another_process.get(job_id)
    refused = start(readings, work)
    may_end.set()
    done = over(readings, job_id)

    assert going is not None
    assert (going.name, going.step, going.steps, going.is_over) == ("kh.pdf", 3, 12, False)
    assert refused is None
    assert (done.document_id, done.version, done.fault) == ("kh", 1, None)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (UnreadableDocument("Tệp hỏng."), "Tệp hỏng."),
        (OSError("disk full"), words.NOT_WRITTEN),
        (RuntimeError("a bug with a name in it"), words.BUG.split("{")[0]),
    ],
)
def test_what_went_wrong_is_a_sentence_and_the_next_job_is_done(
    readings: Readings, fault: Exception, sentence: str
) -> None:
    reading = over(readings, start(readings, lambda _: fail(fault)))

    assert (reading.fault or "").startswith(sentence)
    assert "a name" not in (reading.fault or "")
    assert readings.all() == (reading,)
    wait_for_a_place(readings)
    assert over(readings, start(readings, lambda _: "kh")).document_id == "kh"


def test_job_of_a_process_that_ended_is_given_up(readings: Readings) -> None:
    reading = reading_of()
    readings.folder.mkdir()
    (readings.folder / f"{reading.job_id}.json").write_text(reading.model_dump_json(), encoding="utf-8")
    assert readings.get(reading.job_id) == reading

    age(readings, reading.job_id, 61)
    found = readings.get(reading.job_id)
    assert found is not None
    assert (found.fault, found.is_over) == (words.STOPPED, True)


def test_old_jobs_are_removed_with_the_next(readings: Readings) -> None:
    first = over(readings, start(readings, lambda _: "kh")).job_id
    age(readings, first, 86_401)
    wait_for_a_place(readings)
    second = over(readings, start(readings, lambda _: "kh")).job_id

    assert readings.get(first) is None
    assert [path.stem for path in readings.folder.glob("*.json")] == [second]


@pytest.mark.parametrize("job_id", ["", "..", "../history", "a" * 31, "A" * 32])
def test_id_is_no_path(readings: Readings, job_id: str) -> None:
    assert readings.get(job_id) is None
