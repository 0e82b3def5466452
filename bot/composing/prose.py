"""Answers from running text: the source's own words, quoted."""

import re
from collections.abc import Sequence

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, plan_name, sentence_case, source_line
from bot.composing.times import opening
from corpus.documents import Section
from corpus.text import fold
from retrieval.tokenizer import syllables

_LENGTH = 600
_BARE_HEADING = 2
# "- ", "2.9. ", "d) ": where a passage stands in a list, no part of what it says.
_LIST_MARK = re.compile(r"^[-+•\s]*(?:(?:\d+(?:\.\d+)*\.|[a-zđ]\))\s+)?")
# A number is asked for and nothing else, and what may be one.
_ASKS_NUMBER = re.compile(r"\b(?:dat|la|phai) bao nhieu\b|\bbao nhieu(?: phan tram| %)?(?: (?:vay|the|a|nhi|ha|z))*$")
_NUMBER = re.compile(r"\d|\b(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|nửa|toàn bộ|tất cả|mọi|mỗi|từng)\b")
_SENTENCE = re.compile(r"(?<=[.;]) (?=\S)")


def compose_sections(kit: Kit, ask: Ask, sections: Sequence[Section], *, is_sure: bool) -> Draft:
    """Quotes the sections; long ones are cut at a sentence where one ends in reach.

    Only where the first surely holds what is asked (`is_sure`) is a yes/no question answered with "Có".
    """
    sheet = Sheet()
    for position, section in enumerate(sections):
        number = sheet.cite(section, kit.library.provenance_of(section))
        text = cut_about(section.text, ask.understanding.whole_topic.syllables)
        if position == 0:
            heading = _heading(kit, section)
            key = "section_in" if heading else "section_one"
            when = opening(kit, ask, section.text)
            is_judged = bool(ask.understanding.claimed_values) or ask.understanding.puts_deadline_forward
            if is_sure and ask.understanding.is_yes_no and not is_judged:
                key = "section_in_yes" if heading else "section_yes"
            elif _ASKS_NUMBER.search(ask.understanding.text.folded) and not _NUMBER.search(section.text):
                key = "section_without_number"
            sheet.add(when + kit.say(key, plan=plan_name(ask), heading=heading, text=text, n=number))
        else:
            sheet.add(kit.say("section_item", text=text, n=number))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_prose", ask.commune.slug)


def _heading(kit: Kit, section: Section) -> str:
    """Returns the nearest heading above that says what the passage is about ("Mục tiêu" alone does not)."""
    for above in kit.library.trail(section.document_id, section.section_id):
        words = above.heading.split()
        if above.kind == "heading" and len(words) > _BARE_HEADING and above.heading not in section.text:
            return sentence_case(above.heading)
    return ""


def without_list_mark(text: str) -> str:
    """Returns a passage without the bullet or number that it opens with."""
    return _LIST_MARK.sub("", text)


def cut_quote(text: str, length: int = _LENGTH) -> str:
    """Returns a quote without its bullet, cut at the last sentence end (or word) within `length`."""
    text = text.lstrip("-+• ").strip()
    if len(text) <= length:
        return text.rstrip(" .;")
    head = text[:length]
    end = max(head.rfind(". "), head.rfind("; "))
    return head[:end] if end > length // 2 else head.rsplit(" ", 1)[0] + "…"


def cut_about(text: str, asked: frozenset[str], length: int = _LENGTH) -> str:
    """Returns the run of whole sentences within `length` that holds most of what is asked, "…" where it is cut."""
    text = text.lstrip("-+• ").strip()
    sentences = _SENTENCE.split(text)
    if len(text) <= length or len(sentences) == 1:
        return cut_quote(text, length)
    runs = [_run(sentences, start, length) for start in range(len(sentences))]
    best = max(range(len(runs)), key=lambda start: (len(asked & set(syllables(runs[start]))), -start))
    opening = "… " if best else ""
    return opening + cut_quote(runs[best], length)


def _run(sentences: list[str], start: int, length: int) -> str:
    run = sentences[start]
    for sentence in sentences[start + 1 :]:
        if len(run) + len(sentence) >= length:
            break
        run = f"{run} {sentence}"
    return run


def quote_around(text: str, folded: str, reach: int = 90) -> str:
    """Returns the words around where `folded` stands in `text`, cut at word boundaries."""
    at = fold(text).find(folded)
    start = text.rfind(" ", 0, max(at - reach, 0)) + 1
    end = text.find(" ", at + len(folded) + reach // 3)
    return text[start : end if end > 0 else len(text)].strip(" ,;.-")
