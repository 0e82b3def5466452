"""A file is read apart: whatever happens to its reader, the caller gets the text or one sentence."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError, UnreadableDocument, UnsupportedDocument
from corpus.intake import sandbox
from corpus.intake.sandbox import MAX_FILE_BYTES, read_apart
from corpus.readers.extract import FileKind

TEXT = "KẾ HOẠCH\nCải cách hành chính năm 2027\n".encode()


def children() -> set[int]:
    """Returns the worker processes that this one started."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            is_worker = b"corpus.intake.worker" in path.read_bytes()
            parent = (path.parent / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if is_worker and int(parent) == os.getpid():
            found.add(int(path.parent.name))
    return found


def test_text_comes_back_with_its_progress() -> None:
    told: list[tuple[int, int]] = []
    extract = read_apart(TEXT, "kh.txt", lambda page, pages: told.append((page, pages)))

    assert extract.kind is FileKind.TEXT
    assert [line.text for line in extract.lines if line.text] == ["KẾ HOẠCH", "Cải cách hành chính năm 2027"]
    assert told == [(1, 1)]
    assert children() == set()


def test_fault_of_the_reader_is_its_own_sentence() -> None:
    with pytest.raises(CorpusError, match=r"kh\.docx"):
        read_apart(b"%PDF-1.7 broken", "kh.docx")


@pytest.mark.parametrize("data", [b"", b"  \n"])
def test_empty_file(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="trống"):
        read_apart(data, "kh.txt")


def test_too_large_file_is_not_even_looked_at() -> None:
    with pytest.raises(UnreadableDocument, match="50 MB"):
        read_apart(bytes(MAX_FILE_BYTES + 1), "kh.pdf")


def test_unknown_kind_is_refused_before_anything_is_started() -> None:
    with pytest.raises(UnsupportedDocument, match="RAR"):
        read_apart(b"Rar!....", "kh.rar")


def test_reader_that_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match="quá 0 giây"):
        read_apart(TEXT, "kh.txt", time_limit_s=0.02)
    assert time.monotonic() - started < 20
    assert children() == set()


def test_reader_that_stays_on_a_page_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_STALL_LIMIT_S", 0.02)
    with pytest.raises(UnreadableDocument, match="quá 0 giây"):
        read_apart(TEXT, "kh.txt")
    assert children() == set()


def test_reader_that_dies_is_a_sentence() -> None:
    def kill() -> None:
        while not stopped.is_set():
            for pid in children():
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.002)

    stopped = threading.Event()
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with pytest.raises(UnreadableDocument, match="dừng đột ngột"):
            read_apart(TEXT, "kh.txt")
    finally:
        stopped.set()
        killer.join()


def test_no_secret_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    start = subprocess.Popen

    def recording(command: list[str], *, env: dict[str, str], **rest: Any) -> "subprocess.Popen[bytes]":
        given.append(env)
        return start(command, env=env, **rest)

    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.setattr(subprocess, "Popen", recording)
    read_apart(TEXT, "kh.txt")

    (environment,) = given
    assert "secret" not in str(environment)


def test_reader_gives_way_to_whoever_asks_a_question() -> None:
    code = "import os; from corpus.intake.confinement import confine; confine(); print(os.nice(0))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) > os.nice(0)
