"""Whether the model may be asked now: free places, the day's budget, and a circuit breaker."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from bot.model.faults import NOT_ASKED, Fault, ModelFailed
from bot.model.settings import ModelSettings

# Failures in a row that open the circuit: 3 of a server, 12 of a server that answers, but not what the passages say.
# It is tried again after so many seconds, by one question alone.
_LIMIT = 12
_WEIGHT = {Fault.UNGROUNDED: 1}
_WEIGHT_OF_SERVER = 4
_PAUSE_S = 30.0


class Gate:
    """Safe to share between threads. Counts what went wrong, by name.

    `clock` gives seconds that only grow, `today` the day that the budget is for.
    """

    def __init__(self, settings: ModelSettings, clock: Callable[[], float], today: Callable[[], date]) -> None:
        self._places = threading.Semaphore(settings.concurrency)
        self._most_waiting = settings.queue_limit
        self.capacity = settings.concurrency + settings.queue_limit
        self._budget = settings.daily_budget_tokens
        self._clock = clock
        self._today = today
        self._lock = threading.Lock()
        self._waiting = 0
        self._failures = 0
        self._closed_until = 0.0
        self._day = today()
        self._spent = 0
        self._counts: Counter[str] = Counter()
        # What an operator says; replaced where there are operators.
        self.is_switched_on: Callable[[], bool] = lambda: True

    def enter(self, patience_s: float) -> None:
        """Takes one of the places, waiting for one at most `patience_s` seconds; `leave` gives it back.

        Raises:
            ModelFailed: the model may not be asked now.
        """
        if not self.is_switched_on():
            raise ModelFailed(Fault.SWITCHED_OFF)
        with self._lock:
            self._new_day()
            if self._budget and self._spent >= self._budget:
                raise ModelFailed(Fault.OVER_BUDGET)
            if self._failures >= _LIMIT:
                if self._clock() < self._closed_until:
                    raise ModelFailed(Fault.PAUSED)
                # One question tries; the others go on without until it has an answer.
                self._closed_until = self._clock() + _PAUSE_S
            if self._places.acquire(blocking=False):
                return
            if self._waiting >= self._most_waiting:
                raise ModelFailed(Fault.BUSY)
            self._waiting += 1
        try:
            if not self._places.acquire(timeout=max(patience_s, 0)):
                raise ModelFailed(Fault.BUSY)
        finally:
            with self._lock:
                self._waiting -= 1

    def leave(self) -> None:
        """Gives back the place that `enter` took."""
        self._places.release()

    def spend(self, tokens: int) -> None:
        """Notes what an exchange has used of the day's budget."""
        with self._lock:
            self._new_day()
            self._spent += tokens

    def succeeded(self) -> None:
        """Notes an answer that could be used: the circuit is closed."""
        with self._lock:
            self._failures = 0
            self._counts["answered"] += 1

    def failed(self, fault: Fault) -> None:
        """Notes why there was none."""
        with self._lock:
            self._counts[fault.value] += 1
            if fault in NOT_ASKED:
                return
            self._failures += _WEIGHT.get(fault, _WEIGHT_OF_SERVER)
            if self._failures >= _LIMIT:
                self._closed_until = self._clock() + _PAUSE_S

    @property
    def is_paused(self) -> bool:
        """Whether the circuit is open: the model failed too often, and only one question in a while tries it."""
        return self._failures >= _LIMIT

    @property
    def counts(self) -> Mapping[str, int]:
        """How often the model answered and how often it failed, by the name of the fault, since the start."""
        with self._lock:
            return dict(self._counts)

    @property
    def spent_tokens(self) -> int:
        """What was used of the day's budget."""
        with self._lock:
            self._new_day()
            return self._spent

    def _new_day(self) -> None:
        if self._today() != self._day:
            self._day, self._spent = self._today(), 0
