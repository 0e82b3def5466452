"""Whether the likeliest procedure is what a question is about: a calibrated share of certainty over plain features."""

import math
from collections.abc import Mapping

from bot.procedures.finder import Candidate
from bot.procedures.reading import ProcedureReading

# What is asked of procedures and hardly of anything else.
_USUAL = frozenset({"papers", "benefit", "fee", "form", "code", "online", "time", "where"})
_MOST_WORDS = 8


def features(candidate: Candidate, reading: ProcedureReading, words: int) -> dict[str, float]:
    """Returns what certainty rests on, each roughly in [0, 1]; `words` is how many words of the question tell."""
    return {
        "likeness": candidate.likeness,
        "profile": candidate.profile,
        "named": candidate.named,
        "covered": candidate.covered,
        "words": min(words, _MOST_WORDS) / _MOST_WORDS,
        "asks_as_usual": float(bool(_USUAL & set(reading.fields))),
        "asks_which": float(reading.asks_which),
        "is_whole": float(reading.is_whole),
        "hints_at_plan": float(reading.hints_at_plan),
        "is_plan": float(reading.is_plan),
    }


def certainty(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """Returns the probability, in [0, 1], that the candidate is meant: a logistic regression's.

    The weights are the tuning questions' (`scripts/calibrate_procedures.py`), `bias` among them.
    """
    return 1 / (1 + math.exp(-weights["bias"] - sum(weights[name] * value for name, value in values.items())))
