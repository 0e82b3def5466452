"""Which procedure a question is about: its names, how people ask for it, and what sets it apart from its relatives."""

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.procedures.likeness import Asked, Phrase, Phrases, is_same, profile_of, unit
from bot.understanding.normalisation import NormalisedText
from bot.understanding.phrases import PhraseTable
from corpus.procedures.outline import code_of
from corpus.procedures.records import Procedure, ProcedureStatus, Variant
from corpus.restoration import modern
from corpus.text import fold, normalise
from prompts.loader import ProcedureRules
from retrieval.index import Index
from retrieval.tokenizer import syllables
from retrieval.types import SearchFilter, SearchQuery

# A word that no name, alias or paper has ("flycam") is what the question is about, and no procedure's.
_UNKNOWN = 6.0
# The weight of a pair beside that of its two syllables: "khai sinh" is more than "khai" and "sinh".
_PAIR = 0.7
# What a word of every question ("làm", "giấy") weighs of what it would: it still tells "nhận con" from "con".
_PLAIN = 0.3
_CANDIDATES = 40
# Past so many by profile none comes first by the rest.
_CONSIDERED = 20
# Typed last and without marks these close a question: "bao nhieu tien vay".
_PARTICLES = frozenset({"vay", "the", "nhi", "ha", "a", "z", "ta", "do", "nao", "di", "day", "e", "ad", "bot"})
# What most official names open with says nothing of which one it is.
_OPENING = re.compile(r"^(thủ tục )?(đăng ký|cấp|giải quyết|xin|làm) (?!lại\b)")
_WORD = re.compile(r"\w+")
_NEGATED = re.compile(r"\bkhong (phai|la)\b")
# A shorter official name stands in those of its relatives.
_LONG_NAME = 6
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A procedure with how well it fits a question: `likeness`, roughly in [0, 1.3], and `score`, which ranks.

    `profile` is the cosine of the question with all that people say of the procedure together, a part of `score`;
    `named` is how much of its name the question holds, `covered` how much of the question a name or alias holds;
    `is_special`: the question does not say what sets it apart from the plain one, or says what it has not.
    """

    procedure: Procedure
    score: float
    likeness: float
    profile: float
    named: float
    covered: float
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What of one procedure is compared with a question."""

    procedure: Procedure
    names: Phrases
    aliases: Phrases
    is_negated: bool


class ProcedureFinder:
    """Ranks procedures. Built once per index; immutable afterwards."""

    def __init__(self, index: Index, rules: ProcedureRules) -> None:
        self._index = index
        self._rules = rules
        self._stop = frozenset(map(modern, rules.stop_words.split()))
        self._stop_phrases: dict[str, list[tuple[str, ...]]] = {}
        for words in (tuple(map(modern, phrase.split())) for line in rules.stop_phrases for phrase in line):
            self._stop_phrases.setdefault(words[0], []).append(words)
        self._variants = {Variant(name): re.compile(pattern) for name, pattern in rules.variants.items()}
        procedures = index.corpus.procedures
        texts = {p.code: (_names(p), p.alias_questions) for p in procedures}
        frequency: Counter[str] = Counter()
        for names, aliases in texts.values():
            frequency.update({term for text in (*names, *aliases) for term in _terms(syllables(text))})
        self._weights = {
            term: math.log(1 + (len(procedures) - count + 0.5) / (count + 0.5)) for term, count in frequency.items()
        }
        self._known = tuple(self._known_of(p, *texts[p.code]) for p in procedures)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, known in enumerate(self._known):
            for term, weight in profile_of((*known.names.phrases, *known.aliases.phrases)).items():
                self._postings.setdefault(term, []).append((number, weight))
        self._codes = {p.code: p for p in procedures}
        self._official: PhraseTable[Procedure] = PhraseTable()
        # Of several under one name the first that is in force.
        for procedure in sorted(procedures, key=lambda p: (p.status is ProcedureStatus.IN_FORCE, p.code), reverse=True):
            for name in {procedure.name, _IN_BRACKETS.sub("", procedure.name)}:
                if len(syllables(name)) >= _LONG_NAME:
                    self._official.add(name, procedure)

    def _known_of(self, procedure: Procedure, names: Iterable[str], aliases: Iterable[str]) -> _Known:
        named, asked = Phrases(map(self._phrase, names)), Phrases(map(self._phrase, aliases))
        is_negated = _NEGATED.search(fold(procedure.name)) is not None
        return _Known(procedure, named, asked, is_negated)

    def named(self, text: NormalisedText) -> Procedure | None:
        """Returns the procedure whose code, or whose long official name, the question holds."""
        codes = re.findall(r"\d\.\d{6}", text.folded)
        by_code = next((self._codes[code] for code in codes if code in self._codes), None)
        names = sorted(self._official.find(text.tokens), key=lambda span: span[0] - span[1])
        return by_code or next((procedure for _, _, procedure in names), None)

    def content(self, text: NormalisedText) -> tuple[str, ...]:
        """Returns the tokens that tell which procedure is meant."""
        return tuple(token for token in self._telling(text) if token)

    def rank(self, text: NormalisedText, family: str = "") -> tuple[Candidate, ...]:
        """Returns the procedures that share anything with the question, best first.

        `family` is what a turn goes on about ("còn gia hạn?" after a question on building permits).
        """
        if family:
            words = tuple(_WORD.findall(normalise(family).lower()))
            text = replace(text, tokens=(*text.tokens, *map(fold, words)), written=(*text.written, *words))
        wanted = frozenset(variant for variant, pattern in self._variants.items() if pattern.search(text.folded))
        asked = self._asked(text, wanted)
        if not asked.telling:
            return ()
        found = self._index.search(
            SearchQuery(" ".join(text.tokens)), SearchFilter(kinds=frozenset({"procedure"})), _CANDIDATES
        )
        searched = {code_of(hit.passage.document_id) or "": hit.score for hit in found.hits}
        candidates = [
            self._candidate(self._known[number], profile, asked, searched, wanted)
            for number, profile in self._likeliest(asked)
        ]
        return tuple(sorted((c for c in candidates if c.score > 0), key=lambda c: (-c.score, c.procedure.code)))

    def _likeliest(self, asked: Asked) -> list[tuple[int, float]]:
        """Returns the procedures that share a telling term, each with its profile's cosine: the best of them."""
        touched = {number for term in asked.telling for number, _ in self._postings.get(term, ())}
        profiles = dict.fromkeys(touched, 0.0)
        for term, weight in asked.unit.items():
            for number, own in self._postings.get(term, ()):
                if number in profiles:
                    profiles[number] += weight * own
        return heapq.nlargest(_CONSIDERED, profiles.items(), key=lambda entry: (entry[1], -entry[0]))

    def _candidate(
        self, known: _Known, profile: float, asked: Asked, searched: Mapping[str, float], wanted: frozenset[Variant]
    ) -> Candidate:
        weights = self._rules.weights
        names, aliases = known.names.overlaps(asked), known.aliases.overlaps(asked)
        named = max((overlap.named(asked.implied) for overlap in names), default=0.0)
        covered = max((overlap.told for overlap in (*names, *aliases)), default=0.0) / asked.total
        alike = max((overlap.alike(asked) for overlap in aliases), default=0.0)
        score = (
            weights["phrase"] * named * (1 - weights["rest"] * (1 - min(1.0, covered)))
            + weights["question"] * covered
            + weights["alias"] * alike
        )
        if not score:
            return Candidate(known.procedure, 0.0, 0.0, 0.0, 0.0, 0.0)
        score += weights["search"] * searched.get(known.procedure.code, 0.0)
        own = frozenset(known.procedure.variants)
        if any(is_same(overlap, asked) for overlap in names):
            score += weights["exact"]
        if known.is_negated:
            # "không phải là cộng tác viên" is half of two names; the question says which.
            score += weights["variant"] if asked.is_negated else -weights["variant"]
        score -= weights["variant"] * (len(own - wanted) + len((own - wanted) & _TELLING))
        score += weights["variant"] * len(own & wanted)
        # "đổi", "mất", "xóa" are said of plain matters too; a foreigner or the border is not.
        score -= weights["variant"] * len((wanted - own) & _TELLING)
        score -= weights["family"] * len((wanted - own) - _TELLING)
        if not own:
            score += weights["family"]
        if known.procedure.status is not ProcedureStatus.IN_FORCE:
            score -= weights["family"]
        is_special = (bool(own) and not own & wanted) or bool((wanted - own) & _TELLING)
        ranked = score + weights["profile"] * profile
        return Candidate(known.procedure, ranked, score, profile, named, covered, is_special)

    def _telling(self, text: NormalisedText) -> list[str]:
        tells = self._tells([modern(word) for word in text.written])
        kept = [
            token if is_telling and not token.isdigit() else ""
            for token, is_telling in zip(text.tokens, tells, strict=True)
        ]
        for position in range(len(kept) - 1, -1, -1):
            if text.tokens[position] not in _PARTICLES:
                break
            kept[position] = ""
        return kept

    def _tells(self, words: Sequence[str]) -> list[bool]:
        """Returns which words tell: none of the stop words, none of a phrase that only asks ("kết quả")."""
        tells = [word not in self._stop for word in words]
        for start, word in enumerate(words):
            for phrase in self._stop_phrases.get(word, ()):
                if tuple(words[start : start + len(phrase)]) == phrase:
                    tells[start : start + len(phrase)] = [False] * len(phrase)
        return tells

    def _asked(self, text: NormalisedText, wanted: Iterable[Variant]) -> Asked:
        """Returns the question as terms; what sets a procedure apart counts as said in the record's own words too.

        `total` is of the words that tell, for they must be covered; the others are there to be met in names.
        """
        kept = self._telling(text)
        terms = self._weighed(text.tokens, [bool(token) for token in kept])
        telling = {token for token in kept if token}
        told = frozenset(term for term in terms if telling >= set(term.split("_")))
        total = sum(terms[term] for term in told)
        implied = {term: weight for v in wanted for term, weight in self._phrase(v.value).terms.items()}
        return Asked(terms, total or 1.0, unit(terms), told, implied, _NEGATED.search(text.folded) is not None)

    def _phrase(self, text: str) -> Phrase:
        words = [modern(word) for word in _WORD.findall(_OPENING.sub("", normalise(text).lower()))]
        terms = self._weighed([fold(word) for word in words], self._tells(words))
        return Phrase(terms, sum(terms.values()) or 1.0)

    def _weighed(self, parts: Sequence[str], is_telling: Sequence[bool]) -> dict[str, float]:
        """Returns syllables and pairs with their weights; words that every question has count for little."""
        terms: dict[str, float] = {}
        for part, tells in zip(parts, is_telling, strict=True):
            weight = self._weights.get(part, _UNKNOWN if tells else 0.0)
            terms[part] = max(terms.get(part, 0.0), weight if tells else _PLAIN * weight)
        for (first, second), (a, b) in zip(pairwise(parts), pairwise(is_telling), strict=True):
            pair = f"{first}_{second}"
            if pair in self._weights:
                terms[pair] = _PAIR * self._weights[pair] * (1.0 if a or b else _PLAIN)
        return {term: weight for term, weight in terms.items() if weight}


_TELLING = frozenset({Variant.FOREIGN, Variant.BORDER, Variant.MOBILE, Variant.LINKED})


def _names(procedure: Procedure) -> tuple[str, ...]:
    return (procedure.name, *procedure.everyday_names)


def _terms(parts: Sequence[str]) -> Iterable[str]:
    yield from parts
    yield from (f"{first}_{second}" for first, second in pairwise(parts))
