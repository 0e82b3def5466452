"""What the documents write, against what a model of general Vietnamese restored."""

from collections.abc import Iterable, Mapping

from corpus.restoration import modern
from corpus.text import fold
from prompts.loader import Alone


class KnownPairs:
    """The pairs of syllables that the documents write; what was restored is held against them.

    "5 de" is "5 để" in general and "5 dễ" in a plan that has the motto. `alone` are syllables that are no word by
    themselves, each with the one that is meant outside its compounds: "phuong nang cao" is no "phương".
    """

    def __init__(self, pairs: Iterable[tuple[str, str]], alone: Mapping[str, Alone]) -> None:
        self._alone = alone
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
        return [self._by_itself(kept, position) for position in range(len(kept))]

    def _by_itself(self, words: list[str], position: int) -> str:
        alone = self._alone.get(words[position])
        if alone is None:
            return words[position]
        before, _, after = ("", *words, "")[position : position + 3]
        return words[position] if before in alone.before or after in alone.after else alone.means
