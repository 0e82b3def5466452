"""One build at a time under a root."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from retrieval.errors import IndexUnavailable


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Waits until no other process builds under `root`, and keeps others waiting meanwhile.

    The system gives the lock back when the process ends, killed or not. `root` is made if it is missing.

    Raises:
        IndexUnavailable: The root cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        stream = (root / ".lock").open("a", encoding="ascii")
    except OSError as exc:
        raise IndexUnavailable(f"Không ghi được vào {str(root)!r}: kiểm tra đường dẫn và quyền ghi.") from exc
    with stream:
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
