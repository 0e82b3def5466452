"""Programs that run until they are stopped, killed or paused, with everything that they have started."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers import wait_until_open


@dataclass
class Service:
    """One program. `ready` is an address that answers once it can be used; without one, its port being open counts."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    ready: str | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=os.environ | self.environment, stdout=log, stderr=log, cwd=self.folder
            )

    def wait_until_ready(self, limit_s: float = 90) -> None:
        """Returns when it can be used."""
        assert self.process is not None
        if self.port is not None:
            wait_until_open(self.port, self.process, limit_s)
        until = time.monotonic() + limit_s
        while self.ready is not None:
            try:
                urllib.request.urlopen(self.ready, timeout=5).close()
                return
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def pids(self) -> list[int]:
        """Returns its process and all below it."""
        return _tree(self.process.pid) if self.process is not None and self.process.poll() is None else []

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to it and all that it has started."""
        for pid in self.pids():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def stop(self, limit_s: float = 20) -> None:
        """Asks it to end, and ends it where it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in _tree(int(child)))]
