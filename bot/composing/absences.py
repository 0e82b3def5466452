"""What is said when the source does not say it: what was looked for, what is nearest, where to turn."""

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, plan_name
from bot.composing.prose import cut_about
from bot.reply import Choice, Status
from corpus.documents import Section
from corpus.records import Provenance, Record, Task

_QUOTE_LENGTH = 260


def absent(kit: Kit, ask: Ask, what: str, *, outcome: str, near: Record | Section | None = None) -> Draft:
    """Says that the plan does not state `what`, shows the nearest thing it does state, and where to turn."""
    sheet = Sheet()
    # What comes near may be the answer in other words: then it is not said that there is none.
    key = "not_found_unclear" if near is not None else "not_found_no_evidence"
    sheet.add(kit.say(key, plan=plan_name(ask), commune=ask.commune.name, asked=what))
    if near is not None:
        place = place_of(kit, near)
        sheet.cite(near, place)
        words = near.title if isinstance(near, Task) else place.quote
        quote = cut_about(words, ask.understanding.whole_topic.syllables, _QUOTE_LENGTH)
        sheet.add(kit.say("not_found_near", label=place.section_label, quote=quote))
    sheet.add(turn_to(kit, ask))
    return Draft(
        Status.NOT_FOUND,
        outcome,
        sheet.text(),
        tuple(sheet.places),
        tuple(sheet.item_ids),
        communes=(ask.commune.slug,),
    )


def missing_annex(kit: Kit, ask: Ask) -> Draft | None:
    """Says that the annex is not at hand, where the manifest says so."""
    missing = next((defect for defect in ask.plan.defects if "phụ lục" in defect.lower()), None)
    if missing is None:
        return None
    return said(kit, ask, "not_found_missing_annex", "not_found_blank_in_source", defect=missing)


def said(kit: Kit, ask: Ask, key: str, outcome: str, **variables: object) -> Draft:
    """Says one of the canned absences, with the plan and commune filled in, and where to turn."""
    text = kit.say(key, plan=plan_name(ask), commune=ask.commune.name, **variables)
    return Draft(Status.NOT_FOUND, outcome, f"{text}\n\n{turn_to(kit, ask)}", communes=(ask.commune.slug,))


def turn_to(kit: Kit, ask: Ask) -> str:
    """Returns the sentence on where the person can ask instead."""
    return kit.say("turn_to", turn_to=kit.say("turn_to_generic", commune=ask.commune.name))


def which_commune(kit: Kit, question: str) -> Draft:
    """Asks for the commune, one choice each."""
    choices = tuple(
        Choice(label=commune.name[:1].upper() + commune.name[1:], question=question, commune=commune.slug)
        for commune in kit.library.communes.values()
    )
    return Draft(Status.CLARIFY, "clarify_commune", kit.say("clarify_commune"), choices=choices)


def which_topic(kit: Kit, suggestions: tuple[str, ...] = ()) -> Draft:
    """Asks what the question is about."""
    return Draft(Status.CLARIFY, "clarify_topic", kit.say("clarify_topic"), suggestions=suggestions)


def unknown_commune(kit: Kit, asked: str) -> Draft:
    """Says that nothing is held of a place, and of which something is."""
    known = ", ".join(commune.name for commune in kit.library.communes.values())
    return Draft(
        Status.NOT_FOUND, "not_found_unknown_commune", kit.say("not_found_unknown_commune", asked=asked, known=known)
    )


def place_of(kit: Kit, item: Record | Section) -> Provenance:
    """Returns where an item stands in its source."""
    return kit.library.provenance_of(item) if isinstance(item, Section) else item.provenance
