"""The page of targets (chỉ tiêu): every one of the commune, by field and period."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from api.filters import holds_words
from api.pages.commune import CommuneView, ConflictNote, period_of, unique_notes
from api.pages.options import Option, count_options
from bot.composing.kit import sentence_case
from corpus.documents import Corpus, Section
from corpus.records import Target
from corpus.schedules import parse_period
from corpus.text import normalise, slugify

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class TargetFilter:
    """What the person asked to see; an empty field asks for all."""

    field: str = ""
    period: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.field or self.period or self.words.strip())


@dataclass(frozen=True, slots=True)
class TargetList:
    """`groups` are the fields (lĩnh vực) in document order, each with the targets that passed the filter."""

    groups: tuple[tuple[str, tuple[Target, ...]], ...]
    shown: int
    total: int
    fields: tuple[Option, ...]
    periods: tuple[Option, ...]
    notes: Mapping[str, tuple[ConflictNote, ...]]

    @property
    def all_notes(self) -> tuple[ConflictNote, ...]:
        return unique_notes(self.notes)


def build_targets(corpus: Corpus, view: CommuneView, asked: TargetFilter) -> TargetList:
    """Returns the targets that pass `asked`, under the headings that the source itself gives them."""
    field_of = partial(_field, sections={(s.document_id, s.section_id): s for s in corpus.sections})
    fields = {target.record_id: field_of(target) for target in view.targets}
    periods = {target.record_id: period_of(target, view) for target in view.targets}
    shown = tuple(
        target
        for target in view.targets
        if asked.field in ("", _key(fields[target.record_id]))
        and asked.period in ("", slugify(periods[target.record_id]))
        and holds_words(asked.words, target.indicator, target.wording, target.scope, target.provenance.quote)
    )
    groups: dict[str, list[Target]] = {}
    for target in shown:
        groups.setdefault(_key(fields[target.record_id]), []).append(target)
    options = count_options((_key(field), field) for field in fields.values())
    labels = {option.key: option.label for option in options}
    return TargetList(
        groups=tuple((labels[key], tuple(listed)) for key, listed in groups.items()),
        shown=len(shown),
        total=len(view.targets),
        fields=options,
        periods=count_options((slugify(period), period) for period in periods.values() if period),
        notes=view.notes(shown),
    )


def _field(target: Target, sections: Mapping[tuple[str, str], Section]) -> str:
    """Returns the heading that a target stands under; one that only names a period gives way to what is above it."""
    if target.group and not _is_period(target.group):
        return sentence_case(target.group)
    document = target.provenance.document_id
    section = sections.get((document, target.provenance.section_id))
    while section is not None:
        if section.kind in ("heading", "annex") and section.heading and not _is_period(section.heading):
            return sentence_case(section.heading)
        section = sections.get((document, section.parent_id or ""))
    return "Chỉ tiêu chung"


def _is_period(heading: str) -> bool:
    period = parse_period(heading)
    return period is not None and normalise(period.raw) == normalise(heading).strip(" :.")


def _key(field: str) -> str:
    """Returns one key for a heading with and without its short form: "Cải cách thủ tục hành chính (TTHC)"."""
    return slugify(_IN_BRACKETS.sub("", field))
