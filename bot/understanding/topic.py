"""What a question is about: its topic as weighted terms, each with the wordings that count as the same thing."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, pairwise

from bot.understanding.phrases import PhraseTable
from corpus.restoration import modern
from corpus.text import fold, normalise
from prompts.loader import Lexicon, Words
from retrieval.tokenizer import syllables

# A phrase of so many syllables is about something even where each of its words counts for little.
_WHOLE_PHRASE = 3
_TELLING_PHRASE = 2.0
# However long it is, a phrase is one matter: it must not outweigh all the others that a question names.
_PHRASE_CAP = 14.0
# A number of so many digits is a standard's or a form's, no count.
_CODE_LENGTH = 4
# So many words may stand between the words of a known phrase.
_STRAY = 3

Phrases = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Term:
    """One thing that the question is about.

    `alternatives` are folded syllable sequences that count as it, the typed one first. `left` and `right` are the typed
    neighbours: a lone syllable is sure only when it is met beside one of them, or as `written` with its diacritics
    (the alternatives again, marked): folded, scattered syllables are too little to go by. `beside` are the neighbours
    with their diacritics: of a pair that is met, one must be written as it was asked ("chữ ký" is not "chủ kỹ").
    """

    alternatives: tuple[tuple[str, ...], ...]
    weight: float
    left: str | None = None
    right: str | None = None
    written: tuple[tuple[str, ...], ...] = ()
    beside: frozenset[str] = frozenset()

    @cached_property
    def forms(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]], ...]:
        """Each alternative with its marked form and its pairs of neighbours."""
        marked = self.written or self.alternatives
        return tuple(
            (phrase, form, tuple(pairwise(phrase))) for phrase, form in zip(self.alternatives, marked, strict=True)
        )

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable of every alternative."""
        return frozenset(chain.from_iterable(self.alternatives))


@dataclass(frozen=True)
class Topic:
    """The terms, and the words as typed (for showing and for searching)."""

    terms: tuple[Term, ...]
    wording: str

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable that counts as asked for."""
        return frozenset(chain.from_iterable(term.syllables for term in self.terms))

    @cached_property
    def written(self) -> frozenset[str]:
        """Every syllable that counts as asked for, with its marks."""
        return frozenset(syllable for term in self.terms for form in term.written for syllable in form)

    @property
    def names_a_matter(self) -> bool:
        """Tells whether any term is a known phrase ("thanh toán online"), and not only single words."""
        return any(len(term.alternatives) > 1 or len(term.alternatives[0]) > 1 for term in self.terms)

    @cached_property
    def weight(self) -> float:
        """How much the question is about anything: 0 where it is all function words."""
        return sum(term.weight for term in self.terms)


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics that one question may have: all their terms, and where those of `each` stand among them."""

    terms: tuple[Term, ...]
    each: tuple[tuple[Topic, tuple[int, ...]], ...]

    @classmethod
    def of(cls, *topics: Topic) -> "Topics":
        """Puts topics together; the same one again counts once."""
        places: dict[Term, int] = {}
        each = {
            topic: tuple(places.setdefault(term, len(places)) for term in topic.terms)
            for topic in dict.fromkeys(topics)
        }
        return cls(tuple(places), tuple(each.items()))


class TopicBuilder:
    """Builds topics from tokens; frequency weights come from the index."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: Words,
        frequency_weight: Callable[[str], float],
        phrase_weight: Callable[[Sequence[str]], float],
        soft_weight: float,
        corpus_pairs: Container[tuple[str, str]],
    ) -> None:
        self._table: PhraseTable[tuple[tuple[str, ...], ...]] = PhraseTable()
        for entry in lexicon.entries:
            means = tuple(map(_marked, entry.means))
            for said in entry.said:
                self._table.add(said, (_marked(said), *means))
        self._function_words = frozenset(map(modern, words.split("function_words")))
        self._sparse = _sparse_phrases(lexicon, self._function_words, corpus_pairs)
        self._longest_sparse = max(map(len, self._sparse), default=0)
        self._soft_words = frozenset(map(modern, words.soft))
        self._folded_function_words = frozenset(map(fold, self._function_words))
        self._folded_soft_words = frozenset(map(fold, self._soft_words))
        self._corpus_pairs = corpus_pairs
        self._frequency_weight = frequency_weight
        self._phrase_weight = phrase_weight
        self._soft_weight = soft_weight

    def build(
        self, tokens: tuple[str, ...], written: tuple[str, ...], explained: frozenset[int], *, is_restored: bool
    ) -> Topic:
        """Returns the topic of `tokens`, leaving out the positions in `explained` (places, facet words, periods)."""
        terms: list[Term] = []
        covered: set[int] = set()
        weights = [self._weight(token, word) for token, word in zip(tokens, written, strict=True)]
        if is_restored:
            for position in self._unsupported(tokens):
                weights[position] *= self._doubt(tokens[position])
        for start, end, marked in self._table.find(tokens):
            positions = tuple(range(start, end))
            # One folded syllable is too little to go by: "bỏ" must not be read into "bộ".
            is_other_word = len(positions) == 1 and (modern(written[start]),) != marked[0]
            weight = 0.0 if is_other_word else self._phrase_term_weight(tokens, weights, positions, explained)
            if weight > 0:
                terms.append(_phrase_term(written, positions, marked[1:], weight))
                covered.update(positions)
        for positions, means in self._find_sparse(tokens, weights, covered | explained):
            terms.append(_phrase_term(written, positions, means, sum(weights[i] for i in positions)))
            covered.update(positions)
        kept = sorted(covered | {i for i in range(len(tokens)) if i not in explained and weights[i] > 0})
        for position in kept:
            if position in covered:
                continue
            parts = tuple(syllables(tokens[position]))
            if len(parts) > 1:
                terms.append(Term((parts,), max(map(self._frequency_weight, parts))))
                continue
            left = tokens[position - 1] if position else None
            right = tokens[position + 1] if position + 1 < len(tokens) else None
            beside = frozenset(
                map(modern, (*written[max(0, position - 1) : position], *written[position + 1 : position + 2]))
            )
            form = (modern(written[position]),)
            terms.append(Term(((tokens[position],),), weights[position], left, right, (form,), beside))
        return Topic(_once(terms), " ".join(written[kept[0] : kept[-1] + 1]) if kept else "")

    def _phrase_term_weight(
        self, tokens: tuple[str, ...], weights: Sequence[float], positions: Sequence[int], explained: frozenset[int]
    ) -> float:
        """Returns how much a known phrase counts; 0 where nothing of it does, or all of it is explained."""
        if set(positions) <= explained or not any(weights[i] for i in positions):
            return 0.0
        # Inside a known phrase a function word is none: the "một" of "một cửa".
        weight = sum(
            weights[i] or (self._frequency_weight(tokens[i]) if i not in explained else 0.0) for i in positions
        )
        weight = max(weight, self._phrase_weight(tokens[positions[0] : positions[-1] + 1]))
        if len(positions) >= _WHOLE_PHRASE and weight < _TELLING_PHRASE:
            # "chính quyền số": words that nearly every record has, and together the name of one matter.
            weight = sum(self._frequency_weight(tokens[i]) for i in positions)
        return weight

    def _find_sparse(
        self, tokens: tuple[str, ...], weights: Sequence[float], taken: Container[int]
    ) -> Iterator[tuple[tuple[int, ...], Phrases]]:
        """Yields the phrases that are met with function words or a stray word between ("đẩy hết việc cho người khác").

        Each comes with its positions and what it means; longest first, not overlapping, never across what is taken.
        """
        free = [i for i, weight in enumerate(weights) if weight > 0 and i not in taken]
        start = 0
        while start < len(free):
            for length in range(min(self._longest_sparse, len(free) - start), 1, -1):
                positions = tuple(free[start : start + length])
                first, last = positions[0], positions[-1]
                is_near = last - first < length + _STRAY and not any(i in taken for i in range(first, last))
                means = self._sparse.get(tuple(tokens[i] for i in positions)) if is_near else None
                if means is not None:
                    yield positions, means
                    start += length
                    break
            else:
                start += 1

    def expansions(self, topic: Topic) -> dict[str, float]:
        """Returns the formal words of the topic for the search query, each at the weight of an expansion."""
        return {
            syllable: 0.4 for term in topic.terms for alternative in term.alternatives[1:] for syllable in alternative
        }

    def _unsupported(self, tokens: tuple[str, ...]) -> Iterator[int]:
        """Yields the tokens that the corpus does not write beside either of their neighbours."""
        padded = ("", *tokens, "")
        for position, token in enumerate(tokens):
            pairs = ((padded[position], token), (token, padded[position + 2]))
            if not any(pair in self._corpus_pairs for pair in pairs):
                yield position

    def _doubt(self, token: str) -> float:
        """Returns how far an unmarked token that may be a function or everyday word still counts as content.

        It was restored to a content word without support: "may giai phap" is mấy, not máy; "ranh" may be rành.
        """
        if token in self._folded_function_words:
            return 0.0
        return self._soft_weight if token in self._folded_soft_words else 1.0

    def _weight(self, token: str, word: str) -> float:
        word = modern(word)
        if word in self._function_words:
            return 0.0
        weight = self._frequency_weight(token)
        is_count = word.isdigit() and len(word) < _CODE_LENGTH
        return weight * self._soft_weight if word in self._soft_words or is_count else weight


def _once(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Returns the terms without those that a plainer one says too.

    The "giấy tờ" of "hồ sơ giấy tờ" would be found in the same "hồ sơ": one word of a record, counted twice. Two that
    stand for each other ("chính quyền điện tử, chính quyền số") are two.
    """
    plainer = [t.alternatives[0] for t in terms if len(set(t.alternatives)) == 1]
    return tuple(
        t for t in terms if not any(said in t.alternatives[1:] for said in plainer if said != t.alternatives[0])
    )


def _phrase_term(written: Sequence[str], positions: Sequence[int], means: Phrases, weight: float) -> Term:
    forms = (tuple(modern(written[i]) for i in positions), *means)
    return Term(tuple(tuple(map(fold, form)) for form in forms), min(weight, _PHRASE_CAP), written=forms)


def _sparse_phrases(
    lexicon: Lexicon, function_words: Container[str], corpus_pairs: Container[tuple[str, str]]
) -> dict[tuple[str, ...], Phrases]:
    """Returns the lexicon by the folded content words of what is said, two at least; the first entry wins.

    Where words were left out, what is left must not be the documents' own ("khỏi lên ủy ban" is not "ủy ban").
    """
    phrases: dict[tuple[str, ...], Phrases] = {}
    for entry in lexicon.entries:
        means = tuple(map(_marked, entry.means))
        for said in entry.said:
            phrase = _marked(said)
            key = tuple(fold(word) for word in phrase if word not in function_words)
            is_own = len(key) < len(phrase) and all(pair in corpus_pairs for pair in pairwise(key))
            # "nộp giấy mấy lần" without its function words is any handing in.
            if len(key) > 1 and 2 * len(key) > len(phrase) and not is_own:
                phrases.setdefault(key, means)
    return phrases


# The lexicon's phrases, each asked for by every assistant that is put together in a process.
@cache
def _marked(phrase: str) -> tuple[str, ...]:
    return tuple(modern(word) for word in re.findall(r"\w+", normalise(phrase).lower()))
