"""Whether a generated sentence says what the passages that it cites say; without a model, and stricter than the guard.

A bag of words is not enough: "40%" may stand in the passage and still not be the share of what the sentence is about.
Each number and each agency must therefore be the one that stands where the sentence's own words stand: of all numbers
of the passages that measure the same, it must fit there best, and without a tie. Where this cannot be told, the
sentence is refused: the quoted answer is always at hand.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model.wording import Word, words_of
from corpus.text import fold
from prompts.model_rules import ModelRules
from retrieval.tokenizer import syllables

# Marks, markup and addresses are added by the composer alone.
_MARKUP = re.compile(r"https?:|www\.|\w@\w|<[/!a-z]|\]\(|\[\d+\]|[`{}\\]|^\s*#", re.IGNORECASE | re.MULTILINE)
_UNSAYABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DOCUMENT_NUMBER = re.compile(r"\b\d+(?:\.\d+)?(?:/\d{4})?[/-][A-ZĐ][\w&-]*(?:/[\w-]+)?")
_SPACE = re.compile(r"[\W_]+")
# So many words before and after are compared when it is told where a number stands.
_CONTEXT = 4
# And so many on both sides are looked at for a source's sentence, which may be a page long.
_SENTENCE = 60
_LONGEST = 600
# A sentence has at least so many words that tell something.
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sentence may rest on: the words of a cited passage, and what is known of its document (title, dates)."""

    text: str
    about: str = ""


class SentenceCheck:
    """Holds sentences against passages. `agencies` are folded names and aliases between spaces, the name first."""

    def __init__(
        self,
        rules: ModelRules,
        agencies: Iterable[tuple[str, ...]],
        function_words: frozenset[str],
        secret_words: str = "",
    ) -> None:
        self._rules = rules
        self._agencies = tuple(tuple(name.strip() for name in names) for names in agencies)
        self._telling_nothing = function_words | frozenset(rules.connectives.split())
        self._units = frozenset(rules.units.split())
        self._heads = frozenset(rules.name_heads)
        self._negations = frozenset(rules.negations)
        self._comparators = tuple(
            sorted(
                ((kind, tuple(phrase.split())) for kind, phrases in rules.comparators.items() for phrase in phrases),
                key=lambda entry: -len(entry[1]),
            )
        )
        self._exceptions = tuple(tuple(phrase.split()) for phrase in rules.exceptions)
        self._secret = _runs(syllables(secret_words), 8)

    def violations(self, sentence: str, grounds: Sequence[Ground]) -> tuple[str, ...]:
        """Returns what `sentence` states and `grounds` do not hold; empty when it may be said."""
        if not grounds:
            return ("no passage",)
        if not sentence.strip() or len(sentence) > _LONGEST:
            return ("length",)
        if _MARKUP.search(sentence) or _UNSAYABLE.search(sentence):
            return ("markup",)
        said = words_of(sentence)
        source = _joined(words_of(ground.text) for ground in grounds)
        known = source + _joined(words_of(ground.about) for ground in grounds)
        found = [
            *self._unsupported(said, source, known),
            *self._names(said, known),
            *self._documents(sentence, grounds),
        ]
        found += self._numbers(said, source, known[len(source) :])
        found += self._of_agencies(sentence, grounds)
        found += self._negated(said, source)
        if self._secret & _runs(syllables(sentence), 8):
            found.append("instructions")
        return tuple(dict.fromkeys(found))

    def _unsupported(self, said: Sequence[Word], source: Sequence[Word], known: Sequence[Word]) -> list[str]:
        """Words that no passage has, or that no passage puts together so."""
        silent = self._telling_nothing | self._units
        telling = [word.text for word in said if not word.is_number and word.text not in silent]
        held = {word.text for word in known}
        if len(telling) < _TELLING:
            return ["says nothing"]
        support = sum(word in held for word in telling) / len(telling)
        pairs = [p for p in _texts(said) if not set(p) <= self._telling_nothing]
        together = set(_texts(source))
        phrasing = sum(pair in together for pair in pairs) / len(pairs)
        found = [f"support {support:.2f}"] if support < self._rules.support else []
        return found + ([f"phrasing {phrasing:.2f}"] if phrasing < self._rules.phrasing else [])

    def _names(self, said: Sequence[Word], known: Sequence[Word]) -> list[str]:
        """Names in capitals that no passage writes, and offices that it does not name so."""
        singles = {word.text for word in known}
        pairs = {(first.text, second.text) for first, second in _pairs(known)}
        missing = [w.text for w in said if w.is_capital and not w.opens and w.text not in singles]
        for first, second in _pairs(said):
            is_name = (first.is_capital and second.is_capital) or (first.text in self._heads and second.is_capital)
            is_office = first.is_capital and not first.opens and first.text in self._heads and not second.is_number
            if (is_name or is_office) and (first.text, second.text) not in pairs:
                missing.append(f"{first.text} {second.text}")
        return [f"name {name}" for name in missing]

    def _documents(self, sentence: str, grounds: Sequence[Ground]) -> list[str]:
        flat = _SPACE.sub("", fold(" ".join(f"{ground.text} {ground.about}" for ground in grounds)))
        numbers = _DOCUMENT_NUMBER.findall(sentence)
        return [f"document {number}" for number in numbers if _SPACE.sub("", fold(number)) not in flat]

    # --- numbers ---

    def _numbers(self, said: Sequence[Word], source: Sequence[Word], about: Sequence[Word]) -> list[str]:
        found = []
        for position, word in enumerate(said):
            if not word.is_number:
                continue
            unit = self._unit(said, position)
            rivals = [i for i, other in enumerate(source) if other.is_number and self._unit(source, i) == unit]
            own = [i for i in rivals if source[i].text == word.text]
            if not own:
                if not self._is_of_document(said, position, source, about):
                    found.append(f"number {word.text}")
                continue
            scores = {i: self._fit(said, position, source, i) for i in rivals}
            best = max(own, key=lambda i: (scores[i], -i))
            if any(scores[i] >= scores[best] for i in rivals if source[i].text != word.text):
                found.append(f"number {word.text} elsewhere")
            elif self._comparing(said, position) != self._comparing(source, best):
                found.append(f"comparator of {word.text}")
            elif self._excepted(source, source[best].sentence) and not self._excepted(said, None):
                found.append(f"exception of {word.text}")
        return found

    def _is_of_document(
        self, said: Sequence[Word], position: int, source: Sequence[Word], about: Sequence[Word]
    ) -> bool:
        """Tells whether a number is what the document itself is dated or numbered with, in the same words.

        Where the passage has a number of its own in these words, that one is meant.
        """
        unit = self._unit(said, position)
        least = max((_beside(said, position, source, i) for i, w in enumerate(source) if w.is_number), default=0)
        return any(
            other.text == said[position].text
            and self._unit(about, i) == unit
            and _run(said, position, about, i, -1) > 0
            and _beside(said, position, about, i) > least
            for i, other in enumerate(about)
        )

    def _unit(self, words: Sequence[Word], position: int) -> str:
        following = words[position + 1].text if position + 1 < len(words) else ""
        return following if following in self._units else ""

    def _fit(self, said: Sequence[Word], here: int, source: Sequence[Word], there: int) -> tuple[float, int, float]:
        """Returns how well what stands around a number of the sentence stands around one of the source.

        In its clause first, then word by word beside it, then in the whole sentence.
        """
        place = {w.text for w in source[max(there - _SENTENCE, 0) : there + _SENTENCE] if _same(w, source[there])}
        clause = [w for w in said if w.clause == said[here].clause]
        beside = _beside(said, here, source, there)
        return (self._shared(clause, said[here], place), beside, self._shared(said, said[here], place))

    def _shared(self, words: Sequence[Word], number: Word, place: set[str]) -> float:
        telling = {w.text for w in words if w.text not in self._telling_nothing} - {number.text} - self._units
        return round(len(telling & place) / len(telling), 3) if telling else 0.0

    def _comparing(self, words: Sequence[Word], position: int) -> frozenset[str]:
        """Returns the kinds of comparators that stand beside a number."""
        reach = self._rules.reach
        before = [w.text for w in words[max(position - reach, 0) : position] if w.clause == words[position].clause]
        after = [w.text for w in words[position + 1 : position + 2 + reach] if w.clause == words[position].clause]
        kinds = set()
        for kind, phrase in self._comparators:
            side = after if phrase[-1:] in (("lên",), ("xuống",)) else before
            at = _find(side, phrase)
            if at is not None:
                kinds.add(kind)
                side[at : at + len(phrase)] = [""]
        return frozenset(kinds)

    def _excepted(self, words: Sequence[Word], sentence: int | None) -> bool:
        texts = [w.text for w in words if sentence is None or w.sentence == sentence]
        return any(_find(texts, phrase) is not None for phrase in self._exceptions)

    # --- agencies ---

    def _of_agencies(self, sentence: str, grounds: Sequence[Ground]) -> list[str]:
        said = syllables(sentence)
        source = syllables(" \n ".join(ground.text for ground in grounds))
        rivals = self._named(source)
        found = []
        for at, names in self._named(said):
            same = [place for place, other in rivals if other is names]
            if names[0].startswith("cac "):
                # "các ngành" may open a longer name ("các ngành được giao …"); "ủy ban" within another is another.
                same = [place for name in names for place in _places(source, name)]
            if not same:
                found.append(f"agency {names[0]}")
                continue
            best = max(_agreement(said, at, source, place) for place in same)
            others = [place for place, _ in rivals if not any(_overlap(place, own) for own in same)]
            if max((_agreement(said, at, source, place) for place in others), default=-1) >= best:
                found.append(f"agency {names[0]} elsewhere")
        return found

    def _named(self, words: Sequence[str]) -> list[tuple[range, tuple[str, ...]]]:
        """Returns where agencies are named, the longest name at each place."""
        found = [(place, names) for names in self._agencies for name in names for place in _places(words, name)]
        found.sort(key=lambda entry: (-len(entry[0]), entry[0].start))
        kept: list[tuple[range, tuple[str, ...]]] = []
        for place, names in found:
            if not any(_overlap(place, other) for other, _ in kept):
                kept.append((place, names))
        return kept

    # --- negation ---

    def _negated(self, said: Sequence[Word], source: Sequence[Word]) -> list[str]:
        """A "không" that the source does not say, or that it says and the sentence leaves out."""
        with_not = {(n.text, w.text) for n, w in _pairs(source) if n.text in self._negations}
        found = [
            f"negation {w.text}"
            for n, w in _pairs(said)
            if n.text in self._negations and (n.text, w.text) not in with_not
        ]
        denied: set[tuple[str, str]] = set()
        affirmed: set[tuple[str, str]] = set()
        for index, (first, second) in enumerate(_pairs(source)):
            is_denied = index > 0 and source[index - 1].text in self._negations
            (denied if is_denied else affirmed).add((first.text, second.text))
        for index, (first, second) in enumerate(_pairs(said)):
            pair = (first.text, second.text)
            is_denied = index > 0 and said[index - 1].text in self._negations
            if pair in denied - affirmed and not is_denied:
                found.append(f"negation of {first.text}")
        joined = {(first.text, second.text) for first, second in _pairs(source)}
        left_out = {(before.text, after.text) for before, after in _around(source, self._negations)} - joined
        found += [f"negation of {w.text}" for v, w in _pairs(said) if (v.text, w.text) in left_out]
        return found


def _around(words: Sequence[Word], middle: frozenset[str]) -> list[tuple[Word, Word]]:
    return [(words[i - 1], words[i + 1]) for i in range(1, len(words) - 1) if words[i].text in middle]


def _joined(texts: Iterable[tuple[Word, ...]]) -> tuple[Word, ...]:
    """Returns the words of several texts in a row; no sentence or clause runs over from one to the next."""
    row: list[Word] = []
    for words in texts:
        sentence = row[-1].sentence + 1 if row else 0
        clause = row[-1].clause + 1 if row else 0
        row += [
            Word(w.text, w.is_number, w.is_capital, w.opens, w.sentence + sentence, w.clause + clause) for w in words
        ]
    return tuple(row)


def _places(words: Sequence[str], name: str) -> list[range]:
    """Returns where `name` (folded words) stands."""
    text = f" {' '.join(words)} "
    length = name.count(" ") + 1
    places = []
    at = text.find(f" {name} ")
    while at >= 0:
        first = text.count(" ", 0, at)
        places.append(range(first, first + length))
        at = text.find(f" {name} ", at + 1)
    return places


def _overlap(first: range, second: range) -> bool:
    return first.start < second.stop and second.start < first.stop


def _same(word: Word, other: Word) -> bool:
    return word.sentence == other.sentence


def _pairs(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    return list(pairwise(words))


def _texts(words: Sequence[Word]) -> list[tuple[str, str]]:
    return [(first.text, second.text) for first, second in pairwise(words)]


def _run(said: Sequence[Word], here: int, source: Sequence[Word], there: int, step: int) -> int:
    length = 0
    while length < _CONTEXT:
        i, j = here + step * (length + 1), there + step * (length + 1)
        if not (0 <= i < len(said) and 0 <= j < len(source)) or said[i].text != source[j].text:
            break
        length += 1
    return length


def _beside(said: Sequence[Word], here: int, source: Sequence[Word], there: int) -> int:
    """How many words before and after one number stand before and after the other."""
    return _run(said, here, source, there, -1) + _run(said, here, source, there, 1)


def _agreement(said: Sequence[str], at: range, source: Sequence[str], place: range) -> int:
    """How many words before and after one name stand before and after the other."""
    before = after = 0
    while before < _CONTEXT and at.start > before and place.start > before:
        if said[at.start - before - 1] != source[place.start - before - 1]:
            break
        before += 1
    while after < _CONTEXT and at.stop + after < len(said) and place.stop + after < len(source):
        if said[at.stop + after] != source[place.stop + after]:
            break
        after += 1
    return before + after


def _find(words: Sequence[str], phrase: tuple[str, ...]) -> int | None:
    return next((i for i in range(len(words) - len(phrase) + 1) if tuple(words[i : i + len(phrase)]) == phrase), None)


def _runs(words: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))
