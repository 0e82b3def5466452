"""An operator's browser, signed out and signed in; readers and an index that cost nothing."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.publishing import Publisher
from api.trials import Trial, TrialFailed
from bot.evaluation.changes import Change
from corpus.errors import UnreadableDocument
from corpus.intake.versions import History
from corpus.readers.extract import Extract, Progress
from retrieval.indexing import IndexReport
from tests.api.admin.operators import Operator
from tests.support.clerks import extract_of


@pytest.fixture
def visitor(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


@pytest.fixture
def operator(visitor: Operator) -> Operator:
    assert visitor.sign_in().status_code == 303
    return visitor


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds no index: what answers say is asked in tests/api/test_publishing.py and tests/browser."""
    report = IndexReport(index_id="i1", created=(), updated=(), skipped=(), deleted=(), rejected=())
    monkeypatch.setattr("api.publishing.build_index", lambda *_: report)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Reads files without a process of their own; remembers their names."""
    names: list[str] = []

    def read(data: bytes, name: str, progress: Progress) -> Extract:
        names.append(name)
        if b"hong" in data:
            raise UnreadableDocument(f"Tệp {name!r} hỏng.")
        progress(1, 2)
        return extract_of(data.decode())

    monkeypatch.setattr("api.admin.desk.read_apart", read)
    yield names


@dataclass
class FakeTrials:
    """Tries versions at once: of what was asked, `changes` come out otherwise. `asked` holds the questions of each."""

    changes: tuple[Change, ...] = ()
    fault: str = ""
    may_end: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(
        self, publisher: Publisher, history: History, number: int, more: Iterable[str], progress: Progress
    ) -> Trial:
        self.asked.append(tuple(more))
        progress(2, 52)
        assert self.may_end.wait(10)
        if self.fault:
            raise TrialFailed(self.fault)
        return Trial(self.changes, 52)


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> FakeTrials:
    """Tries versions without a process of their own; what answers say is asked in tests/api/test_trials.py."""
    fake = FakeTrials()
    fake.may_end.set()
    monkeypatch.setattr("api.admin.desk.try_apart", fake)
    return fake
