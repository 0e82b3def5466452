"""Answers from duties (trách nhiệm): which agency has one, and all that an agency has."""

from collections.abc import Sequence

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, full_name, source_line, upper_first
from bot.reply import Status
from corpus.documents import Agency
from corpus.records import AgencyRef, Duty, Provenance

_SHOWN = 10
_TEXT_LENGTH = 420


def compose_duties(kit: Kit, ask: Ask, duties: Sequence[Duty]) -> Draft:
    """Says which agency each duty is given to, in the source's words."""
    sheet = Sheet()
    for position, duty in enumerate(duties):
        key = _key(ask, duty) if position == 0 else "duty_lead"
        line = kit.say(
            key,
            agency=upper_first(duty.agency.name),
            text=cut_text(duty.text),
            plan_lower="kế hoạch",
            n=sheet.cite(duty, duty_place(kit, duty)),
        )
        sheet.add(line if len(duties) == 1 or position == 0 else f"- {line}")
    sheet.add(source_line(kit, sheet.places))
    return _draft(ask, sheet)


def compose_duty_list(kit: Kit, ask: Ask, agency: Agency | AgencyRef, duties: Sequence[Duty]) -> Draft:
    """Lists what one agency is given to do; more than ten are cut with the total said."""
    sheet = Sheet()
    sheet.add(kit.say("duty_list", agency=full_name(agency), commune=ask.commune.name))
    for duty in duties[:_SHOWN]:
        sheet.add(kit.say("duty_item", text=cut_text(duty.text), n=sheet.cite(duty, duty_place(kit, duty))))
    if len(duties) > _SHOWN:
        sheet.counts |= {len(duties), len(duties) - _SHOWN}
        sheet.add(kit.say("list_rest", rest=len(duties) - _SHOWN, count=len(duties)))
    sheet.add(source_line(kit, sheet.places))
    return _draft(ask, sheet)


def _key(ask: Ask, duty: Duty) -> str:
    named = {mention.agency_ids.get(ask.commune.slug) for mention in ask.understanding.agencies}
    if not ask.understanding.is_yes_no or not named:
        return "duty_lead"
    return "duty_lead_yes" if duty.agency.agency_id in named else "duty_lead_no"


def cut_text(text: str) -> str:
    """Returns a duty without its bullet, cut at a word where it is long."""
    text = text.strip(" -+;.")
    return text if len(text) <= _TEXT_LENGTH else text[:_TEXT_LENGTH].rsplit(" ", 1)[0] + "…"


def _draft(ask: Ask, sheet: Sheet) -> Draft:
    return Draft(
        Status.ANSWERED,
        "answered_duty",
        sheet.text(),
        tuple(sheet.places),
        tuple(sheet.item_ids),
        frozenset(sheet.counts),
        (ask.commune.slug,),
    )


def duty_place(kit: Kit, duty: Duty) -> Provenance:
    """Returns where a duty stands, with the heading that names the agency quoted before the bullet."""
    place = duty.provenance
    section = kit.library.section(place.document_id, place.section_id)
    if section is None or duty.agency.name in place.quote or not section.heading or section.heading in place.quote:
        return place
    return place.model_copy(update={"quote": f"{section.heading} … {place.quote}"})
