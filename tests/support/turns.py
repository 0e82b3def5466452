"""Tests that count on the clock have the machine to themselves, also where others run in processes beside them."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Real browsers, whole services, kills at random moments: they wait for seconds that a busy processor does not keep.
_CLOCKED = ("tests/browser/", "tests/e2e/", "tests/reliability/", "tests/store/test_guarding.py")


@contextmanager
def turn_of(node_id: str) -> Iterator[None]:
    """Waits until no clocked test runs; a clocked one also until nothing else does.

    The gate keeps a clocked test from waiting for ever: whoever comes after it waits behind it.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        yield
        return
    folder = Path(tempfile.gettempdir())
    with (folder / f"motcua-tests-{run}.turn").open("w") as turn:
        with (folder / f"motcua-tests-{run}.gate").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            fcntl.flock(turn, fcntl.LOCK_EX if node_id.startswith(_CLOCKED) else fcntl.LOCK_SH)
            fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            # Said, not left to the closing: a process that the test forked and left running has the file open too.
            fcntl.flock(turn, fcntl.LOCK_UN)
