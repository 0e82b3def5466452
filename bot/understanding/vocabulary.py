"""The syllables and syllable pairs that the corpus and the lexicon know, folded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from retrieval.tokenizer import syllables


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Counts of folded syllables and of adjacent pairs; what typos and contractions are resolved against."""

    unigrams: Counter[str]
    bigrams: Counter[tuple[str, str]]
    continuations: dict[str, tuple[str, ...]]

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "Vocabulary":
        """Counts every text once."""
        unigrams: Counter[str] = Counter()
        bigrams: Counter[tuple[str, str]] = Counter()
        for text in texts:
            tokens = syllables(text)
            unigrams.update(tokens)
            bigrams.update(pairwise(tokens))
        before: dict[str, list[str]] = {}
        for first, second in bigrams:
            before.setdefault(second, []).append(first)
        return cls(unigrams, bigrams, {second: tuple(firsts) for second, firsts in before.items()})

    def expand_contraction(self, token: str) -> tuple[str, str] | None:
        """Returns the pair that a contraction stands for ("sdung" → ("su", "dung")), or None.

        People drop all but the onset of the first syllable. The pair must be known, and the most frequent one wins.
        """
        if token in self.unigrams:
            return None
        found: list[tuple[int, str, str]] = []
        for cut in (1, 2):
            onset, rest = token[:cut], token[cut:]
            if len(rest) < 2:
                continue
            for first in self.continuations.get(rest, ()):
                if first.startswith(onset) and len(first) > len(onset):
                    found.append((self.bigrams[(first, rest)], first, rest))
        return max(found)[1:] if found else None
