"""One build at a time under a root."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import corpus.locking
from retrieval.errors import IndexUnavailable


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Waits until no other process builds under `root`, and keeps others waiting meanwhile.

    Raises:
        IndexUnavailable: The root cannot be written.
    """
    with ExitStack() as held:
        try:
            held.enter_context(corpus.locking.locked(root))
        except OSError as exc:
            raise IndexUnavailable(f"Không ghi được vào {str(root)!r}: kiểm tra đường dẫn và quyền ghi.") from exc
        yield
