"""Reads a file in a process of its own, within limits of time, memory and pages: its end is never ours."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from corpus import errors
from corpus.errors import CorpusError, UnreadableDocument
from corpus.readers.extract import Extract, Progress
from corpus.readers.kinds import kind_of

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_PAGES = 300
# Recognising a page takes two to five seconds on the machine that the service is made for.
_TIME_LIMIT_S = 900.0
# So long without a new page, and a broken file has a library going round.
_STALL_LIMIT_S = 180.0
_FAULTS: dict[str, type[CorpusError]] = {
    name: fault for name, fault in vars(errors).items() if isinstance(fault, type) and issubclass(fault, CorpusError)
}


def read_apart(
    data: bytes, name: str, progress: Progress = lambda page, pages: None, time_limit_s: float = _TIME_LIMIT_S
) -> Extract:
    """Returns the text of a clerk's file.

    Raises:
        CorpusError: it is too big, of no kind that is read, broken, or was not read within the limits.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableDocument(f"Tệp {name!r} lớn hơn {MAX_FILE_BYTES >> 20} MB; hãy chia nhỏ hoặc quét ở 300 dpi.")
    if not data.strip():
        raise UnreadableDocument(f"Tệp {name!r} trống; hãy kiểm tra lại tệp.")
    kind = kind_of(data, name)
    with tempfile.TemporaryDirectory(prefix="motcua-read-") as folder:
        path = Path(folder) / "source"
        path.write_bytes(data)
        command = [sys.executable, "-m", "corpus.intake.worker", str(path), kind.value, name]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(folder),
            start_new_session=True,
        ) as worker:
            watch = _Watch(worker, time_limit_s)

            def told_page(page: int, pages: int) -> None:
                watch.go_on()
                progress(page, pages)

            try:
                told = _told(worker, told_page)
            finally:
                watch.stop()
                _kill(worker)
    if isinstance(told, Extract):
        return told
    if told is not None:
        raise told
    if watch.late_s is not None:
        raise UnreadableDocument(
            f"Đọc tệp {name!r} quá {watch.late_s:.0f} giây; hãy chia tệp thành nhiều phần hoặc lưu lại tệp."
        )
    raise UnreadableDocument(
        f"Trình đọc đã dừng đột ngột khi đọc tệp {name!r} (tệp hỏng hoặc quá nặng); hãy lưu lại hoặc quét lại tệp."
    )


class _Watch:
    """Ends a worker that takes too long, as a whole or for one page. `late_s` is the limit that it went over."""

    def __init__(self, worker: "subprocess.Popen[bytes]", time_limit_s: float) -> None:
        self.late_s: float | None = None
        self._worker = worker
        self._whole = self._started(time_limit_s)
        self._page = self._started(_STALL_LIMIT_S)

    def go_on(self) -> None:
        """Gives the next page its time."""
        self._page.cancel()
        self._page = self._started(_STALL_LIMIT_S)

    def stop(self) -> None:
        """Watches no longer."""
        self._whole.cancel()
        self._page.cancel()

    def _started(self, limit_s: float) -> threading.Timer:
        timer = threading.Timer(limit_s, self._end, (limit_s,))
        timer.daemon = True
        timer.start()
        return timer

    def _end(self, limit_s: float) -> None:
        self.late_s = limit_s
        _kill(self._worker)


def _told(worker: "subprocess.Popen[bytes]", progress: Progress) -> Extract | CorpusError | None:
    """Returns the extract or the fault that the worker tells in its last line; None where it tells neither."""
    assert worker.stdout is not None
    for line in worker.stdout:
        try:
            said = json.loads(line)
            match said["kind"]:
                case "page":
                    progress(int(said["page"]), int(said["pages"]))
                case "extract":
                    return Extract.model_validate(said["extract"])
                case "fault":
                    return _FAULTS.get(str(said["fault"]), UnreadableDocument)(str(said["reason"]))
        except (ValueError, KeyError, TypeError, ValidationError):
            return None
    return None


def bare_environment(folder: str) -> dict[str, str]:
    """Returns what readers need of the environment; no secret of the service is in it."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": folder, "TMPDIR": folder, "OMP_THREAD_LIMIT": "1", "PYTHONUTF8": "1"}


if sys.platform == "win32":

    def _kill(worker: "subprocess.Popen[bytes]") -> None:
        worker.kill()
else:

    def _kill(worker: "subprocess.Popen[bytes]") -> None:
        """Ends the worker and what it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)
