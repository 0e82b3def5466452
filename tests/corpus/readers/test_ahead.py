"""Two pages are worked on at once, in their order."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from corpus.readers.ahead import run_ahead


def test_results_come_in_order_though_a_later_one_is_ready_first() -> None:
    later_is_done = threading.Event()

    def first() -> int:
        assert later_is_done.wait(30)
        return 1

    def second() -> int:
        later_is_done.set()
        return 2

    assert list(run_ahead([first, second, lambda: 3])) == [1, 2, 3]


def test_nothing_is_asked_for_far_ahead() -> None:
    """A document of 300 pages is never in memory as 300 pictures."""
    asked: list[int] = []

    def tasks() -> Iterator[Callable[[], int]]:
        for number in range(10):
            asked.append(number)
            yield partial(int, number)

    for taken, number in enumerate(run_ahead(tasks())):
        assert number == taken
        assert len(asked) <= taken + 2


def test_what_a_task_raises_is_raised_in_its_turn() -> None:
    def fails() -> int:
        raise LookupError("page 2")

    results = run_ahead([lambda: 1, fails, lambda: 3])
    assert next(results) == 1
    with pytest.raises(LookupError, match="page 2"):
        next(results)


def test_no_task_gives_nothing() -> None:
    assert list(run_ahead([])) == []
