"""One writer at a time under a folder."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Waits until no other process or thread writes under `root`, and keeps others waiting meanwhile.

    The system gives the lock back when the process ends, killed or not. `root` is made if it is missing.

    Raises:
        OSError: The root cannot be written.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("a", encoding="ascii") as stream:
        _lock(stream)
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[str]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX)
