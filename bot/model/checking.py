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

from bot.guard import DOCUMENT_NUMBER, squeeze
from bot.model.alignment import (
    common_around,
    common_before,
    common_beside,
    find_phrase,
    joined,
    name_places,
    overlap,
    pairs_around,
    text_pairs,
    word_runs,
)
from bot.model.wording import Word, words_of
from prompts.model_rules import ModelRules
from retrieval.tokenizer import syllables

# Marks, markup and addresses are added by the composer alone.
_MARKUP = re.compile(r"https?:|www\.|\w@\w|<[/!a-z]|\]\(|\[\d+\]|[`{}\\]|^\s*#", re.IGNORECASE | re.MULTILINE)
_UNSAYABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
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
        self._secret = word_runs(syllables(secret_words), 8)

    def violations(self, sentence: str, grounds: Sequence[Ground]) -> tuple[str, ...]:
        """Returns what `sentence` states and `grounds` do not hold; empty when it may be said."""
        if not grounds:
            return ("no passage",)
        if not sentence.strip() or len(sentence) > _LONGEST:
            return ("length",)
        if _MARKUP.search(sentence) or _UNSAYABLE.search(sentence):
            return ("markup",)
        said = words_of(sentence)
        source = joined(words_of(ground.text) for ground in grounds)
        known = source + joined(words_of(ground.about) for ground in grounds)
        found = [
            *self._unsupported(said, source, known),
            *self._names(said, known),
            *self._documents(sentence, grounds),
        ]
        found += self._numbers(said, source, known[len(source) :])
        found += self._of_agencies(sentence, grounds)
        found += self._negated(said, source)
        if self._secret & word_runs(syllables(sentence), 8):
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
        pairs = [pair for pair in text_pairs(said) if not set(pair) <= self._telling_nothing]
        together = set(text_pairs(source))
        phrasing = sum(pair in together for pair in pairs) / len(pairs)
        found = [f"support {support:.2f}"] if support < self._rules.support else []
        return found + ([f"phrasing {phrasing:.2f}"] if phrasing < self._rules.phrasing else [])

    def _names(self, said: Sequence[Word], known: Sequence[Word]) -> list[str]:
        """Names in capitals that no passage writes, and offices that it does not name so."""
        singles = {word.text for word in known}
        together = set(text_pairs(known))
        missing = [w.text for w in said if w.is_capital and not w.opens and w.text not in singles]
        for first, second in pairwise(said):
            is_name = (first.is_capital and second.is_capital) or (first.text in self._heads and second.is_capital)
            is_office = first.is_capital and not first.opens and first.text in self._heads and not second.is_number
            if (is_name or is_office) and (first.text, second.text) not in together:
                missing.append(f"{first.text} {second.text}")
        return [f"name {name}" for name in missing]

    def _documents(self, sentence: str, grounds: Sequence[Ground]) -> list[str]:
        flat = squeeze(" ".join(f"{ground.text} {ground.about}" for ground in grounds))
        return [f"document {number}" for number in DOCUMENT_NUMBER.findall(sentence) if squeeze(number) not in flat]

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
        least = max((common_beside(said, position, source, i) for i, w in enumerate(source) if w.is_number), default=0)
        return any(
            other.text == said[position].text
            and self._unit(about, i) == unit
            and common_before(said, position, about, i) > 0
            and common_beside(said, position, about, i) > least
            for i, other in enumerate(about)
        )

    def _unit(self, words: Sequence[Word], position: int) -> str:
        following = words[position + 1].text if position + 1 < len(words) else ""
        return following if following in self._units else ""

    def _fit(self, said: Sequence[Word], here: int, source: Sequence[Word], there: int) -> tuple[float, int, float]:
        """Returns how well what stands around a number of the sentence stands around one of the source.

        In its clause first, then word by word beside it, then in the whole sentence.
        """
        near = source[max(there - _SENTENCE, 0) : there + _SENTENCE]
        place = {w.text for w in near if w.sentence == source[there].sentence}
        clause = [w for w in said if w.clause == said[here].clause]
        beside = common_beside(said, here, source, there)
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
            at = find_phrase(side, phrase)
            if at is not None:
                kinds.add(kind)
                side[at : at + len(phrase)] = [""]
        return frozenset(kinds)

    def _excepted(self, words: Sequence[Word], sentence: int | None) -> bool:
        texts = [w.text for w in words if sentence is None or w.sentence == sentence]
        return any(find_phrase(texts, phrase) is not None for phrase in self._exceptions)

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
                same = [place for name in names for place in name_places(source, name)]
            if not same:
                found.append(f"agency {names[0]}")
                continue
            best = max(common_around(said, at, source, place) for place in same)
            others = [place for place, _ in rivals if not any(overlap(place, own) for own in same)]
            if max((common_around(said, at, source, place) for place in others), default=-1) >= best:
                found.append(f"agency {names[0]} elsewhere")
        return found

    def _named(self, words: Sequence[str]) -> list[tuple[range, tuple[str, ...]]]:
        """Returns where agencies are named, the longest name at each place."""
        found = [(place, names) for names in self._agencies for name in names for place in name_places(words, name)]
        found.sort(key=lambda entry: (-len(entry[0]), entry[0].start))
        kept: list[tuple[range, tuple[str, ...]]] = []
        for place, names in found:
            if not any(overlap(place, other) for other, _ in kept):
                kept.append((place, names))
        return kept

    # --- negation ---

    def _negated(self, said: Sequence[Word], source: Sequence[Word]) -> list[str]:
        """A "không" that the source does not say, or that it says and the sentence leaves out."""
        with_not = {pair for pair in text_pairs(source) if pair[0] in self._negations}
        found = [f"negation {p[1]}" for p in text_pairs(said) if p[0] in self._negations and p not in with_not]
        denied, affirmed = self._denied(source)
        _, said_affirmed = self._denied(said)
        found += [f"negation of {pair[0]}" for pair in said_affirmed & (denied - affirmed)]
        left_out = set(pairs_around(source, self._negations)) - set(text_pairs(source))
        return found + [f"negation of {pair[1]}" for pair in text_pairs(said) if pair in left_out]

    def _denied(self, words: Sequence[Word]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """Returns the pairs of words that a negation stands before, and the others."""
        denied: set[tuple[str, str]] = set()
        affirmed: set[tuple[str, str]] = set()
        for index, pair in enumerate(text_pairs(words)):
            is_denied = index > 0 and words[index - 1].text in self._negations
            (denied if is_denied else affirmed).add(pair)
        return denied, affirmed
