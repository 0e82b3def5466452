"""The targets that a question asks for as a whole: all of them, of some years, of a matter."""

import re
from collections.abc import Sequence

from bot.composing.absences import absent, said
from bot.composing.draft import Draft
from bot.composing.kit import Ask, Kit
from bot.composing.targets import compose_target_list, compose_targets
from bot.selection import Selector
from bot.understanding.understanding import YearSpan
from corpus.records import Target

# What is left of a question about all of a kind, once its own words are taken away, is less than this.
COUNTED_TOPIC = 4.0
# "90% là về cái gì", "85 phần trăm là chỉ tiêu nào"
_ASKS_WHAT_OF = re.compile(
    r"\d ?(?:%|phan tram)(?: \w+){0,4} (?:la|ve|cua)(?: (?:ve|cua|cai|chi tieu|muc|viec|nhung))* (?:gi|nao)\b"
)
_COUNTS = re.compile(r"\b(?:may|bao nhieu)\b")
# What of the matter beside a figure a target must cover.
_COVERS = 0.6


class TargetLists:
    """Chooses rows; stateless."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector

    def listed(self, ask: Ask) -> Draft | None:
        """Returns the targets of the plan, those of the years that a question names, or that there are none such."""
        held = self._kit.library.targets(ask.commune.slug)
        targets = self.in_years(ask, held)
        if held and not targets and ask.understanding.years:
            key = "not_found_target_years"
            return said(self._kit, ask, key, key, years=ask.understanding.years.wording)
        return compose_target_list(self._kit, ask, targets) if targets else None

    def of_value(self, ask: Ask) -> Draft | None:
        """Returns the targets that a figure is of ("90% hài lòng là về cái gì?"); None where that is not asked.

        Of those the ones that a matter beside it covers, where any do.
        """
        reading = ask.understanding
        asked = reading.text.folded
        if not _ASKS_WHAT_OF.search(asked) or reading.is_yes_no or _COUNTS.search(asked) or not reading.claimed_values:
            return None
        having = [t for t in self._kit.library.targets(ask.commune.slug) if t.value in reading.claimed_values]
        of_matter = [t for t in having if self._selector.covers(reading.topic, [t.record_id]) >= _COVERS]
        having = of_matter or having
        if not having:
            what = self._kit.say("what_figure_value")
            return absent(self._kit, ask, what, outcome="not_found_blank_in_source")
        compose = compose_target_list if len(having) > 1 else compose_targets
        return compose(self._kit, ask, having)

    def in_years(self, ask: Ask, targets: Sequence[Target]) -> list[Target]:
        """Returns the targets of the asked period; an annex restates the prose, so its rows alone if any."""
        rows = [t for t in targets if self._is_row(t)]
        targets = rows or targets
        years = ask.understanding.years
        if years is None:
            return list(targets)
        spans = [(t, t.period or ask.plan.period) for t in targets]
        return [t for t, p in spans if p and _is_of(years, p.start_on.year, p.end_on.year)]

    def counted(self, ask: Ask) -> list[Target]:
        """Returns the targets that a count is over: of the group, topic, period and figure that it names."""
        reading, slug = ask.understanding, ask.commune.slug
        targets = self.in_years(ask, self._kit.library.targets(slug))
        if reading.topic.weight > COUNTED_TOPIC or reading.topic.names_a_matter:
            groups = self._selector.headings.target_groups(reading, slug)
            wanted = {t.record_id for t in groups[0][1]} if groups else self._under_heading(ask, targets)
            if not wanted:
                accepted = self._selector.select(reading, slug, {"target": 1.0}).accepted
                wanted = {evidence.item_id for evidence in accepted}
            targets = [target for target in targets if target.record_id in wanted]
        if reading.claimed_values:
            targets = [target for target in targets if target.value in reading.claimed_values]
        return targets

    def _under_heading(self, ask: Ask, targets: Sequence[Target]) -> set[str]:
        """Returns the targets that stand under the heading that the question names."""
        heading = self._selector.headings.named(ask.understanding, ask.commune.slug)
        if heading is None:
            return set()
        places = {target.record_id: target.provenance for target in targets}
        return {
            record_id
            for record_id, place in places.items()
            if heading in self._kit.library.trail(place.document_id, place.section_id)
        }

    def _is_row(self, target: Target) -> bool:
        section = self._kit.library.section(target.provenance.document_id, target.provenance.section_id)
        return section is not None and section.kind == "table_row"


def _is_of(years: YearSpan, first: int, last: int) -> bool:
    """Whether a target of the years `first` to `last` is one of `years`: inside them, or around a single one."""
    is_inside = years.first <= first and last <= years.last
    return is_inside or (years.first == years.last and first <= years.first <= last)
