"""Which records a question may be answered from: how much of its topic each one covers, and whether that is enough."""

import math
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import mul

from bot.features import EMPTY_BAG, Bag, Features, item_id, items_of, quote_of, shared_populations, texts_of
from bot.understanding.spelling import is_vietnamese_syllable
from bot.understanding.topic import Term, Topic, Topics
from corpus.documents import Corpus, Section
from corpus.records import Record, Target
from corpus.restoration import modern
from corpus.text import fold, normalise
from prompts.loader import Abbreviations, Thresholds, Words

# Rarer than this, a syllable is no more telling: one odd word must not outweigh the rest of a question.
_MAX_WEIGHT = 5.0
# What two syllables that stand together weigh more than by how rare the pair is.
_TOGETHER = 1.3
# Phrases up to this many syllables count as met where their words are scattered, longer ones where most stand together.
_SCATTERED = 4
_COMPOUND = 3
_MOSTLY = 0.6
# The two words of a pair apart from each other: "công nghệ số để đơn giản hóa" hardly says "số hóa".
_APART = 0.4
# A token that no Vietnamese word is spelt like ("bnhiu") is noise, unless it is a known abbreviation of another matter.
_TYPING_NOISE = 1.0
# What a record loses that is narrowed to something the question does not mention.
_NARROWED = 0.5
_OTHER_WORD_CREDIT = 0.1
# A term that weighs less tells little; one is met from this credit on.
_TELLING = 1.0
_MET = 0.5
# What a heading adds about when ("… trong 6 tháng năm 2025") does not make it another heading.
_TIME_WORDS = frozenset({"trong", "thang", "nam", "giai", "doan", "mot", "so"})
# "Tỷ lệ thanh toán trực tuyến" measures the payment; "thủ tục được triển khai thanh toán trực tuyến" counts procedures.
_MEASURES = 0.25
# A standard, a network, a form: what has digits and letters, or more digits than a count. Years are read apart.
_CODE = re.compile(r"\d{4,}|\d+[a-z]+\d*|[a-z]+\d+")
_WORD = re.compile(r"\w+")
_CLAUSE_END = re.compile(r"[.,;:?!](?=\s|$)|[()“”\"]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record or section with how well it fits one question: `coverage` of the topic, `score` for ranking."""

    item: Record | Section
    coverage: float
    score: float

    @property
    def item_id(self) -> str:
        """The record's or section's id."""
        return item_id(self.item)

    @property
    def kind(self) -> str:
        """The record kind, or "section"."""
        return "section" if isinstance(self.item, Section) else self.item.kind


class _Weights(dict[str, float]):
    """How telling each folded syllable of the records is; of any other by what it looks like."""

    def __init__(self, rarities: Mapping[str, float], subjects: Container[str], unknown: float) -> None:
        super().__init__(rarities)
        self._subjects = subjects
        self._unknown = _MAX_WEIGHT * unknown

    def __missing__(self, syllable: str) -> float:
        is_word = is_vietnamese_syllable(syllable) or syllable.isdigit() or syllable in self._subjects
        return self._unknown if is_word else _TYPING_NOISE


class Matcher:
    """Scores records against topics. Built once per index; what it keeps of an item afterwards never changes."""

    def __init__(self, corpus: Corpus, abbreviations: Abbreviations, thresholds: Thresholds, words: Words) -> None:
        self._common_words = frozenset(map(modern, words.common))
        self._measure_words = tuple(map(fold, words.measure_words))
        self._long_forms = {fold(key): _words(value) for key, value in abbreviations.administrative.items()}
        self._thresholds = thresholds
        self._bag_of_text = lru_cache(maxsize=4096)(lambda text: Bag.of(self._expanded(text)))
        self._folded = {item_id(item): fold(quote_of(item)) for item in items_of(corpus)}
        self._texts = texts_of(corpus)
        self._titles = {key: Bag.of(self._expanded(title)) for key, (_, title, _) in self._texts.items()}
        frequency: Counter[str] = Counter()
        self._pair_frequency: Counter[tuple[str, str]] = Counter()
        for title in self._titles.values():
            frequency.update(title.syllables)
            self._pair_frequency.update(title.pairs)
        self._written = frozenset(chain.from_iterable(title.written for title in self._titles.values()))
        self._count = len(self._titles)
        rarities = {syllable: self._rarity(count) for syllable, count in frequency.items()}
        self._weights = _Weights(rarities, words.split("other_subjects"), thresholds.unknown_weight)
        self._measures = frozenset(
            target.record_id
            for target in corpus.records
            if isinstance(target, Target) and fold(target.indicator).startswith(self._measure_words)
        )
        self._shared = shared_populations(corpus)
        self._names = {entry.item_id: entry.names for entry in corpus.everyday_names}
        self._features: dict[str, Features] = {}

    def _features_of(self, key: str) -> Features:
        """Returns what of an item is matched, made when it is first found: most of a corpus is not for days."""
        features = self._features.get(key)
        if features is None:
            core_text, _, context_text = self._texts[key]
            core, title = Bag.of(self._expanded(core_text)), self._titles[key]
            narrowing = frozenset[str]() if key in self._shared else title.written - core.written
            names = tuple(map(self._name, self._names.get(key, ())))
            context = Bag.of(self._expanded(context_text))
            features = Features(title, context, core, self._weight_of(core), narrowing, names)
            self._features[key] = features
        return features

    def _name(self, text: str) -> tuple[Bag, float]:
        bag = Bag.of(self._expanded(text))
        return bag, self._weight_of(bag)

    def _weight_of(self, bag: Bag) -> float:
        return sum(map(self._weights.__getitem__, bag.syllables)) or 1.0

    def weight(self, syllable: str) -> float:
        """Returns how telling a folded syllable is: its inverse document frequency, capped."""
        return self._weights[syllable]

    def phrase_weight(self, phrase: Sequence[str]) -> float:
        """Returns how telling folded syllables are together: "số hóa" is rarer than "số" and "hóa"."""
        rarest = min((self._pair_frequency[pair] for pair in pairwise(phrase)), default=0)
        return self._rarity(rarest) * _TOGETHER if rarest else 0.0

    def _rarity(self, frequency: int) -> float:
        return min(_MAX_WEIGHT, math.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5)))

    def match(self, item: Record | Section, topic: Topic, search_score: float, kind_weight: float) -> Evidence:
        """Returns `item` as evidence for `topic`."""
        return self.best_match(item, Topics.of(topic), search_score, kind_weight)

    def best_match(self, item: Record | Section, topics: Topics, search_score: float, kind_weight: float) -> Evidence:
        """Returns `item` as evidence for the one of `topics` that it fits best."""
        key = item_id(item)
        features = self._features_of(key)
        credited = [self._credit(term, features) for term in topics.terms]
        weight_of, settings = self._weights.__getitem__, self._thresholds
        best: tuple[float, float] | None = None
        for topic, places in topics.each:
            coverage = self._coverage(topic, features, [credited[place] for place in places])
            precision = sum(map(weight_of, topic.syllables & features.core.syllables)) / features.core_weight
            # With marks: "đạt" does not ask for "đất đai".
            if features.narrowing and not topic.written & features.narrowing:
                precision -= _NARROWED
            if key in self._measures:
                precision += _MEASURES
            score = (
                coverage * kind_weight + settings.precision_weight * precision + settings.search_weight * search_score
            )
            if best is None or (coverage, score) > best:
                best = coverage, score
        assert best is not None, "a question has a topic"
        return Evidence(item, *best)

    def _own_weight(self, word: str) -> float:
        """Returns how much a word of a heading, with its marks, makes it that heading."""
        syllable = fold(word)
        if syllable in _TIME_WORDS or syllable.isdigit():
            return 0.0
        return self.weight(syllable) * (self._thresholds.soft_weight if word in self._common_words else 1.0)

    def coverage(self, topic: Topic, features: Features) -> float:
        """Returns the weighted share of `topic` that the record covers, in [0, 1]; 0 for an empty topic."""
        return self._coverage(topic, features, [self._credit(term, features) for term in topic.terms])

    def _coverage(self, topic: Topic, features: Features, own: Sequence[float]) -> float:
        """Returns the coverage where the record's own words are worth `own` to the terms."""
        total = topic.weight
        if not total:
            return 0.0
        weights = [term.weight for term in topic.terms]
        best: float = sum(map(mul, own, weights))
        if best < self._thresholds.name_support * total:
            return best / total
        weight_of = self._weights.__getitem__
        for name, name_weight in features.names:
            if sum(map(weight_of, name.syllables & topic.syllables)) / name_weight < self._thresholds.name_share:
                continue
            credit = self._thresholds.name_credit
            called = (max(c, credit * self._credit_in(term, name)) for c, term in zip(own, topic.terms, strict=True))
            best = max(best, sum(map(mul, called, weights)))
        return best / total

    def holds_codes(self, item: Record | Section, topic: Topic) -> bool:
        """Tells whether every code that is asked about ("9001:2015", "5G") stands in `item`."""
        features = self._features_of(item_id(item))
        # What a target's bullet says beside it is not what it measures.
        known = features.title.syllables if isinstance(item, Target) else features.known
        codes = (part for term in topic.terms for part in term.alternatives[0] if _CODE.fullmatch(part))
        return all(code in known for code in codes)

    def meets_all(self, item: Record | Section, topic: Topic) -> bool:
        """Tells whether `item` says every telling word of `topic`: of a target what it measures, no everyday name."""
        features = self._features_of(item_id(item))
        bags = [features.title] if isinstance(item, Target) else [features.title, features.context]
        telling = (term for term in topic.terms if term.weight >= _TELLING)
        return all(any(self._credit_in(term, bag) >= _MET for bag in bags) for term in telling)

    def folded(self, item: Record | Section) -> str:
        """Returns the folded source text of `item`."""
        return self._folded[item_id(item)]

    def coverage_of_text(self, topic: Topic, text: str) -> float:
        """Returns the coverage of `topic` by `text` alone."""
        bag = self._bag_of_text(text)
        return self.coverage(topic, Features(bag, EMPTY_BAG, bag, 1.0))

    def agreement(self, topic: Topic, tokens: tuple[str, ...], text: str) -> float:
        """Returns how far a question and a short text are the same: the lesser of what each covers of the other.

        Of an empty topic, how much of the text the question holds.
        """
        bag = self._bag_of_text(text)
        asked = set(tokens)
        total = sum(map(self._own_weight, bag.written)) or 1.0
        back = sum(self._own_weight(word) for word in bag.written if fold(word) in asked) / total
        if not topic.terms:
            return back
        return min(self.coverage(topic, Features(bag, EMPTY_BAG, bag, 1.0)), back)

    def _credit(self, term: Term, features: Features) -> float:
        if term.syllables.isdisjoint(features.known):
            return 0.0
        in_title = self._credit_in(term, features.title)
        if in_title >= 1.0:
            return in_title
        return max(in_title, self._thresholds.context_credit * self._credit_in(term, features.context))

    def _credit_in(self, term: Term, bag: Bag) -> float:
        if len(term.alternatives) == 1 and len(term.alternatives[0]) == 1:
            return self._lone_credit(term, bag)
        best = 0.0
        for form in term.forms:
            best = max(best, self._phrase_credit(*form, bag))
            if best >= 1.0:
                break
        return best

    def _lone_credit(self, term: Term, bag: Bag) -> float:
        syllable = term.alternatives[0][0]
        if syllable not in bag.syllables:
            return 0.0
        is_beside = (term.left, syllable) in bag.pairs or (syllable, term.right) in bag.pairs
        # Alone, "đô" must not be found in "do": the mark is all that tells them apart.
        word = term.written[0][0] if term.written else ""
        is_written = word in bag.written
        # "chữ ký" must not be found in "chủ kỹ"; a word that no document has ("bại") is one that was typed amiss.
        is_other = not is_written and word in self._written and bag.written.isdisjoint(term.beside)
        if _CODE.fullmatch(syllable) or (is_beside and not is_other):
            return 1.0
        return self._thresholds.lone_syllable_credit if is_written else _OTHER_WORD_CREDIT

    def _phrase_credit(
        self, phrase: tuple[str, ...], marked: tuple[str, ...], pairs: tuple[tuple[str, str], ...], bag: Bag
    ) -> float:
        if len(phrase) == 1:
            return 1.0 if marked[0] in bag.written else 0.0
        if len(pairs) == 1:
            # "hồ sơ, kết quả" does not say "sơ kết".
            if pairs[0] in bag.pairs:
                return 0.0 if pairs[0] in bag.parted else 1.0
            return _APART if bag.written.issuperset(marked) else 0.0
        if bag.syllables.isdisjoint(phrase):
            return 0.0
        found = sum(map(bag.pairs.__contains__, pairs))
        if found == len(pairs):
            return 1.0
        # The many words of a long phrase are met anywhere; they must at least stand together for the most part.
        is_long = len(phrase) > _SCATTERED
        # Three that the documents write together are one word: "chuyển đổi vị trí … số" is no "chuyển đổi số".
        is_compound = len(phrase) == _COMPOUND and all(self._pair_frequency[pair] for pair in pairs)
        if bag.written.issuperset(marked) and not is_compound and not (is_long and found < _MOSTLY * len(pairs)):
            return self._thresholds.scattered_credit
        return 0.4 * found / len(pairs)

    def _expanded(self, text: str) -> list[list[str]]:
        """Returns the words of each clause."""
        return [
            [long for word in _words(clause) for long in self._long_forms.get(fold(word), (word,))]
            for clause in _CLAUSE_END.split(text)
        ]


def _words(text: str) -> list[str]:
    return [modern(word) for word in _WORD.findall(normalise(text).lower())]
