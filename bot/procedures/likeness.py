"""How far a name or a question of people and what is asked are the same: weighted terms, compared."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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


class Overlap(NamedTuple):
    """What a phrase and a question share: the weight of it (`shared`), of what tells (`told`), of what is not implied.

    Of a term the lesser of its two weights. A named tuple, for a question has hundreds.
    """

    phrase: Phrase
    shared: float
    told: float
    own: float

    def alike(self, asked: Asked) -> float:
        """How alike the two are, in [0, 1]."""
        return self.shared / math.sqrt(self.phrase.total * asked.total)

    def named(self, implied: Mapping[str, float]) -> float:
        """How much of a name the question holds; of a short name less, as much as it tells.

        "chồng người Mỹ" says "có yếu tố nước ngoài" only of a name that the question holds otherwise.
        """
        total, own = self.phrase.total, self.own
        given = sum(weight for term, weight in self.phrase.terms.items() if term in implied) if implied else 0.0
        held = (own + given if own >= _OTHERWISE * (total - given) else own) / total
        return held * held * min(1.0, 0.4 + 0.6 * total / _FULL_NAME)


class Phrases:
    """The names of a procedure, or the questions of people, compared with a question together."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, phrase in enumerate(self.phrases):
            for term, weight in phrase.terms.items():
                self._postings.setdefault(term, []).append((number, weight))

    def overlaps(self, asked: Asked) -> list[Overlap]:
        """Returns what each phrase shares with a question, without those that share nothing: they are most."""
        shared, told, own = ([0.0] * len(self.phrases) for _ in range(3))
        for term, theirs in asked.terms.items():
            tells, is_own = term in asked.telling, term not in asked.implied
            for number, weight in self._postings.get(term, ()):
                lesser = weight if weight < theirs else theirs
                shared[number] += lesser
                if tells:
                    told[number] += lesser
                if is_own:
                    own[number] += lesser
        met = zip(self.phrases, shared, told, own, strict=True)
        return [Overlap(*each) for each in met if each[1] or asked.implied]


def is_same(overlap: Overlap, asked: Asked) -> bool:
    """Tells whether a question holds a name and nothing else that tells."""
    return overlap.told >= _SAME * max(asked.total, overlap.phrase.total)


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
