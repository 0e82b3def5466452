"""How many parts a part of the plan has, and which: groups, areas, numbered items, bullets, annexes."""

import re
from collections.abc import Sequence

from bot.composing.absences import missing_annex
from bot.composing.draft import Draft
from bot.composing.kit import Ask, Kit
from bot.composing.outlines import compose_annexes, compose_group_count, compose_main_parts, compose_outline
from bot.selection import Selector
from bot.understanding.understanding import PART_UNITS
from corpus.documents import Section
from corpus.text import fold

_ASKS_GROUPS = re.compile(r"\b(may|bao nhieu) (nhom|linh vuc|mang)\b")
_ASKS_ANNEXES = re.compile(
    r"\b(may|bao nhieu) (cai |ban )?phu luc\b|\bphu luc (kem theo )?(ve|noi ve) gi\b|"
    r"\bco phu luc( kem( theo)?)? (khong|nao)\b"
)
_ASKS_MAIN_PARTS = re.compile(
    r"\b(phan|muc) (lon|chinh)\b|\bla ma\b|"
    r"\b(ke hoach|van ban)( nay| cua \w+( \w+){0,3})? (co|gom|chia( lam| thanh)?|dai)( tat ca| tong cong)? "
    r"(may|bao nhieu) (phan|muc)\b(?! \w+ (ve|trong))"
)
# "cải cách hành chính gồm những gì": the fields of the work itself
_ASKS_FIELDS = re.compile(
    r"\b(?:may|bao nhieu|nhung|cac) (?:noi dung|linh vuc|mang|tru cot)\b|\bgom (?:co )?(?:nhung |cac )?(?:gi|nao)\b"
)
_ASKS_TARGETS = re.compile(r"\b(chi tieu|muc tieu)\b")
_TARGETS_BY_GROUP = re.compile(r"\b(chi tieu|muc tieu)\b.*\b(may|bao nhieu) (linh vuc|mang|nhom|phan)\b")
_CLAIMED = re.compile(r"(?<![\d,.])\b\d{1,2} (gach|nhom|muc|phan|noi dung|y|linh vuc|giai phap)\b")
_CLAIMED_GROUPS = re.compile(r"\b\d{1,2} nhom\b")
# "(2.2a)", "mục 2.2"
_DECIMAL = re.compile(r"(?<![\d./])(\d(?:\.\d)+)\.?([a-e])?(?![\d./%])")
# "mục V", "phần III", "mục II.2.1"
_NUMBERED = re.compile(r"\b(?:muc|phan) ((?:x|ix|iv|v?i{0,3})(?:\.\d+)*)\b(?! \d)")
# What only such a part can be: an office is a heading, a dash is a bullet.
_KIND_OF_UNIT = {"gach": "bullet", "chuc": "heading"}


class PartAnswers:
    """Counted over the outline; the heading and each part are cited."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector

    def count(self, ask: Ask) -> Draft | None:
        """Returns the count that the question asks for, or None where it asks for none or no heading is meant."""
        folded = ask.understanding.text.folded
        if _ASKS_ANNEXES.search(folded):
            annexes = self._annexes(ask)
            return compose_annexes(self._kit, ask, annexes) if annexes else missing_annex(self._kit, ask)
        unit = ask.understanding.asked_unit or self._claimed_unit(ask)
        is_of_groups = _ASKS_GROUPS.search(folded) or _CLAIMED_GROUPS.search(folded)
        if is_of_groups and self._is_about_tasks(ask) and not ask.understanding.agencies:
            grouped = compose_group_count(self._kit, ask, self._kit.library.tasks(ask.commune.slug))
            if grouped:
                return grouped
        fields = self._selector.headings.fields(ask.commune.slug) if self._asks_fields(ask) else None
        if fields:
            called = PART_UNITS.get(unit or "", PART_UNITS["noi"])
            return compose_outline(self._kit, ask, fields, self._kit.library.parts(fields), called)
        if unit is None or unit not in PART_UNITS:
            return None
        is_of_whole = not ask.understanding.agencies and not self._selector.headings.names_part(ask.understanding.topic)
        if is_of_whole and _ASKS_MAIN_PARTS.search(folded) and self._numbered(ask) is None:
            return self._main_parts(ask, unit)
        numbered = self._of_agency(ask) if ask.understanding.agencies else self._numbered(ask)
        if numbered is None and ask.understanding.agencies:
            return None
        found = numbered or self._of_targets(ask) or self._selector.headings.named(ask.understanding, ask.commune.slug)
        heading = self._named_part(found, folded)
        parts = self._parts(heading, unit) if heading else ()
        return compose_outline(self._kit, ask, heading, parts, PART_UNITS[unit]) if heading and parts else None

    def _asks_fields(self, ask: Ask) -> bool:
        """Tells whether a question asks what the work that every plan is about is made of, and of no part of it."""
        reading = ask.understanding
        is_of_whole = reading.is_about_own_subject and not self._selector.headings.names_part(reading.topic)
        is_bare = set(reading.facets) <= {"count", "listing", "definition"} and not reading.agencies
        asked = reading.text.folded
        return is_of_whole and is_bare and bool(_ASKS_FIELDS.search(asked)) and not _ASKS_TARGETS.search(asked)

    def _main_parts(self, ask: Ask, unit: str) -> Draft | None:
        """Counts the parts that the plan itself is made of."""
        parts = [h for h in self._kit.library.headings(ask.commune.slug) if h.parent_id is None and h.kind == "heading"]
        return compose_main_parts(self._kit, ask, parts, PART_UNITS[unit]) if parts else None

    def _of_targets(self, ask: Ask) -> Section | None:
        """Returns the part that holds the targets under headings of their own ("chỉ tiêu chia ra mấy lĩnh vực")."""
        reading = ask.understanding
        if not _TARGETS_BY_GROUP.search(reading.text.folded) or self._selector.headings.names_part(reading.topic):
            return None
        headings = self._kit.library.headings(ask.commune.slug)
        named = (heading for heading in headings if _ASKS_TARGETS.search(fold(heading.heading)))
        return next((h for h in named if any(p.kind == "heading" for p in self._kit.library.parts(h))), None)

    def _claimed_unit(self, ask: Ask) -> str | None:
        """Returns what a question that puts a number forward counts ("tới 15 gạch đầu dòng, đúng không?")."""
        found = _CLAIMED.search(ask.understanding.text.folded) if ask.understanding.is_yes_no else None
        return found.group(1) if found else None

    def _named_part(self, heading: Section | None, folded: str) -> Section | None:
        """Returns the goals or the tasks under a heading that has both, where the question names one of them."""
        parts = self._kit.library.parts(heading) if heading else ()
        named = (part for part in parts if part.kind == "heading" and re.search(rf"\b{fold(part.heading)}\b", folded))
        return next(named, heading)

    def _is_about_tasks(self, ask: Ask) -> bool:
        """Tells whether the groups of the annex are meant: no other part of the plan is named."""
        folded = ask.understanding.text.folded
        return not self._selector.headings.names_part(ask.understanding.topic) and _ASKS_TARGETS.search(folded) is None

    def _of_agency(self, ask: Ask) -> Section | None:
        """Returns the heading that is an agency's name ("Phòng Kinh tế được giao mấy gạch đầu dòng?")."""
        slug = ask.commune.slug
        ids = [mention.agency_ids[slug] for mention in ask.understanding.agencies if slug in mention.agency_ids]
        agency = self._kit.library.agency(ids[0]) if ids else None
        names = {fold(name) for name in (agency.name, *agency.aliases)} if agency else set()
        return next((h for h in self._kit.library.headings(slug) if fold(h.heading).strip(" .:") in names), None)

    def _numbered(self, ask: Ask) -> Section | None:
        """Returns the heading of a number that is named ("mục V")."""
        folded = ask.understanding.text.folded
        headings = self._kit.library.headings(ask.commune.slug)
        found = _NUMBERED.search(folded)
        if found and found.group(1):
            label = f"muc {found.group(1)}"
            return next((h for h in headings if fold(h.label) == label), None)
        decimal = _DECIMAL.search(folded)
        if decimal is None:
            return None
        ending = "." + ".".join(filter(None, decimal.groups()))
        return next((h for h in headings if fold(h.label).endswith(ending)), None)

    def _parts(self, heading: Section, unit: str) -> Sequence[Section]:
        parts = self._kit.library.parts(heading)
        kind = _KIND_OF_UNIT.get(unit)
        return [part for part in parts if part.kind == kind] if kind else parts

    def _annexes(self, ask: Ask) -> list[Section]:
        headings = self._kit.library.headings(ask.commune.slug)
        return [section for section in headings if section.kind == "annex" and section.parent_id is None] or [
            section for section in headings if section.kind == "annex"
        ]
