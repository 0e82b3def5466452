"""Comparisons between communes: the same indicator side by side, computed over the targets that were found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import (
    Kit,
    indicator,
    lower_first,
    shorten,
    source_line,
    target_period,
    target_place,
    upper_first,
)
from bot.library import period_phrase
from bot.reply import Bar, Comparison
from corpus.records import Target, Task


def compose_target_comparison(
    kit: Kit,
    targets: Mapping[str, Sequence[Target]],
    *,
    wants_lowest: bool,
    wants_extreme: bool,
    claimed: str | None = None,
) -> Draft:
    """Compares one indicator over communes, in each period that it has; communes without it are named as such.

    The order is by the figure; figures in different units, or of several periods that do not all rank alike, are listed
    without an order. `claimed` is the commune that the question puts forward as the first.
    """
    found = {slug: listed for slug, listed in targets.items() if listed}
    sheet = Sheet()
    pairs = [(slug, target) for slug, listed in found.items() for target in listed]
    ordered = sorted(pairs, key=lambda pair: pair[1].value, reverse=not wants_lowest)
    numbers = {target.record_id: sheet.cite(target, target_place(kit, target)) for _, target in ordered}
    marks = "".join(f"[{number}]" for number in sorted(set(numbers.values())))
    ranked = [pair for n, pair in enumerate(ordered) if pair[0] not in {slug for slug, _ in ordered[:n]}]
    is_ranked = _ranks_alike(found, wants_lowest=wants_lowest)
    verdict = _verdict(kit, ranked, marks, wants_lowest=wants_lowest, wants_extreme=wants_extreme, is_ranked=is_ranked)
    if claimed and is_ranked:
        is_first = any(slug == claimed and target.value == ranked[0][1].value for slug, target in ranked)
        verdict = ("Đúng, " if is_first else "Không, ") + lower_first(verdict)
    sheet.add(verdict)
    for slug, target in ordered:
        sheet.add(
            kit.say(
                "compare_item",
                commune=upper_first(kit.library.commune(slug).name),
                period=_period(kit, target),
                wording=target.wording,
                indicator=indicator(target),
                n=numbers[target.record_id],
            )
        )
    for slug, missing in targets.items():
        if not missing:
            sheet.add(kit.say("compare_missing", commune=upper_first(kit.library.commune(slug).name)))
    sheet.add(source_line(kit, sheet.places))
    draft = sheet.answer("answered_compare", *found)
    return replace(draft, comparison=_side_by_side(kit, ordered)) if len(ordered) > 1 else draft


def _side_by_side(kit: Kit, ordered: Sequence[tuple[str, Target]]) -> Comparison | None:
    """Returns the figures as a picture needs them, the names as in the list; None where the units differ."""
    first = ordered[0][1]
    if any(target.unit != first.unit for _, target in ordered):
        return None
    bars = tuple(
        Bar(upper_first(kit.library.commune(slug).name), _period(kit, target), target.value, target.wording)
        for slug, target in ordered
    )
    return Comparison(indicator(first), first.unit, bars)


def _period(kit: Kit, target: Target) -> str:
    return target_period(kit, target) or period_phrase(kit.library.document(target.provenance.document_id).period)


def _ranks_alike(found: Mapping[str, Sequence[Target]], *, wants_lowest: bool) -> bool:
    """Tells whether one order holds whichever periods are set side by side."""
    spans = sorted(
        ((min(t.value for t in listed), max(t.value for t in listed)) for listed in found.values()),
        reverse=not wants_lowest,
    )
    values = {value for span in spans for value in span}
    return len(values) == 1 or all(low == high for low, high in spans)


def _verdict(
    kit: Kit,
    ranked: list[tuple[str, Target]],
    marks: str,
    *,
    wants_lowest: bool,
    wants_extreme: bool,
    is_ranked: bool,
) -> str:
    top = ranked[0][1]
    words = f"về {shorten(indicator(top), 90)}"
    names = [kit.library.commune(slug).name for slug, _ in ranked]
    if not is_ranked or len({target.unit for _, target in ranked}) > 1 or len(ranked) == 1:
        return kit.say("compare_list", indicator=shorten(indicator(top), 90))
    first = [slug for slug, target in ranked if target.value == top.value]
    if len(first) == len(ranked):
        equal = upper_first(", ".join(names))
        return kit.say("compare_equal", names=equal, wording=top.wording, indicator=words, marks=marks)
    leaders = upper_first(", ".join(kit.library.commune(slug).name for slug in first))
    if wants_extreme or len(ranked) > 2:
        key = "compare_lowest" if wants_lowest else "compare_highest"
        return kit.say(key, top=leaders, wording=top.wording, indicator=words, marks=marks)
    others = ", ".join(
        kit.say("compare_other", commune=kit.library.commune(slug).name, wording=target.wording)
        for slug, target in ranked
        if slug not in first
    )
    return kit.say(
        "compare_lower" if wants_lowest else "compare_higher",
        top=leaders,
        wording=top.wording,
        indicator=words,
        others=others,
        marks=marks,
    )


def compose_task_comparison(kit: Kit, tasks: Mapping[str, Task | None]) -> Draft:
    """Lists one task per commune with who leads it."""
    sheet = Sheet()
    for slug, task in tasks.items():
        if task:
            lead = "; ".join(agency.name for agency in task.lead_agencies)
            sheet.add(
                kit.say(
                    "compare_task_item",
                    commune=upper_first(kit.library.commune(slug).name),
                    lead=lead,
                    title=shorten(lower_first(task.title)),
                    n=sheet.cite(task, task.provenance),
                )
            )
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_compare", *(slug for slug, task in tasks.items() if task))
