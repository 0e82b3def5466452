"""What happened with one question, for those who count: never its words, nor who asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


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


@dataclass(slots=True)
class Trace:
    """What is noted while a question is answered, also where that fails; times of the steps are seconds."""

    intent: str = ""
    steps: dict[str, float] = field(default_factory=dict)


Observer = Callable[[AnswerEvent], None]
# Is given what a language model words, as it passes the check.
OnText = Callable[[str], None]
