"""Which targets of other communes measure the same thing, found by their words alone.

Indicators are compared by their folded syllables, rare ones weighing more (IDF-weighted Jaccard), with the short forms
written out that the documents themselves explain ("thủ tục hành chính (TTHC)"). Scope and unit must
be the same: "TTHC nội bộ" is not TTHC. What only reads alike is listed as such and never drawn.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.pages.site import Place, place_of, row_id
from bot.composing.kit import upper_first
from bot.library import period_phrase
from corpus.documents import Commune, Corpus
from corpus.records import Period, Target
from corpus.text import fold

# Chosen on the shipped plans: every pair from 0.65 on is one indicator in two wordings, below it there are others.
_SAME = 0.65
_NEAR = 0.45
_SHORT_FORM = re.compile(r"\(([A-ZĐ]{2,8})\)")
_WORD = re.compile(r"\w+")
# What indicators open with, and says nothing of what they measure.
_EMPTY = frozenset({"cac", "nhung", "ty", "ti", "le", "so", "muc", "do", "va", "ve", "cua", "trong", "theo"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A commune's figure for the indicator; the same figure stated twice has two places."""

    commune: Commune
    target: Target
    period: str
    places: tuple[Place, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator over communes. `silent` have none in these words; `near` is what those state that reads alike."""

    key: str
    indicator: str
    unit: str
    figures: tuple[Figure, ...]
    silent: tuple[Commune, ...]
    near: tuple[Figure, ...]

    @property
    def has_several_periods(self) -> bool:
        return len({figure.period for figure in self.figures}) > 1

    @property
    def has_several_comparators(self) -> bool:
        return len({figure.target.comparator for figure in self.figures}) > 1

    def has_near(self, commune: Commune) -> bool:
        return any(figure.commune.slug == commune.slug for figure in self.near)

    @property
    def communes(self) -> int:
        return len({figure.commune.slug for figure in self.figures})


def find_comparisons(corpus: Corpus, slug: str) -> tuple[Comparison, ...]:
    """Returns each indicator of a commune that another commune has too, those of most communes first."""
    targets = [record for record in corpus.records if isinstance(record, Target)]
    meanings = _Meanings(corpus, targets)
    anchors: dict[object, Target] = {}
    for target in targets:
        if target.commune == slug:
            anchors.setdefault((meanings.words(target), meanings.scope(target), target.unit), target)
    found = (_compare(corpus, meanings, targets, anchor) for anchor in anchors.values())
    return tuple(sorted((c for c in found if c.communes > 1), key=lambda comparison: -comparison.communes))


def _compare(corpus: Corpus, meanings: "_Meanings", targets: Sequence[Target], anchor: Target) -> Comparison:
    figures: list[Figure] = []
    near: list[Figure] = []
    silent: list[Commune] = []
    periods = {document.document_id: document.period for document in corpus.documents}
    for commune in sorted(corpus.communes, key=lambda known: known.slug != anchor.commune):
        likeness = {
            target.record_id: meanings.likeness(anchor, target)
            for target in targets
            if target.commune == commune.slug and target.unit == anchor.unit
        }
        own = [target for target in targets if target.record_id in likeness]
        same = [t for t in own if likeness[t.record_id] >= _SAME and meanings.scope(t) == meanings.scope(anchor)]
        best = max((likeness[target.record_id] for target in same), default=0.0)
        same = [target for target in same if likeness[target.record_id] >= best - 1e-9]
        alike = [t for t in own if likeness[t.record_id] >= _NEAR and t not in same]
        figures += _figures(commune, same, periods, is_own=commune.slug == anchor.commune)
        if not same:
            silent.append(commune)
            near += _figures(commune, alike, periods, is_own=False)
    return Comparison(row_id(anchor), _indicator(anchor), anchor.unit, tuple(figures), tuple(silent), tuple(near))


def _figures(
    commune: Commune, targets: Iterable[Target], periods: Mapping[str, Period | None], is_own: bool
) -> list[Figure]:
    merged: dict[object, Figure] = {}
    for target in targets:
        period = period_phrase(target.period or periods[target.provenance.document_id])
        key = (period.lower(), target.comparator, target.value, target.scope)
        places = (*merged[key].places, place_of(target.provenance)) if key in merged else (place_of(target.provenance),)
        kept = merged[key].target if key in merged else target
        merged[key] = Figure(commune, kept, period, places, is_own)
    return sorted(merged.values(), key=lambda figure: figure.period)


def _indicator(target: Target) -> str:
    words = upper_first(target.indicator.strip(" .;,"))
    return f"{words} ({target.scope})" if target.scope else words


class _Meanings:
    """Indicators as weighted sets of folded syllables; what they weigh is counted over all targets of the corpus."""

    def __init__(self, corpus: Corpus, targets: Sequence[Target]) -> None:
        self._short_forms = _short_forms(section.text for section in corpus.sections)
        self._words = {target.record_id: self._read(target.indicator) - _EMPTY for target in targets}
        self._scopes = {target.record_id: self._read(target.scope or "") for target in targets}
        counts = Counter(word for words in self._words.values() for word in words)
        self._weights = {word: math.log(1 + len(targets) / count) for word, count in counts.items()}

    def words(self, target: Target) -> frozenset[str]:
        return self._words[target.record_id]

    def scope(self, target: Target) -> frozenset[str]:
        return self._scopes[target.record_id]

    def likeness(self, one: Target, other: Target) -> float:
        """Returns 1.0 for the same words in any order, 0.0 for none in common."""
        left, right = self.words(one), self.words(other)
        union = self._weigh(left | right)
        return self._weigh(left & right) / union if union else 0.0

    def _weigh(self, words: frozenset[str]) -> float:
        # In one order, so that the sum is the same in every process.
        return math.fsum(self._weights[word] for word in words)

    def _read(self, text: str) -> frozenset[str]:
        words = _WORD.findall(fold(text))
        return frozenset(part for word in words for part in self._short_forms.get(word, (word,)))


def _short_forms(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Returns the short forms that the documents write out: "thủ tục hành chính (TTHC)" → tthc, by their initials."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for match in _SHORT_FORM.finditer(text):
            short = fold(match[1])
            words = tuple(_WORD.findall(fold(text[: match.start()]))[-len(short) :])
            if "".join(word[0] for word in words) == short:
                found[short] = words
    return found
