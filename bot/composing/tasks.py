"""Answers from annex tasks (nhiệm vụ): who leads, who coordinates, when, what comes out; lists and counts of them."""

from collections.abc import Mapping, Sequence

from bot.composing.draft import Draft, Sheet
from bot.composing.duties import cut_text, duty_place
from bot.composing.kit import (
    SHOWN,
    Ask,
    Kit,
    cite_rest,
    full_name,
    join_names,
    lower_first,
    sentence_case,
    shorten,
    source_line,
    upper_first,
)
from bot.composing.times import is_coarser
from bot.understanding.facets import TASK_FACETS
from bot.understanding.times import times_in
from corpus.documents import Agency
from corpus.records import AgencyRef, Duty, Target, Task

_LISTED_LENGTH = 110
_TITLE_LENGTH = 120
_DETAILS = {
    "lead": "task_detail_lead",
    "coordinate": "task_detail_coordinate",
    "deadline": "task_detail_schedule",
    "deliverable": "task_detail_deliverable",
}
_ITEMS = {
    "lead": "task_item_lead",
    "coordinate": "task_item_coordinate",
    "deadline": "task_item_schedule",
    "deliverable": "task_item_deliverable",
}


def task_fields(task: Task) -> dict[str, str]:
    """Returns what the row says, by facet; a blank cell is left out."""
    fields = {
        "lead": join_names(task.lead_agencies),
        "coordinate": join_names(task.coordinating_agencies),
        "deadline": task.schedule.raw if task.schedule else "",
        "deliverable": (task.deliverable or "").strip(" .;"),
    }
    return {facet: value for facet, value in fields.items() if value}


def compose_tasks(kit: Kit, ask: Ask, tasks: Sequence[Task]) -> Draft | None:
    """Answers the asked facet of `tasks`; None where no row has it."""
    facet = next((f for f in ask.understanding.facets if f in TASK_FACETS), "lead")
    tasks = [task for task in tasks if facet in task_fields(task)]
    if not tasks:
        return None
    sheet = Sheet()
    if len(tasks) == 1:
        _single(kit, ask, tasks[0], facet, sheet)
    else:
        _several(kit, ask, tasks, facet, sheet)
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_task", ask.commune.slug)


def _number(kit: Kit, task: Task) -> str:
    if not task.number:
        return ""
    is_repeated = sum(other.number == task.number for other in kit.library.tasks(task.commune)) > 1
    if is_repeated and task.group_number and task.group:
        group = f"{task.group_number}. {sentence_case(task.group)}"
        return " " + kit.say("task_number_group", number=task.number, group=group)
    return " " + kit.say("task_number", number=task.number)


def _single(kit: Kit, ask: Ask, task: Task, facet: str, sheet: Sheet) -> None:
    fields = task_fields(task)
    number = sheet.cite(task, task.provenance)
    names = {
        "lead": fields.get("lead", ""),
        "coordinating": fields.get("coordinate", ""),
        "schedule": fields.get("deadline", ""),
        "deliverable": fields.get("deliverable", ""),
    }
    key = {
        "lead": "task_lead",
        "coordinate": "task_coordinate",
        "deadline": "task_deadline",
        "deliverable": "task_deliverable",
    }[facet]
    opening = _claim_opening(ask, task, facet)
    values = {name: upper_first(value) if not opening else value for name, value in names.items()}
    sheet.add(
        opening
        + kit.say(
            key, number=_number(kit, task), title=shorten(lower_first(task.title), _TITLE_LENGTH), n=number, **values
        )
    )
    if facet == "deadline" and is_coarser(ask, names["schedule"]):
        sheet.add(kit.say("task_no_day"))
    asked_first = dict.fromkeys((*(f for f in ask.understanding.facets if f in TASK_FACETS), *TASK_FACETS))
    for other in asked_first:
        if other != facet and other in fields:
            sheet.add(kit.say(_DETAILS[other], **names))
    _add_rest(kit, ask, task, sheet)


def _add_rest(kit: Kit, ask: Ask, task: Task, sheet: Sheet) -> None:
    """Adds what the first sentence left out: the field of work where it is asked for, the title where it was cut."""
    if ask.understanding.has("area") and task.group:
        sheet.add(kit.say("task_detail_group", group=sentence_case(task.group)))
    if shorten(task.title, _TITLE_LENGTH).endswith("…"):
        sheet.add(kit.say("task_detail_title", title=task.title.rstrip(" .;")))


def _claim_opening(ask: Ask, task: Task, facet: str) -> str:
    """Returns "Đúng, "/"Không, " where the question puts a fact forward, else nothing."""
    understanding = ask.understanding
    if not understanding.is_yes_no:
        return ""
    if facet in ("lead", "coordinate") and understanding.agencies:
        named = {mention.agency_ids.get(ask.commune.slug) for mention in understanding.agencies}
        members = task.lead_agencies if facet == "lead" else task.coordinating_agencies
        return "Đúng, " if named & {agency.agency_id for agency in members} else "Không, "
    if facet == "deadline" and task.schedule:
        claimed = {str(int(value)) for value in understanding.claimed_values if value == int(value)}
        if understanding.claimed_times:
            return "Đúng, " if understanding.claimed_times <= times_in(task.schedule.raw) else "Không, "
        if claimed:
            return "Đúng, " if all(number in task.schedule.raw for number in claimed) else "Không, "
    return ""


def _several(kit: Kit, ask: Ask, tasks: Sequence[Task], facet: str, sheet: Sheet) -> None:
    sheet.counts.add(len(tasks))
    sheet.add(kit.say("task_many", count=len(tasks)))
    asked = [f for f in ask.understanding.facets if f in TASK_FACETS] or [facet]
    for task in tasks[:SHOWN]:
        fields = task_fields(task)
        names = {
            "lead": fields.get("lead", ""),
            "coordinating": fields.get("coordinate", ""),
            "schedule": fields.get("deadline", ""),
            "deliverable": fields.get("deliverable", ""),
        }
        facts = [kit.say(_ITEMS[f], **names) for f in dict.fromkeys((*asked, "lead")) if f in fields]
        if ask.understanding.has("area") and task.group:
            facts.insert(0, kit.say("task_item_group", group=sentence_case(task.group)))
        number = _number(kit, task)
        sheet.add(
            kit.say(
                "task_item",
                number=number,
                title=shorten(lower_first(task.title)),
                facts="; ".join(facts),
                n=sheet.cite(task, task.provenance),
            )
        )


def compose_task_list(
    kit: Kit,
    ask: Ask,
    tasks: Sequence[Task],
    *,
    agency: AgencyRef | Agency | None,
    group: str | None,
    is_coordinating: bool = False,
    duties: Sequence[Duty] = (),
    scope: str = "",
    head: str = "",
) -> Draft:
    """Lists tasks of an agency, of a group, or all; of more than ten the rest is counted and cited, not shown.

    `scope` says what else they were narrowed by; `head` is the opening line where another than the usual is meant.
    """
    sheet = Sheet()
    count = len(tasks)
    sheet.count(count)
    commune = ask.commune.name
    if head:
        pass
    elif agency:
        key = "task_list_agency_coordinate" if is_coordinating else "task_list_agency"
        scoped = f" {scope}" if scope else ""
        head = kit.say(key, agency=full_name(agency), count=count, commune=commune, scope=scoped)
    elif scope:
        head = kit.say("task_list_scope", commune=commune, count=count, scope=scope)
    elif group:
        head = kit.say("task_list_group", group=sentence_case(group), count=count)
    else:
        head = kit.say("task_list_all", commune=commune, count=count)
    sheet.add(head)
    for task in tasks[:SHOWN]:
        fields = task_fields(task)
        label = f"Số {task.number}: " if task.number else ""
        schedule = fields.get("deadline", "") if agency else f"{fields.get('lead', '')}; {fields.get('deadline', '')}"
        title = shorten(lower_first(task.title) if label else task.title, _LISTED_LENGTH)
        if task.group and not group:
            label = f"{label.removesuffix(': ')} ({sentence_case(task.group)}): ".lstrip()
        sheet.add(
            kit.say(
                "task_list_item",
                number=label,
                title=title,
                schedule=schedule.strip("; "),
                n=sheet.cite(task, task.provenance),
            )
        )
    cite_rest(kit, sheet, tasks, lambda task: task.provenance)
    if duties:
        sheet.add(kit.say("task_list_duties"))
        for duty in duties[:3]:
            sheet.add(kit.say("duty_item", text=cut_text(duty.text), n=sheet.cite(duty, duty_place(kit, duty))))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_list", ask.commune.slug)


def compose_agency_count(kit: Kit, ask: Ask, rows: Mapping[str, Sequence[Task | Target | Duty]], *, what: str) -> Draft:
    """Counts the agencies of `rows` with the rows of each; every row is cited.

    `what` is "lead" (who leads tasks), "monitor" (who watches targets) or "duty" (who is given duties).
    """
    sheet = Sheet()
    sheet.count(len(rows))
    sheet.add(kit.say(f"agency_count_{what}", commune=upper_first(ask.commune.name), count=len(rows)))
    for agency, members in rows.items():
        numbers = [sheet.cite(member, member.provenance) for member in members]
        sheet.counts.add(len(members))
        sheet.add(kit.say(f"agency_count_item_{what}", agency=upper_first(agency), count=len(members), n=numbers[0]))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_list", ask.commune.slug)


def compose_group_lead(kit: Kit, ask: Ask, group: str, tasks: Sequence[Task]) -> Draft:
    """Says who leads the tasks of one group, and whether that is the agency asked about."""
    sheet = Sheet()
    leads = list(dict.fromkeys(agency.name for task in tasks for agency in task.lead_agencies))
    names = "; ".join(f"**{upper_first(name) if i == 0 else name}**" for i, name in enumerate(leads))
    sheet.counts.add(len(tasks))
    named = {m.agency_ids.get(ask.commune.slug) for m in ask.understanding.agencies} - {None}
    variables = {"leads": names, "count": len(tasks), "group": sentence_case(group), "commune": ask.commune.name}
    if named and ask.understanding.is_yes_no:
        own = [task for task in tasks if named & {agency.agency_id for agency in task.lead_agencies}]
        if own:
            tasks = own
            sheet.counts.add(len(own))
            agency = next(a for t in own for a in t.lead_agencies if a.agency_id in named)
            sheet.add(kit.say("task_group_yes", **{**variables, "count": len(own), "agency": full_name(agency)}))
        else:
            sheet.add(kit.say("task_group_no", **variables))
    else:
        sheet.add(kit.say("task_group_lead", **variables))
    for task in tasks[:SHOWN]:
        fields = task_fields(task)
        facts = "; ".join(filter(None, (fields.get("lead") if len(leads) > 1 else "", fields.get("deadline"))))
        sheet.add(
            kit.say(
                "task_list_item",
                number=f"Số {task.number}: " if task.number else "",
                title=shorten(lower_first(task.title) if task.number else task.title),
                schedule=facts,
                n=sheet.cite(task, task.provenance),
            )
        )
    cite_rest(kit, sheet, tasks, lambda task: task.provenance)
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_group", ask.commune.slug)
