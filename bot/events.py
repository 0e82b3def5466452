"""What happened with one question, for those who count: never its words, nor who asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One answer. `intent` is the first facet that was asked for ("" where none), `commune` the portal's own.

    Times are seconds; `steps` holds those of the steps that were run, by name.
    """

    status: str
    outcome: str
    intent: str
    channel: str
    commune: str
    composer: str
    elapsed_s: float
    steps: Mapping[str, float]


Observer = Callable[[AnswerEvent], None]
