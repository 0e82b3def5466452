"""Answers from running text: the source's own words, quoted."""

from collections.abc import Sequence

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, plan_name, source_line
from bot.reply import Status
from corpus.documents import Section

_LENGTH = 600


def compose_sections(kit: Kit, ask: Ask, sections: Sequence[Section]) -> Draft:
    """Quotes the sections; long ones are cut at a sentence where one ends in reach."""
    sheet = Sheet()
    for position, section in enumerate(sections):
        number = sheet.cite(section, kit.library.provenance_of(section))
        text = cut_quote(section.text)
        if position == 0:
            key = "section_yes" if ask.understanding.is_yes_no and not ask.understanding.claimed_values else "section_one"
            sheet.add(kit.say(key, plan=plan_name(ask), text=text, n=number))
        else:
            sheet.add(kit.say("section_item", text=text, n=number))
    sheet.add(source_line(kit, sheet.places))
    return Draft(
        Status.ANSWERED, "answered_prose", sheet.text(), tuple(sheet.places), tuple(sheet.item_ids), frozenset(),
        (ask.commune.slug,),
    )


def cut_quote(text: str, length: int = _LENGTH) -> str:
    """Returns a quote without its bullet, cut at the last sentence end (or word) within `length`."""
    text = text.lstrip("-+• ").strip()
    if len(text) <= length:
        return text.rstrip(" .;")
    head = text[:length]
    end = max(head.rfind(". "), head.rfind("; "))
    return head[:end] if end > length // 2 else head.rsplit(" ", 1)[0] + "…"
