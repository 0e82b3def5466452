"""Starts a command, lets some of its time pass, kills it with all that it has started, and counts where that hit."""

import math
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = 20260302
# How many kills each kind of work gets; those that need PostgreSQL come on top of the fifty.
KILLS = {
    "index": 13,
    "import": 14,
    "answer": 7,
    "upgrade": 10,
    "backup": 6,
    "restore": 6,
}
KILLS_POSTGRESQL = {"answer": 4, "upgrade": 6}
# The share of kills that must have hit in the middle of the work, for they alone prove something.
MID_WORK = 0.4
_LIMIT_S = 60


class Of(Enum):
    """What a moment is a share of."""

    RUN = "the whole run, from its start"
    WORK = "the time of the work, from where it begins"
    CHANGES = "the changes that the work makes to files"


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill."""

    share: float
    of: Of


def moments(kind: str, count: int, kinds: Sequence[Of] = tuple(Of)) -> Iterator[Moment]:
    """Yields `count` moments of `kinds` in turn, spread evenly over each, then more for those that came too late."""
    random_ = random.Random(f"{SEED} {kind}")
    slots = list(range(count))
    random_.shuffle(slots)
    for slot, of in zip(slots, cycle(kinds), strict=False):
        yield Moment((slot + random_.random()) / count, of)
    while True:
        yield Moment(random_.random(), random_.choice(kinds))


@dataclass
class Tally:
    """Kills by kind, and those among them that hit in the middle of the work."""

    kills: Counter[str] = field(default_factory=Counter)
    mid_work: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, *, is_mid_work: bool) -> None:
        self.kills[kind] += 1
        self.mid_work[kind] += is_mid_work

    def check(self, kind: str, wanted: int) -> None:
        """Fails where there were too few kills, or too few of them hit the work."""
        assert self.kills[kind] >= wanted
        assert self.mid_work[kind] >= wanted * MID_WORK, f"{self.mid_work[kind]} of {wanted} kills hit the work"

    def lines(self) -> list[str]:
        rows = [f"{kind}: {count} kills, {self.mid_work[kind]} mid-work" for kind, count in self.kills.items()]
        return [*rows, f"all: {self.kills.total()} kills, {self.mid_work.total()} mid-work"]


@dataclass
class Victim:
    """A kind of command; `work` is the function that does its work (MODULE:FUNCTION). Measured before it is killed."""

    kind: str
    work: str
    folder: Path
    environment: Mapping[str, str]
    tally: Tally
    total_s: float = math.inf
    work_s: float = math.inf
    changes: int = 0

    def measure(self, *args: object) -> None:
        """Runs to the end, so that it is known how long that takes."""
        started = time.monotonic()
        process = self._start(args)
        assert process.wait(_LIMIT_S) == 0, f"{self.kind} failed: {args}"
        marks = self._marks()
        # The shortest of several: a moment that comes too late hits nothing.
        self.total_s = min(self.total_s, time.monotonic() - started)
        self.work_s = min(self.work_s, marks["ended"] - marks["began"])
        self.changes = int(marks["changes"])

    def kill(self, moment: Moment, *args: object) -> bool:
        """Runs until the moment and kills; tells whether there still was something to kill."""
        process = self._start(args, moment.share * self.changes if moment.of is Of.CHANGES else -1)
        if moment.of is Of.CHANGES:
            process.wait(_LIMIT_S)
        elif moment.of is Of.WORK:
            self._wait_for_work(process)
            time.sleep(moment.share * self.work_s)
        else:
            time.sleep(moment.share * self.total_s)
        kill_tree(process)
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, f"{self.kind} failed: {args}"
            return False
        marks = self._marks()
        self.tally.add(self.kind, is_mid_work="began" in marks and "ended" not in marks)
        return True

    def _start(self, args: Sequence[object], kill_at: float = -1) -> subprocess.Popen[bytes]:
        (self.folder / "marks").write_text("", encoding="ascii")
        runner = [sys.executable, "-m", "tests.reliability.marked", self.folder / "marks", self.work, kill_at]
        return start([*map(str, runner), *map(str, args)], self.folder, self.environment)

    def _wait_for_work(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _LIMIT_S
        while "began" not in self._marks() and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.001)

    def _marks(self) -> dict[str, float]:
        lines = (self.folder / "marks").read_text(encoding="ascii").split("\n")[:-1]
        return {name: float(at) for name, at in (line.split() for line in lines)}


def start(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Starts a program of this checkout in a process group of its own; what it says goes to a file in `folder`."""
    own = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    with (folder / "said.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, env=own, stdout=log, stderr=log, start_new_session=True)


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kills a process of `start` and all that it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_LIMIT_S)
