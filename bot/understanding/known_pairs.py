"""What the documents write, against what a model of general Vietnamese restored."""

from collections.abc import Iterable

from corpus.restoration import modern
from corpus.text import fold


class KnownPairs:
    """The pairs of syllables that the documents write; what was restored is held against them.

    "5 de" is "5 để" in general and "5 dễ" in a plan that has the motto.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = frozenset(pairs)
        self._after: dict[tuple[str, str], set[str]] = {}
        for first, second in self._pairs:
            self._after.setdefault((first, fold(second)), set()).add(second)

    def prefer(self, words: list[str]) -> list[str]:
        """Returns `words` with each syllable as the documents write it after the one before.

        Only where they write it in one way, and write what was restored beside neither neighbour.
        """
        kept = [modern(word.lower()) for word in words]
        for position in range(1, len(kept)):
            before, word = kept[position - 1], kept[position]
            following = kept[position + 1] if position + 1 < len(kept) else ""
            if (before, word) in self._pairs or (word, following) in self._pairs:
                continue
            known = self._after.get((before, fold(word)), set())
            if len(known) == 1:
                kept[position] = next(iter(known))
        return kept
