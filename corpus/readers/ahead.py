"""Work on one page while the one before it is still being worked on."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

# The machine that the service is made for has two cores.
_AT_ONCE = 2


def run_ahead(tasks: Iterable[Callable[[], Result]]) -> Iterator[Result]:
    """Yields what the tasks return, in their order; two run at once, and none is asked for before its turn.

    Threads do: recognition is a program of its own, and what is done to pictures is done outside Python's lock.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running: deque[Future[Result]] = deque()
        for task in tasks:
            running.append(pool.submit(task))
            if len(running) == _AT_ONCE:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
