"""Diacritics for questions typed without them: "ai chu tri viec nay" → "ai chủ trì việc này".

A bigram model over syllables, searched with Viterbi. The index is diacritic-free, so restoration is not needed to find
passages: it serves stop words, word lists, rules over accented text and what is shown back. The same model tells which
marks of a scan were misread (`corpus.readers.context`). Counts are made by `scripts/train_restorer.py`; figures:
docs/models.md.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.text import fold

DEFAULT_PATH = Path(__file__).parent / "data" / "restoration.npz"

BOUNDARY = "<s>"
NUMBER = "0"
MARKED_SHARE = 0.5
COUNT_STEP = 8.0  # counts are stored as round(8·log2): 9 % steps, one byte each

# A letter run is a syllable; a token with a digit counts as one number; a full stop, colon... ends the context.
# Addresses (e-mail, web) come first, so that nothing inside them is touched.
_TOKEN = re.compile(
    r"(?P<opaque>\S+@\S+|\S+://\S+|www\.\S+)|(?P<syllable>[^\W\d_]+(?![\w]))|(?P<number>\w*\d\w*)|(?P<end>[.;:!?\n()]+)|\w+"
)
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONE = re.compile(rf"(?<!q)(o|u)(a|e|y)([{_TONES}])$", re.IGNORECASE)
# The longest Vietnamese syllable has seven letters; a little more covers NFD.
_SYLLABLE_LENGTH = 12
# The column of what is no known syllable: it counts as a number.
_UNKNOWN = {1: 0.0}


@dataclass(frozen=True, slots=True)
class BigramCounts:
    """What the restorer knows: `keys` are `left * len(syllables) + right`, ascending. Row 0 is the boundary."""

    syllables: Sequence[str]
    unigrams: Sequence[float]
    bigrams: Mapping[int, float]


def is_marked(syllable: str) -> bool:
    """Returns whether a syllable carries a tone, a hat, a hook, a breve or is spelt with đ."""
    return any(char in _MARKS or char in "đĐ" for char in unicodedata.normalize("NFD", syllable))


def needs_restoration(text: str) -> bool:
    """Returns whether fewer than half of the alphabetic syllables are marked. False where there is none."""
    syllables = [match["syllable"] for match in tokens(text) if match["syllable"]]
    return bool(syllables) and sum(map(is_marked, syllables)) < MARKED_SHARE * len(syllables)


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Yields the tokens of `text` (NFC); the group that matched tells the kind, see `_TOKEN`."""
    return _TOKEN.finditer(text)


def modern(syllable: str) -> str:
    """Returns the syllable with its tone where current spelling puts it: "hoá" → "hóa", "uỷ" → "ủy"; "quý" stays."""
    return _modern_syllable(syllable) if len(syllable) <= _SYLLABLE_LENGTH else _modern(syllable)


def _modern(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", _OLD_TONE.sub(r"\1\3\2", decomposed))


# Opening an index spells a quarter of a million words, of some seven thousand syllables; nothing longer is kept.
_modern_syllable = lru_cache(maxsize=20_000)(_modern)


def like(typed: str, syllable: str) -> str:
    """Returns `syllable` in the case of `typed`."""
    if typed.isupper() and (len(typed) > 1 or len(syllable) > 1):
        return syllable.upper()
    return syllable[:1].upper() + syllable[1:] if typed[:1].isupper() else syllable


class Restorer:
    """Restores diacritics. Never changes letters, numbers, spaces or case: `fold(restore(text)) == fold(text)`."""

    def __init__(self, counts: BigramCounts) -> None:
        self._syllables = list(counts.syllables)
        self._ids = {syllable: number for number, syllable in enumerate(self._syllables)}
        self._bigrams = counts.bigrams
        self._size = len(self._syllables)
        self._total = total = sum(counts.unigrams)
        self._probability = [count / total for count in counts.unigrams]
        # score(a, b) = λ·n(a,b)/n(a) + ((1-λ)·0.4 + 0.1)·p(b) + 1e-9 with λ = n(a)/(n(a)+5): the two factors of each a.
        # The constant share of p(b) is large because phrases are counted many times over, which would leave no 1-λ.
        self._bigram_factor = [1 / (count + 5) for count in counts.unigrams]
        self._unigram_factor = [0.4 * 5 / (count + 5) + 0.1 for count in counts.unigrams]
        # The spellings of the same letters, each with what it costs to choose it: nothing.
        self._candidates: dict[str, dict[int, float]] = {}
        for number, syllable in enumerate(self._syllables[2:], start=2):
            self._candidates.setdefault(fold(syllable), {})[number] = 0.0

    @classmethod
    def load(cls, path: Path = DEFAULT_PATH) -> "Restorer":
        """Reads the counts (some 70 ms: build once, keep). Raises OSError; ValueError for another file."""
        return cls(read_counts(path))

    def knows(self, folded: str) -> bool:
        """Tells whether running text has this folded syllable, so that it is a word and no short form."""
        return folded in self._candidates

    def text_log_probability(self, first: str, second: str) -> float:
        """Returns the log probability of two folded syllables side by side in running text, over all their marks."""
        lefts, rights = self._candidates.get(first, {}), self._candidates.get(second, {})
        before = sum(self._probability[left] for left in lefts) * self._total
        after = sum(self._probability[right] for right in rights)
        seen = sum(self._bigrams.get(left * self._size + right, 0.0) for left in lefts for right in rights)
        # Smoothed towards the second syllable by itself, as if it had been met five times after the first.
        return math.log((before + 1) / self._total) + math.log((seen + 5 * after + 1e-3) / (before + 50))

    def spellings(self, folded: str) -> list[str]:
        """Returns the syllables that these letters are known to be, lower-case; none for letters that are unknown."""
        return [self._syllables[number] for number in self._candidates.get(folded, {})]

    def likeliest(self, choices: Sequence[Mapping[str, float]]) -> list[str]:
        """Returns the syllable chosen at each place of a sentence.

        A choice maps lower-case syllables to what choosing them costs, in natural logarithms of probability; what
        the model does not know (a number, a short form) counts as a number there, the cheapest of several.
        """
        dearest_first = [sorted(choice, key=lambda syllable: -choice[syllable]) for choice in choices]
        named = [{self._ids.get(syllable, 1): syllable for syllable in ordered} for ordered in dearest_first]
        columns = [{n: choice[name[n]] for n in name} for name, choice in zip(named, choices, strict=True)]
        return [name[n] for name, n in zip(named, self._best(columns), strict=True)]

    def restore(self, text: str, *, always: bool = False) -> str:
        """Returns `text` in NFC with diacritics on bare syllables; unchanged unless `needs_restoration` or `always`."""
        text = unicodedata.normalize("NFC", text)
        if not (always or needs_restoration(text)):
            return text
        pieces: list[str] = []
        end = 0
        for sentence in sentences(text):
            chosen = self._best([self._options(match) for match in sentence])
            for match, number in zip(sentence, chosen, strict=True):
                pieces.append(text[end : match.start()])
                pieces.append(self._rendered(match, number))
                end = match.end()
        return "".join([*pieces, text[end:]])

    def _options(self, match: re.Match[str]) -> Mapping[int, float]:
        syllable = match["syllable"]
        if syllable is None:
            return _UNKNOWN
        if is_marked(syllable):
            return {self._ids.get(modern(syllable.lower()), 1): 0.0}
        return self._candidates.get(syllable.lower(), _UNKNOWN)

    def _rendered(self, match: re.Match[str], number: int) -> str:
        syllable = match["syllable"]
        if syllable is None or number == 1 or is_marked(syllable):
            return match[0]
        return like(syllable, self._syllables[number])

    def _best(self, columns: Sequence[Mapping[int, float]]) -> list[int]:
        """Returns the path through the columns whose probability less its costs is highest (Viterbi).

        The boundary stands before and after.
        """
        scores = {0: 0.0}
        steps: list[dict[int, int]] = []
        for column in [*columns, {0: 0.0}]:
            step: dict[int, int] = {}
            reached: dict[int, float] = {}
            for right, cost in column.items():
                probability = self._probability[right]
                best = -math.inf
                for left, score in scores.items():
                    seen = self._bigrams.get(left * self._size + right, 0.0)
                    score += math.log(
                        seen * self._bigram_factor[left] + probability * self._unigram_factor[left] + 1e-9
                    )
                    if score > best:
                        best, step[right] = score, left
                reached[right] = best - cost
            scores = reached
            steps.append(step)
        path = [0]
        for step in reversed(steps):
            path.append(step[path[-1]])
        return path[-2:0:-1]


def sentences(text: str) -> Iterator[list[re.Match[str]]]:
    """Yields runs of syllables and numbers between punctuation that ends a context."""
    run: list[re.Match[str]] = []
    for match in tokens(text):
        if match["end"] or match["opaque"]:
            yield run
            run = []
        else:
            run.append(match)
    yield run


def counted_tokens(text: str) -> Iterator[list[str]]:
    """Yields, sentence by sentence, the tokens that the model counts: modern lower-case syllables, numbers as one."""
    text = unicodedata.normalize("NFC", text)
    for sentence in sentences(text):
        if sentence:
            yield [modern(match["syllable"].lower()) if match["syllable"] else NUMBER for match in sentence]


def read_counts(path: Path) -> BigramCounts:
    """Reads what `write_counts` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        syllables = arrays["syllables"].tobytes().decode("utf-8").split("\n")
        unigrams = arrays["unigrams"].astype(np.float64)
        keys = np.cumsum(arrays["key_steps"].astype(np.int64))
        counts = np.exp2(arrays["counts"].astype(np.float64) / COUNT_STEP)
    if syllables[:2] != [BOUNDARY, NUMBER] or len(unigrams) != len(syllables):
        raise ValueError(f"{path!s} holds no restoration counts")
    return BigramCounts(syllables, unigrams.tolist(), dict(zip(keys.tolist(), counts.tolist(), strict=True)))


def write_counts(counts: BigramCounts, path: Path) -> None:
    """Writes compressed arrays: bigram keys as differences, counts on a log scale. Same counts, same bytes."""
    keys = np.array(sorted(counts.bigrams), dtype=np.int64)
    values = np.array([counts.bigrams[key] for key in keys.tolist()], dtype=np.float64)
    np.savez_compressed(
        path,
        syllables=np.frombuffer("\n".join(counts.syllables).encode(), dtype=np.uint8),
        unigrams=np.array(counts.unigrams, dtype=np.uint32),
        key_steps=np.diff(keys, prepend=0).astype(np.uint32),
        counts=np.round(COUNT_STEP * np.log2(values)).astype(np.uint8),
    )
