"""Answers from duties (trách nhiệm): which agency has one, and all that an agency has."""

from collections.abc import Sequence

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import SHOWN, Ask, Kit, cite_rest, full_name, source_line, upper_first
from bot.composing.prose import quote_around
from bot.composing.times import opening
from corpus.documents import Agency
from corpus.records import AgencyRef, Duty, DutyRole, Provenance
from corpus.text import fold
from retrieval.tokenizer import syllables

_TEXT_LENGTH = 420


def compose_duties(kit: Kit, ask: Ask, duties: Sequence[Duty]) -> Draft:
    """Says which agency each duty is given to, in the source's words.

    An agency that only receives or takes part in what another is to do is left out beside it.
    """
    sheet = Sheet()
    own = [duty for duty in duties if kit.library.part_in_duty(duty) is None]
    for position, duty in enumerate(own or duties):
        key = _key(ask, duty) if position == 0 else "duty_lead"
        part = kit.library.part_in_duty(duty)
        if part:
            key = f"duty_{part.value}"
        line = kit.say(
            key,
            agency=upper_first(duty.agency.name),
            text=cut_text(duty.text),
            plan_lower="kế hoạch",
            n=sheet.cite(duty, duty_place(kit, duty)),
        )
        sheet.add(opening(kit, ask, duty.text) + line if position == 0 else f"- {line}")
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_duty", ask.commune.slug)


def compose_duty_list(
    kit: Kit, ask: Ask, agency: Agency | AgencyRef, duties: Sequence[Duty], *, is_count: bool = False
) -> Draft:
    """Lists what one agency is given to do; of more than ten the rest is counted and cited, not shown."""
    sheet = Sheet()
    sheet.count(len(duties))
    key = "duty_count" if is_count else "duty_list"
    sheet.add(kit.say(key, agency=full_name(agency), commune=ask.commune.name, count=len(duties)))
    for duty in duties[:SHOWN]:
        part = kit.library.part_in_duty(duty)
        key = f"duty_item_{part.value}" if part else "duty_item"
        sheet.add(kit.say(key, text=cut_text(duty.text), n=sheet.cite(duty, duty_place(kit, duty))))
    cite_rest(kit, sheet, duties, lambda duty: duty_place(kit, duty))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_duty", ask.commune.slug)


def _key(ask: Ask, duty: Duty) -> str:
    named = {mention.agency_ids.get(ask.commune.slug) for mention in ask.understanding.agencies}
    if not ask.understanding.is_yes_no or not named:
        return "duty_lead"
    if duty.agency.agency_id in named:
        # Who takes part does not lead.
        takes_part = duty.roles == (DutyRole.COORDINATES,) or fold(duty.text).lstrip(" -+").startswith("phoi hop")
        is_led = not (ask.understanding.has("lead") and takes_part)
        return "duty_lead_yes" if is_led else "duty_coordinates"
    # "gửi qua Phòng Văn hóa": the agency is in it, with a part of its own.
    said = " ".join(syllables(duty.text))
    is_in_it = any(" ".join(syllables(mention.name)) in said for mention in ask.understanding.agencies)
    return "duty_lead" if is_in_it else "duty_lead_no"


def cut_text(text: str) -> str:
    """Returns a duty without its bullet, cut at a word where it is long."""
    text = text.strip(" -+;.")
    return text if len(text) <= _TEXT_LENGTH else text[:_TEXT_LENGTH].rsplit(" ", 1)[0] + "…"


def duty_place(kit: Kit, duty: Duty) -> Provenance:
    """Returns where a duty stands, with the words above it that name the agency quoted before the bullet."""
    place = duty.provenance
    name = fold(duty.agency.name)
    section = kit.library.section(place.document_id, place.section_id)
    if section is None or name in fold(place.quote):
        return place
    above = (section.heading, *(parent.text for parent in kit.library.trail(place.document_id, place.section_id)))
    naming = next((text for text in above if name in fold(text)), None)
    words = section.heading if naming in (None, section.heading) else quote_around(naming, name)
    return place.model_copy(update={"quote": f"{words} … {place.quote}"}) if words else place
