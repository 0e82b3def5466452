"""Answers from targets (chỉ tiêu): one figure, one per period, several that fit, or who watches over it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import (
    SHOWN,
    Ask,
    Kit,
    cite_rest,
    indicator,
    lower_first,
    plan_name,
    source_line,
    target_period,
    target_place,
    upper_first,
)
from bot.composing.times import is_other_time
from corpus.records import Conflict, Target
from corpus.text import fold


def compose_targets(kit: Kit, ask: Ask, targets: Sequence[Target]) -> Draft:
    """Answers with the figures of `targets`, best first."""
    sheet = Sheet()
    if is_other_time(kit, ask, targets):
        # What is right of the figure says nothing for the time that is put forward with it.
        sheet.add(kit.say("other_time"))
        ask = replace(ask, understanding=replace(ask.understanding, is_yes_no=False))
    conflict = _conflict(kit, targets)
    if conflict:
        _conflicting(kit, targets, conflict, sheet)
    elif ask.understanding.has("monitor", "lead") and any(target.responsible_agency for target in targets):
        _monitor(kit, ask, targets, sheet)
    elif len(targets) == 1:
        _single(kit, ask, targets[0], sheet)
    elif len({fold(indicator(target)) for target in targets}) == 1:
        _per_period(kit, ask, targets, sheet)
    else:
        _several(kit, ask, targets, sheet)
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_target", ask.commune.slug)


def _conflict(kit: Kit, targets: Sequence[Target]) -> Conflict | None:
    """Returns the contradiction that the best target and another of `targets` are the readings of."""
    for conflict in kit.library.conflicts(targets[0].commune, [targets[0].record_id]):
        if conflict.topic == "value" and sum(t.record_id in conflict.record_ids for t in targets) > 1:
            return conflict
    return None


def _conflicting(kit: Kit, targets: Sequence[Target], conflict: Conflict, sheet: Sheet) -> None:
    readings = [target for target in targets if target.record_id in conflict.record_ids]
    parts = [
        kit.say("target_conflict_part", wording=t.wording, n=sheet.cite(t, target_place(kit, t))) for t in readings
    ]
    sheet.counts.add(len(readings))
    subject = lower_first(conflict.subject)
    sheet.add(kit.say("target_conflict", count=len(readings), subject=subject, readings=" và ".join(parts)))


def compose_target_list(kit: Kit, ask: Ask, targets: Sequence[Target]) -> Draft:
    """Lists targets with the total said; of more than ten the rest is counted and cited, not shown."""
    sheet = Sheet()
    sheet.count(len(targets))
    sheet.add(kit.say("target_many", commune=upper_first(ask.commune.name), count=len(targets)))
    for target in targets[:SHOWN]:
        _item(kit, ask, target, sheet)
    cite_rest(kit, sheet, targets, lambda target: target_place(kit, target))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_target", ask.commune.slug)


def _single(kit: Kit, ask: Ask, target: Target, sheet: Sheet) -> None:
    number = sheet.cite(target, target_place(kit, target))
    claimed = ask.understanding.claimed_values
    values = {
        "wording": upper_first(target.wording),
        "indicator": indicator(target),
        "period": _comma(target_period(kit, target)),
        "n": number,
    }
    if claimed and ask.understanding.is_yes_no:
        key = "target_yes" if target.value in claimed else "target_no"
        sheet.add(kit.say(key, plan_lower="kế hoạch", **{**values, "wording": target.wording}))
    elif ask.understanding.has("deadline") and not values["period"]:
        sheet.add(kit.say("target_no_deadline", plan=plan_name(ask), **{**values, "wording": target.wording}))
    else:
        sheet.add(kit.say("target_one", commune=ask.commune.name, **values))
    siblings = kit.library.siblings(target)
    if siblings and len(siblings) <= 4:
        sheet.add(kit.say("target_also_head"))
        for sibling in siblings:
            _item(kit, ask, sibling, sheet, has_period=False)


def _per_period(kit: Kit, ask: Ask, targets: Sequence[Target], sheet: Sheet) -> None:
    ordered = sorted(targets, key=lambda t: (t.period.start_on.toordinal() if t.period else 0, t.record_id))
    claimed = ask.understanding.claimed_values
    parts = []
    for target in ordered:
        number = sheet.cite(target, target_place(kit, target))
        period = target_period(kit, target)
        if period:
            period = f"cho {period}"
        parts.append(kit.say("target_period_part", wording=target.wording, period=period, n=number))
    summary = ", ".join(parts)
    opening = ""
    if claimed and ask.understanding.is_yes_no:
        opening = "Đúng, " if all(target.value in claimed for target in ordered) else "Không, "
    name = ask.commune.name if opening else upper_first(ask.commune.name)
    sheet.add(opening + kit.say("target_periods", commune=name, summary=summary, indicator=indicator(ordered[0])))


def _several(kit: Kit, ask: Ask, targets: Sequence[Target], sheet: Sheet) -> None:
    """Gives targets that fit alike: a claim is judged by the best, else all stand in the order of the document."""
    best, rest = targets[0], targets[1:SHOWN]
    claimed = ask.understanding.claimed_values
    if claimed and ask.understanding.is_yes_no:
        _single_line(kit, ask, best, sheet, "target_yes" if best.value in claimed else "target_no")
    else:
        sheet.counts.add(len(targets))
        sheet.add(kit.say("target_many", commune=upper_first(ask.commune.name), count=len(targets)))
        rest = sorted((best, *rest), key=lambda target: target.provenance.location.first_line)
    for target in rest:
        _item(kit, ask, target, sheet)


def _single_line(kit: Kit, ask: Ask, target: Target, sheet: Sheet, key: str) -> None:
    sheet.add(
        kit.say(
            key,
            plan_lower="kế hoạch",
            wording=target.wording,
            indicator=indicator(target),
            period=_comma(target_period(kit, target)),
            n=sheet.cite(target, target_place(kit, target)),
        )
    )


def _item(kit: Kit, ask: Ask, target: Target, sheet: Sheet, *, has_period: bool = True) -> None:
    sheet.add(
        kit.say(
            "target_item",
            indicator=upper_first(indicator(target)),
            period=_comma(target_period(kit, target)) if has_period else "",
            wording=target.wording,
            n=sheet.cite(target, target_place(kit, target)),
        )
    )


def _monitor(kit: Kit, ask: Ask, targets: Sequence[Target], sheet: Sheet) -> None:
    watched = [target for target in targets if target.responsible_agency]
    for agency_id, group in groupby(
        watched, key=lambda t: t.responsible_agency.agency_id if t.responsible_agency else ""
    ):
        members = list(group)
        first = members[0]
        if first.responsible_agency is None or not agency_id:
            continue
        named = [mention.agency_ids.get(ask.commune.slug) for mention in ask.understanding.agencies]
        opening = ""
        if named and ask.understanding.is_yes_no:
            opening = "Đúng, " if agency_id in named else "Không, "
        number = sheet.cite(first, target_place(kit, first))
        sheet.add(
            opening
            + kit.say("target_monitor", agency=first.responsible_agency.name, indicator=first.indicator, n=number)
        )
        for target in members:
            period = target_period(kit, target)
            sheet.add(
                kit.say(
                    "target_monitor_value",
                    period=upper_first(period),
                    wording=target.wording,
                    n=sheet.cite(target, target_place(kit, target)),
                )
            )


def _comma(period: str) -> str:
    return f", {period}" if period else ""
