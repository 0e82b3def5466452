"""`python -m tests.reliability.marked MARKS MODULE:FUNCTION CHANGE ARGUMENT…`: motcua, noting how far its work is.

The command runs as ever; when the one function that does its work begins and ends, a line is added to MARKS. At the
change CHANGE that the work makes to files and folders (below 0: none) the process kills itself: between two of them lie
the states that matter, and time alone rarely hits the shortest. 2.0 to 2.5 is just before the third change, above that
some thousandths of a second after it.
"""

import importlib
import math
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from api.cli import main

# Python tells of these before they are done; of an "open" only where it makes or writes a file.
_CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod")
_WRITES = os.O_WRONLY | os.O_RDWR
_LATEST_S = 0.005


class Work:
    """The function that does the work, and how far it is."""

    def __init__(self, marks: Path, kill_at: float) -> None:
        self._marks, self._kill_at = marks, kill_at
        self._changes = 0
        self._is_running = False

    def watch(self, name: str) -> None:
        """Replaces MODULE:FUNCTION by one that says when it is entered and left."""
        module_name, _, function_name = name.partition(":")
        module = importlib.import_module(module_name)
        function = getattr(module, function_name)

        def marked(*args: Any, **kwargs: Any) -> Any:
            self._mark("began", time.monotonic())  # one clock for all processes of a machine
            self._is_running = True
            done = function(*args, **kwargs)
            self._is_running = False
            self._mark("ended", time.monotonic())
            self._mark("changes", self._changes)
            return done

        setattr(module, function_name, marked)
        sys.addaudithook(self._count)

    def _count(self, event: str, args: tuple[Any, ...]) -> None:
        if self._is_running and (event in _CHANGES or (event == "open" and (args[2] or 0) & _WRITES)):
            if self._changes == math.floor(self._kill_at):
                after = max(0.0, self._kill_at % 1 - 0.5) * 2
                if after == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                # Most of them soon: a small file is written in no time.
                threading.Thread(target=_kill_after, args=(after**3 * _LATEST_S,), daemon=True).start()
            self._changes += 1

    def _mark(self, name: str, value: float) -> None:
        with self._marks.open("a", encoding="ascii") as file:
            file.write(f"{name} {value}\n")


def _kill_after(delay_s: float) -> None:
    time.sleep(delay_s)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    Work(Path(sys.argv[1]), float(sys.argv[3])).watch(sys.argv[2])
    sys.exit(main(sys.argv[4:]))
