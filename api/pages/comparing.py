"""Which targets of other communes measure the same thing, found by their words alone.

Indicators are compared by their folded syllables, rare ones weighing more (IDF-weighted Jaccard), with the short forms
written out that the documents themselves explain ("thủ tục hành chính (TTHC)"). Scope and unit must
be the same: "TTHC nội bộ" is not TTHC. What only reads alike is listed as such and never drawn.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.commune import SourceLink, conflict_summaries, row_id, source_link
from bot.composing.kit import upper_first
from bot.library import period_phrase
from corpus.documents import Commune, Corpus
from corpus.records import Period, Target
from corpus.text import fold
from retrieval.tokenizer import syllables

# Chosen on the shipped plans: every pair from 0.65 on is one indicator in two wordings, below it there are others.
_SAME = 0.65
_NEAR = 0.45
_SHORT_FORM = re.compile(r"\(([A-ZĐ]{2,8})\)")
# What indicators open with, and says nothing of what they measure.
_EMPTY = frozenset({"cac", "nhung", "ty", "ti", "le", "so", "muc", "do", "va", "ve", "cua", "trong", "theo"})


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A commune's figure for the indicator; one that is stated twice has two places. `warnings`: contradictions."""

    commune: Commune
    target: Target
    period: Period | None
    places: tuple[SourceLink, ...]
    warnings: tuple[str, ...]
    is_own: bool

    @property
    def period_words(self) -> str:
        return period_phrase(self.period) or "không nêu giai đoạn"


@dataclass(frozen=True, slots=True)
class SharedIndicator:
    """One indicator over communes. `silent` have none in these words; `near` is what those state that reads alike.

    `is_worded_alike`: all use the same words, short forms and order aside.
    """

    key: str
    indicator: str
    unit: str
    figures: tuple[StatedFigure, ...]
    silent: tuple[Commune, ...]
    near: tuple[StatedFigure, ...]
    is_worded_alike: bool

    @property
    def has_several_periods(self) -> bool:
        return len({_dates(figure.period) for figure in self.figures}) > 1

    @property
    def has_several_comparators(self) -> bool:
        return len({figure.target.comparator for figure in self.figures}) > 1

    @property
    def spread(self) -> int:
        """How many communes state the indicator."""
        return len({figure.commune.slug for figure in self.figures})

    def has_near(self, commune: Commune) -> bool:
        return any(figure.commune.slug == commune.slug for figure in self.near)


def find_shared(corpus: Corpus, slug: str) -> tuple[SharedIndicator, ...]:
    """Returns each indicator of a commune that another commune has too, those of most communes first."""
    targets = [record for record in corpus.records if isinstance(record, Target)]
    meanings = _Meanings(corpus, targets)
    anchors: dict[object, Target] = {}
    for target in targets:
        if target.commune == slug:
            anchors.setdefault((meanings.words(target), meanings.scope(target), target.unit), target)
    found = (_share(corpus, meanings, targets, anchor) for anchor in anchors.values())
    return tuple(sorted((shared for shared in found if shared.spread > 1), key=lambda shared: -shared.spread))


def _share(corpus: Corpus, meanings: "_Meanings", targets: Sequence[Target], anchor: Target) -> SharedIndicator:
    figures: list[StatedFigure] = []
    near: list[StatedFigure] = []
    silent: list[Commune] = []
    for commune in sorted(corpus.communes, key=lambda known: known.slug != anchor.commune):
        stated = [target for target in targets if target.commune == commune.slug and target.unit == anchor.unit]
        same, alike = _alike(meanings, anchor, stated)
        figures += _figures(corpus, commune, same, is_own=commune.slug == anchor.commune)
        if not same:
            silent.append(commune)
            near += _figures(corpus, commune, alike, is_own=False)
    return SharedIndicator(
        key=row_id(anchor),
        indicator=_indicator(anchor),
        unit=anchor.unit,
        figures=tuple(figures),
        silent=tuple(silent),
        near=tuple(near),
        is_worded_alike=all(meanings.words(anchor) == meanings.words(figure.target) for figure in figures),
    )


def _alike(meanings: "_Meanings", anchor: Target, stated: Sequence[Target]) -> tuple[list[Target], list[Target]]:
    """Returns those of one commune that measure what `anchor` does, the most alike only; and those that come near."""
    likeness = {target.record_id: meanings.likeness(anchor, target) for target in stated}
    same = [t for t in stated if likeness[t.record_id] >= _SAME and meanings.scope(t) == meanings.scope(anchor)]
    best = max((likeness[target.record_id] for target in same), default=0.0)
    return (
        [target for target in same if likeness[target.record_id] == best],
        [target for target in stated if likeness[target.record_id] >= _NEAR],
    )


def _figures(corpus: Corpus, commune: Commune, targets: Iterable[Target], *, is_own: bool) -> list[StatedFigure]:
    """Returns one figure per period, comparator and value, in the order of the periods."""
    plans = {document.document_id: document.period for document in corpus.documents}
    merged: dict[object, StatedFigure] = {}
    for target in targets:
        period = target.period or plans[target.provenance.document_id]
        key = (_dates(period), target.comparator, target.value, target.scope)
        links: tuple[SourceLink, ...] = (source_link(target.provenance),)
        warnings = conflict_summaries(corpus, target)
        if first := merged.get(key):
            links, warnings = first.places + links, tuple(dict.fromkeys(first.warnings + warnings))
        kept = first.target if first else target
        merged[key] = StatedFigure(commune, kept, period, links, warnings, is_own)
    return sorted(merged.values(), key=lambda figure: _dates(figure.period))


def _dates(period: Period | None) -> tuple[date, date]:
    return (period.start_on, period.end_on) if period else (date.min, date.max)


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
        return frozenset(part for word in syllables(text) for part in self._short_forms.get(word, (word,)))


def _short_forms(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Returns the short forms that the documents write out: "thủ tục hành chính (TTHC)" → tthc, by their initials."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for match in _SHORT_FORM.finditer(text):
            short = fold(match[1])
            words = tuple(syllables(text[: match.start()])[-len(short) :])
            if "".join(word[0] for word in words) == short:
                found[short] = words
    return found
