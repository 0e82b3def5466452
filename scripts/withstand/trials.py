"""What is done to a part, for how long, and what people saw meanwhile and afterwards."""

import errno
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.store.database import Database
from bot.store.schema import ratings
from scripts.withstand.line import State
from scripts.withstand.people import Chats, Crowd, Seen, worst
from scripts.withstand.stack import Stack, reduced_corpus
from tests.support.databases import as_user

_BEFORE_S = 3.0
_CLEAN_S = 6.0
_PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault. `begin` and `end` make and mend it; between them lie `lasts_s` seconds."""

    part: str
    fault: str
    begin: Callable[[Stack], object]
    end: Callable[[Stack], object]
    lasts_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial. `lost_ratings` were acknowledged and are not in the store; times in seconds."""

    trial: Trial
    calls: int
    problems: Counter[str]
    slowest_s: float
    recovered_s: float | None
    rated: int
    lost_ratings: int
    written: int = 0
    unanswered: int = 0
    twice: int = 0

    @property
    def is_survived(self) -> bool:
        """Whether nothing that was acknowledged is lost, and everything works again without a hand."""
        return self.recovered_s is not None and not self.lost_ratings and not self.unanswered


def run(stack: Stack, trial: Trial, before_s: float = _BEFORE_S, clean_s: float = _CLEAN_S) -> Outcome:
    """Does it to the stack while people use it; it has recovered when all has been well for `clean_s` seconds."""
    crowd = Crowd(stack.base_url)
    chats = Chats(stack.telegram) if stack.telegram else None
    crowd.start()
    if chats:
        chats.start()
    time.sleep(before_s)
    began = time.monotonic()
    trial.begin(stack)
    time.sleep(trial.lasts_s)
    trial.end(stack)
    ended = time.monotonic()
    recovered_s = _recovery(crowd, ended, clean_s)
    crowd.stop()
    if chats:
        chats.stop()
    written, unanswered, twice = chats.counts(_PATIENCE_S) if chats else (0, 0, 0)
    seen = [call for call in crowd.seen if call.at + call.took_s >= began]
    return Outcome(
        trial,
        len(seen),
        Counter(call.problem for call in seen if call.problem),
        worst(seen),
        recovered_s,
        len(crowd.rated),
        _lost(stack, crowd.rated),
        written,
        unanswered,
        twice,
    )


def trials(stack: Stack, *, pause_s: float, down_s: float) -> Iterable[Trial]:
    """Yields what is done to the parts that the stack has."""
    for part in stack.services:
        yield Trial(part, "killed", _kill(part), _release(part), down_s)
    if "server" in stack.services and "postgres" in stack.services:
        yield Trial("one worker", "killed", _kill_worker, _nothing, down_s)
    for part in stack.services:
        yield Trial(
            part, f"paused {pause_s:.0f} s", _signal(part, signal.SIGSTOP), _signal(part, signal.SIGCONT), pause_s
        )
    for part in stack.lines:
        yield Trial(part, "5 s slower", _turn(part, State.SLOW), _turn(part, State.GOOD), pause_s)
    for part in set(stack.lines) - set(stack.services):
        yield Trial(part, "away", _turn(part, State.DEAD), _turn(part, State.GOOD), pause_s)
        yield Trial(part, "silent", _turn(part, State.SILENT), _turn(part, State.GOOD), pause_s)
    keeps = "postgres" if "postgres" in stack.services else "server"
    yield Trial(keeps, "disk full", _fill, _empty, pause_s)
    yield Trial(keeps, "no write succeeds", _limit(keeps, "0"), _limit(keeps, "unlimited"), pause_s)
    yield Trial("index", "rebuilt twice", _reindex, _nothing, 5)


def _recovery(crowd: Crowd, ended: float, clean_s: float) -> float | None:
    """Waits until everything has been well for a while; returns when that began, None where it never did."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        time.sleep(0.2)
        bad = [call.at + call.took_s for call in tuple(crowd.seen) if call.is_bad and _is_after(call, ended)]
        since = max([ended, *bad])
        good = [call for call in tuple(crowd.seen) if not call.is_bad and call.at >= since]
        if good and time.monotonic() - since >= clean_s:
            return since - ended
    return None


def _is_after(call: Seen, ended: float) -> bool:
    return call.at + call.took_s > ended


def _lost(stack: Stack, rated: list[str]) -> int:
    """Returns how many acknowledged ratings the store does not hold."""
    url = stack.environment["DATABASE_URL"]
    database = Database(url)
    try:
        with database.reading() as connection:
            kept = set(connection.execute(select(ratings.c.answer_id)).scalars())
    finally:
        database.close()
    return len(set(rated) - kept)


def _kill(part: str) -> Callable[[Stack], object]:
    def begin(stack: Stack) -> None:
        stack.held.add(part)
        stack.services[part].signal(signal.SIGKILL)

    return begin


def _release(part: str) -> Callable[[Stack], object]:
    return lambda stack: stack.held.discard(part)


def _kill_worker(stack: Stack) -> None:
    os.kill(stack.services["server"].pids()[-1], signal.SIGKILL)


def _signal(part: str, number: signal.Signals) -> Callable[[Stack], object]:
    return lambda stack: stack.services[part].signal(number)


def _turn(part: str, state: State) -> Callable[[Stack], object]:
    return lambda stack: stack.lines[part].turn(state)


def _fill(stack: Stack) -> None:
    """Writes the disk full; one that is not of this run's own is left alone."""
    assert stack.disk is not None
    assert os.path.ismount(stack.disk), "a disk of its own is needed (root)"
    with _filler(stack.disk).open("wb", buffering=0) as file, suppress(OSError):
        for size in (1 << 20, 4096, 1):
            while _write(file.fileno(), size):
                pass


def _write(descriptor: int, size: int) -> bool:
    try:
        return os.write(descriptor, bytes(size)) > 0
    except OSError as exc:
        if exc.errno != errno.ENOSPC:
            raise
        return False


def _empty(stack: Stack) -> None:
    assert stack.disk is not None
    _filler(stack.disk).unlink()


def _filler(disk: Path) -> Path:
    return disk / "filler"


def _limit(part: str, size: str) -> Callable[[Stack], object]:
    """Lets no process of a part write to a file: what a disk that has become read-only does to it."""

    def change(stack: Stack) -> None:
        owner = as_user() if part == "postgres" else ()
        for pid in stack.services[part].pids():
            command = [*owner, "prlimit", "--pid", str(pid), f"--fsize={size}:"]
            subprocess.run(command, check=False, capture_output=True)  # some end before it is their turn

    return change


def _reindex(stack: Stack) -> None:
    stack.run("index", "--corpus", reduced_corpus(stack.folder))
    time.sleep(5)
    stack.run("index")


def _nothing(stack: Stack) -> None:
    return
