"""How far a name or a question of people and what is asked are the same: weighted terms, compared."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A name of this weight that a question holds whole is enough by itself; shorter ones count for less.
_FULL_NAME = 9.0
# How much of a name must be held otherwise before what is implied of it counts.
_OTHERWISE = 0.5
_SAME = 0.97


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or a question of people, as weighted terms (syllables and pairs)."""

    terms: Mapping[str, float]
    total: float


@dataclass(frozen=True, slots=True)
class Asked(Phrase):
    """A question: its terms, those that tell, and the record's words for what sets a procedure apart (`implied`).

    `total` is the weight of what tells, `unit` the terms as a vector of length 1.
    """

    unit: Mapping[str, float]
    telling: frozenset[str]
    implied: Mapping[str, float]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """The terms that a phrase and a question share, with the lesser weight of the two."""

    phrase: Phrase
    asked: Asked
    shared: Mapping[str, float]

    @property
    def told(self) -> float:
        """The weight of what is shared and tells."""
        return sum(weight for term, weight in self.shared.items() if term in self.asked.telling)

    @property
    def alike(self) -> float:
        """How alike the two are, in [0, 1]."""
        return sum(self.shared.values()) / math.sqrt(self.phrase.total * self.asked.total)

    @property
    def named(self) -> float:
        """How much of a name the question holds; of a short name less, as much as it tells.

        "chồng người Mỹ" says "có yếu tố nước ngoài" only of a name that the question holds otherwise.
        """
        total, implied = self.phrase.total, self.asked.implied
        given = sum(weight for term, weight in self.phrase.terms.items() if term in implied) if implied else 0.0
        own = sum(weight for term, weight in self.shared.items() if term not in implied)
        held = (own + given if own >= _OTHERWISE * (total - given) else own) / total
        return held * held * min(1.0, 0.4 + 0.6 * total / _FULL_NAME)


def overlaps(phrases: Iterable[Phrase], asked: Asked) -> list[Overlap]:
    """Returns what each phrase shares with a question, without those that share nothing: they are most."""
    theirs, implies = asked.terms, bool(asked.implied)
    return [
        Overlap(phrase, asked, {term: min(own[term], theirs[term]) for term in own if term in theirs})
        for phrase in phrases
        if not (own := phrase.terms).keys().isdisjoint(theirs) or implies
    ]


def is_same(overlap: Overlap, told: float) -> bool:
    """Tells whether a question holds a name and nothing else that tells."""
    return told >= _SAME * max(overlap.asked.total, overlap.phrase.total)


def unit(terms: Mapping[str, float]) -> dict[str, float]:
    """Returns a vector of length 1."""
    length = math.sqrt(sum(weight * weight for weight in terms.values())) or 1.0
    return {term: weight / length for term, weight in terms.items()}


def profile_of(phrases: Iterable[Phrase]) -> dict[str, float]:
    """Returns all that is said of a procedure as one vector of length 1.

    The root keeps what many phrases say from drowning what one of them adds.
    """
    total: Counter[str] = Counter()
    for phrase in phrases:
        total.update(unit(phrase.terms))
    return unit({term: math.sqrt(weight) for term, weight in total.items()})
