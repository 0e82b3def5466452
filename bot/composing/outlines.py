"""Answers from the outline: what stands under a heading, and how many parts it has."""

from collections.abc import Sequence

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import SHOWN, Ask, Kit, cite_rest, plan_name, sentence_case, source_line, upper_first
from bot.composing.prose import cut_quote
from corpus.documents import Section
from corpus.records import Task

_ITEM_LENGTH = 280


def compose_outline(kit: Kit, ask: Ask, heading: Section, parts: Sequence[Section], unit: str = "nội dung") -> Draft:
    """Lists the parts under `heading` with their number; of more than ten the rest is counted and cited, not shown.

    `unit` is what the question calls a part.
    """
    sheet = Sheet()
    sheet.count(len(parts))
    number = sheet.cite(heading, kit.library.provenance_of(heading))
    if len(parts) == 1:
        only = sheet.cite(parts[0], kit.library.provenance_of(parts[0]))
        sheet.add(
            kit.say(
                "outline_single", plan=plan_name(ask), heading=_title(heading), text=cut_quote(parts[0].text), n=only
            )
        )
    else:
        sheet.add(
            kit.say("outline_head", plan=plan_name(ask), heading=_title(heading), count=len(parts), unit=unit, n=number)
        )
        for part in parts[:SHOWN]:
            text = cut_quote(_title(part) if part.kind == "heading" else part.text, _ITEM_LENGTH)
            sheet.add(kit.say("section_item", text=text, n=sheet.cite(part, kit.library.provenance_of(part))))
        cite_rest(kit, sheet, parts, kit.library.provenance_of)
    sheet.add(source_line(kit, sheet.places[:1]))
    return sheet.answer("answered_outline", ask.commune.slug)


def compose_main_parts(kit: Kit, ask: Ask, parts: Sequence[Section], unit: str) -> Draft:
    """Counts and names the main parts of a plan."""
    sheet = Sheet()
    sheet.count(len(parts))
    sheet.add(kit.say("main_parts", plan=plan_name(ask), count=len(parts), unit=unit))
    for part in parts:
        number = sheet.cite(part, kit.library.provenance_of(part))
        sheet.add(kit.say("annex_item", label=upper_first(part.label), text=_title(part), n=number))
    sheet.add(source_line(kit, sheet.places[:1]))
    return sheet.answer("answered_outline", ask.commune.slug)


def compose_annexes(kit: Kit, ask: Ask, annexes: Sequence[Section]) -> Draft:
    """Counts and names the annexes."""
    sheet = Sheet()
    sheet.count(len(annexes))
    sheet.add(kit.say("annex_count", plan=plan_name(ask), count=len(annexes)))
    for annex in annexes:
        number = sheet.cite(annex, kit.library.provenance_of(annex))
        title = annex.text.removeprefix(annex.label).strip()
        sheet.add(kit.say("annex_item", label=annex.label, text=cut_quote(title), n=number))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_outline", ask.commune.slug)


def compose_group_count(kit: Kit, ask: Ask, tasks: Sequence[Task]) -> Draft | None:
    """Counts the groups that `tasks` stand in, with the tasks of each; every row is cited. None without groups."""
    groups: dict[tuple[str | None, str], list[Task]] = {}
    for task in tasks:
        if task.group:
            groups.setdefault((task.group_number, task.group), []).append(task)
    if len(groups) < 2:
        return None
    sheet = Sheet()
    total = sum(map(len, groups.values()))
    sheet.count(len(groups))
    sheet.counts.add(total)
    sheet.add(kit.say("group_count", commune=upper_first(ask.commune.name), total=total, count=len(groups)))
    for (_, group), members in groups.items():
        numbers = [sheet.cite(member, member.provenance) for member in members]
        sheet.counts.add(len(members))
        sheet.add(kit.say("group_count_item", group=sentence_case(group), count=len(members), n=numbers[0]))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_outline", ask.commune.slug)


def _title(section: Section) -> str:
    text = section.heading if section.kind == "heading" and section.heading else section.text
    return sentence_case(text)
