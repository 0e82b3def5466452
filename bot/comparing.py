"""Questions about more than one commune."""

import re
from dataclasses import replace
from itertools import takewhile

from bot.answering import Answerer
from bot.composing.comparisons import compose_target_comparison, compose_task_comparison
from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, source_line, upper_first
from bot.reply import Status
from bot.selection import Selector
from bot.understanding.facets import DOCUMENT_FACETS, STANDING_FACETS, TASK_FACETS
from bot.understanding.understanding import Understanding
from corpus.records import Target, Task
from corpus.text import fold

_AMONG_ALL = re.compile(
    r"\bnhat (trong|so voi)\b|\b(xa|phuong|noi|dia phuong) nao\b.{0,20}\bnhat\b"
    r"|\b(cac|tung|moi|nam|5) (xa|phuong|dia phuong|noi)\b|\b(ca|tat ca) (nam|5|cac) \w+"
)
_WITH = re.compile(r"\bso sanh\b.*\b(voi|va)\b|\bso voi\b")
_MARK = re.compile(r"\[(\d+)\]")
_ASKS_MISSING = re.compile(r"\b(khong|chua) (co|neu|dat|ghi)\b|\bca (5|nam|may) (noi|xa|phuong)\b")
_NOT_FIGURES = (*TASK_FACETS, *DOCUMENT_FACETS, *STANDING_FACETS, "legal_basis", "count")
_LOWEST = (" thap nhat", " it nhat", " nho nhat", " thap hon", " it hon", " kem hon")
_EXTREME = (" nhat", " nao dat", " nao co")


class Comparer:
    """Finds the same indicator or task in each commune and puts them side by side."""

    def __init__(self, kit: Kit, selector: Selector, answerer: Answerer) -> None:
        self._kit = kit
        self._selector = selector
        self._answerer = answerer

    def compare(self, reading: Understanding, portal: str | None = None) -> Draft | None:
        """Returns the comparison, or None where the question is not one.

        One commune that is compared with nothing named is compared with the portal's own ("so sánh với Lộc Bình").
        """
        if portal and reading.names_own_place and len(reading.communes) == 1 and portal not in reading.communes:
            reading = replace(reading, communes=(portal, *reading.communes))
        if portal and reading.has("compare") and len(reading.communes) == 1 and portal not in reading.communes:
            is_with = _WITH.search(reading.text.folded) is not None
            reading = replace(reading, communes=(portal, *reading.communes)) if is_with else reading
        is_ranked = _AMONG_ALL.search(reading.text.folded) is not None
        is_asked = reading.has("compare") and (len(reading.communes) != 1 or is_ranked)
        if len(reading.communes) < 2 and not is_asked:
            return None
        communes = reading.communes if len(reading.communes) > 1 else tuple(self._kit.library.communes)
        is_count = reading.has("count") and reading.asked_unit != "%"
        if is_count or (reading.has(*_NOT_FIGURES) and not reading.has("figure")):
            return self._each(reading, communes)
        targets = {slug: self._targets(reading, slug) for slug in communes}
        folded = f" {reading.text.folded} "
        if any(targets.values()):
            wants_lowest = any(word in folded for word in _LOWEST) and " cao " not in folded
            wants_extreme = any(word in folded for word in _EXTREME)
            if len(reading.communes) < 2 and not _ASKS_MISSING.search(folded):
                targets = {slug: target for slug, target in targets.items() if target}
            claimed = reading.communes[0] if len(reading.communes) == 1 and reading.is_yes_no else None
            return compose_target_comparison(
                self._kit, targets, wants_lowest=wants_lowest, wants_extreme=wants_extreme, claimed=claimed
            )
        tasks = {slug: self._task(reading, slug) for slug in communes}
        if all(tasks.values()):
            return compose_task_comparison(self._kit, tasks)
        each = self._each(reading, communes)
        if each or not is_asked:
            return each
        names = ", ".join(self._kit.library.commune(slug).name for slug in communes)
        matter = reading.topic.wording
        asked = self._kit.say("what_content_about", topic=matter) if matter else self._kit.say("what_content")
        text = self._kit.say("not_found_no_evidence", plan="Kế hoạch", commune=names, asked=asked)
        return Draft(Status.NOT_FOUND, "not_found_no_evidence_compare", text, communes=communes)

    def _each(self, reading: Understanding, communes: tuple[str, ...]) -> Draft | None:
        """Answers for every commune in turn and puts the first sentences side by side."""
        # Each is asked for itself: what is compared is only laid side by side.
        reading = replace(reading, facets=tuple(facet for facet in reading.facets if facet != "compare"))
        sheet = Sheet()
        answered: list[str] = []
        for slug in communes:
            plan, commune = self._kit.library.plan(slug), self._kit.library.commune(slug)
            if plan is None:
                continue
            draft = self._answerer.answer(Ask(replace(reading, communes=(slug,)), commune, plan))
            if draft.status is not Status.ANSWERED:
                sheet.add(self._kit.say("compare_missing", commune=upper_first(commune.name)))
                continue
            answered.append(slug)
            first = len(sheet.places)
            sheet.places.extend(draft.places)
            sheet.item_ids.extend(draft.item_ids)
            sheet.counts |= draft.counts
            sheet.add(self._kit.say("each_commune", commune=upper_first(commune.name), text=_renumbered(draft, first)))
        if not answered:
            return None
        sheet.add(source_line(self._kit, sheet.places))
        return sheet.answer("answered_each", *answered)

    def _targets(self, reading: Understanding, commune: str) -> tuple[Target, ...]:
        """Returns the commune's target, in each of its periods; of another where it has none of the asked one.

        The table says which period each is of.
        """
        accepted = self._selector.select(reading, commune, {"target": 1.0}).accepted
        if not accepted and reading.years:
            accepted = self._selector.select(replace(reading, years=None), commune, {"target": 1.0}).accepted
        tied = [e.item for e in self._selector.tied(accepted) if isinstance(e.item, Target)] if accepted else []
        first = next(iter(tied), None)
        same = [target for target in tied if first and fold(target.indicator) == fold(first.indicator)]
        return tuple({target.period.raw if target.period else "": target for target in reversed(same)}.values())[::-1]

    def _task(self, reading: Understanding, commune: str) -> Task | None:
        accepted = self._selector.select(reading, commune, {"task": 1.0}).accepted
        item = accepted[0].item if accepted else None
        return item if isinstance(item, Task) else None


def _renumbered(draft: Draft, first: int) -> str:
    """Returns what `draft` says before its list and source, with its citations numbered on from `first`."""
    lines = draft.text.split("\n")
    said = [lines[0], *takewhile(lambda line: not line.startswith(("- ", "Nguồn")), lines[1:])]
    return _MARK.sub(lambda mark: f"[{int(mark[1]) + first}]", " ".join(filter(None, said)))
