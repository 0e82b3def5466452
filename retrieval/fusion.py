"""One ranking from several: weighted sum of per-query min-max scores.

Not reciprocal ranks: RRF (k=60) lost up to 15 MRR points where one of the lists was weak (ADR 0004).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ScoredList(Generic[Key]):
    """One retriever's raw scores of the passages that it found.

    `floor` is the score of a passage that it did not find: 0 for BM25 (no shared term). None takes the lowest score
    found, for cosines, which have no natural zero.
    """

    scores: Mapping[Key, float]
    weight: float
    floor: float | None = field(default=None, kw_only=True)


def fuse(lists: Sequence[ScoredList[Key]]) -> dict[Key, float]:
    """Returns every found key with its score in [0, 1]. The order of the lists and of their keys does not matter."""
    total = fsum(scored.weight for scored in lists if scored.scores)
    shares: dict[Key, list[float]] = {}
    for scored in lists:
        for key, score in _min_max(scored.scores, scored.floor).items():
            shares.setdefault(key, []).append(scored.weight * score)
    return {key: min(1.0, fsum(share) / total) if total > 0 else 0.0 for key, share in shares.items()}


def _min_max(scores: Mapping[Key, float], floor: float | None) -> dict[Key, float]:
    if not scores:
        return {}
    lowest, highest = min(scores.values()) if floor is None else floor, max(scores.values())
    if highest <= lowest:
        return dict.fromkeys(scores, 1.0)
    return {key: max(0.0, (score - lowest) / (highest - lowest)) for key, score in scores.items()}
