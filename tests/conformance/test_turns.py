"""Tests that count on the clock run alone; all others run beside each other."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.turns import turn_of


@pytest.fixture(autouse=True)
def run_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", f"turns-{tmp_path_factory.mktemp('run').name}-{time.time_ns()}")


def test_clocked_test_has_the_machine_to_itself() -> None:
    inside: set[str] = set()
    beside: list[frozenset[str]] = []

    def run(node_id: str) -> None:
        with turn_of(node_id):
            inside.add(node_id)
            time.sleep(0.02)
            beside.append(frozenset(inside))
            inside.remove(node_id)

    clocked = [f"tests/e2e/test_a.py::test_{n}" for n in range(5)]
    others = [f"tests/bot/test_a.py::test_{n}" for n in range(20)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(run, [*others[:10], *clocked, *others[10:]]))

    assert len(beside) == 25
    assert [seen for seen in beside if seen & set(clocked) and len(seen) > 1] == []


def test_other_tests_run_beside_each_other() -> None:
    meeting = threading.Barrier(2, timeout=30)

    def run(node_id: str) -> int:
        with turn_of(node_id):
            return meeting.wait()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(run, ["tests/bot/test_a.py::test_1", "tests/api/test_b.py::test_2"])) == [0, 1]


def test_one_process_takes_no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_TESTRUNUID")
    with turn_of("tests/e2e/test_a.py::test_1"), turn_of("tests/bot/test_a.py::test_2"):
        pass
