"""Files that come to their place whole, written beside it; a writer that was killed leaves nothing for good."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO


@contextmanager
def draft_of(path: Path, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """Yields a file that takes the place of `path` when the block ends, and is removed where the block fails.

    Drafts of writers that were killed are removed first: the system gave their locks back.

    Raises:
        OSError: the folder cannot be written; what is at `path` is untouched.
    """
    draft, file = make_draft(path)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def make_draft(path: Path) -> tuple[Path, IO[bytes]]:
    """Makes an empty file beside `path`, for the owner alone; it is taken for abandoned once it is closed.

    Raises:
        OSError: the folder cannot be written.
    """
    for abandoned in path.parent.glob(f".{escape(path.name)}.*.part"):
        with suppress(OSError), abandoned.open("rb") as held:
            if _lock(held):
                abandoned.unlink()
    # What SQLite keeps beside a file that it writes, of writers whose file is gone.
    for journal in path.parent.glob(f".{escape(path.name)}.*.part-journal"):
        if not journal.with_name(journal.name.removesuffix("-journal")).exists():
            journal.unlink(missing_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    file = os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
    _lock(file)
    return draft, file


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> bool:
        """Tells that nobody's lock is known here: drafts stay."""
        return False
else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        """Locks a file until it is closed, unless somebody else has; tells whether it did."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # held, or no file system that knows locks
            return False
        return True
