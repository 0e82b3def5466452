"""Answers about the document itself, and what its documents never hold."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.bases import each_once
from bot.composing.absences import absent, said
from bot.composing.draft import Draft, Sheet
from bot.composing.duties import compose_duties
from bot.composing.facts import compose_document_fact, compose_facts, compose_legal_bases, join_facts
from bot.composing.kit import Ask, Kit, lower_first, source_line, upper_first
from bot.composing.prose import quote_around
from bot.reply import Status
from bot.selection import Selector
from bot.understanding.facets import DOCUMENT_FACETS
from bot.understanding.times import times_in
from corpus.records import Duty, FactTopic, LegalBasis
from corpus.text import fold

_ASKS_PROVINCE = re.compile(
    r"\b(thuoc|o|cua|la) (tinh|thanh pho)( thanh pho)? nao\b|\b(tinh|thanh pho) nao( vay| the| a)?$"
)
_ASKS_DATE = re.compile(
    r"\btruoc \d|\b(ngay (nao|may|bao nhieu)|truoc ngay|han (nao|chot|cuoi|nop|gui|la)|khi nao|bao gio)\b"
)
_ASKS_DAY = re.compile(r"\b(ngay|han|truoc)\b")
_ASKS_NUMBER = re.compile(r"\bso (nao|may|bao nhieu|gi)\b")
_ASKS_ISSUER = re.compile(r"\b(ban hanh|ky|ra)\b")
# "tổng kết Kế hoạch 179 phải xong trước tháng mấy": of a task, not of the document.
_DONE_BY = re.compile(r"\b(xong|hoan thanh|truoc thang|truoc ngay|han chot)\b")
_OWN_PLAN = re.compile(r"\bke hoach\b")
_ASKS_ENCLOSING = re.compile(
    r"\b(kem|dinh)( theo)?( voi)?( to)? quyet dinh\b|^ke hoach( nay)? (theo|thuoc|trong) quyet dinh\b|"
    r"\bke hoach\b.{0,25}\bban hanh( kem)? theo quyet dinh( so)? (may|nao|bao nhieu|gi)\b|"
    r"\bquyet dinh( so)? (may|nao|bao nhieu|gi)\b.{0,15}\b(ban hanh|phe duyet)\b.{0,20}\bke hoach\b"
    r"(?! (so|cua (tinh|thanh pho)))"
)
# Under this a target is not surely what is asked for.
_SURE_TARGET = 0.7
_HOLDS_DATE = re.compile(r"\btruoc ngay|\bngay \d|\btruoc \d")


class DocumentAnswers:
    """Number, dates, signatory, the documents it cites; and "không nêu" for what plans never state."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector

    def person(self, ask: Ask) -> Draft | None:
        """Who holds an office ("Chủ tịch xã là ai?"): known only where that is who signed."""
        if ask.understanding.unavailable != "person" or ask.plan.signatory is None:
            return None
        asked = f" {ask.understanding.text.folded} "
        position = fold(ask.plan.signatory.position)
        is_deputy = " pho chu tich " in asked
        if " chu tich " not in asked or is_deputy != position.startswith("pho"):
            return None
        return compose_document_fact(self._kit, ask, "signatory")

    def unavailable(self, ask: Ask) -> Draft | None:
        """Phone numbers, addresses, sums of money, who holds an office: never in these plans, so never guessed at."""
        name = ask.understanding.unavailable
        if name is None:
            return None
        if name in ("phone", "address") and ask.understanding.has("lead", "coordinate"):
            return None
        if name == "person" and ask.understanding.has("signatory"):
            return None
        if name == "money" and (ask.understanding.asked_unit == "%" or self._is_target(ask)):
            return None
        what = self._kit.say(f"what_{name}")
        return said(self._kit, ask, "not_found_unavailable", "not_found_unavailable", what=what)

    def _is_target(self, ask: Ask) -> bool:
        """Tells whether the sum that is asked for is a target after all ("biên chế hưởng lương giảm bao nhiêu")."""
        accepted = self._selector.select(ask.understanding, ask.commune.slug, {"target": 1.0}).accepted
        return bool(accepted) and accepted[0].coverage >= _SURE_TARGET

    def enclosing_decision(self, ask: Ask) -> Draft | None:
        """The decision that a plan without a number of its own is issued with ("kèm theo Quyết định số mấy?")."""
        if not _ASKS_ENCLOSING.search(ask.understanding.text.folded) or ask.understanding.document_numbers:
            return None
        bases = self._kit.library.legal_bases(ask.commune.slug)
        own = [base for base in bases if self._encloses(base)]
        return compose_legal_bases(self._kit, ask, own[:1]) if own else None

    def _encloses(self, base: LegalBasis) -> bool:
        section = self._kit.library.section(base.provenance.document_id, base.provenance.section_id)
        return section is not None and fold(section.text).lstrip("( ").startswith("kem theo")

    def cited_document(self, ask: Ask) -> Draft | None:
        """Questions that name a document by number."""
        numbers = ask.understanding.document_numbers
        own = fold(ask.plan.document_number or "")
        others = [n for n in numbers if not (own and (own == n or own.split("/")[0] == n))]
        if not others:
            return self._own_day(ask, numbers[0]) if numbers and ask.understanding.is_yes_no else None
        bases = [b for b in self._kit.library.legal_bases(ask.commune.slug) if any(_is_number(n, b) for n in others)]
        reading = ask.understanding
        is_described = _ASKS_NUMBER.search(reading.text.folded) is not None
        is_about_issue = _ASKS_ISSUER.search(reading.text.folded) is not None
        if (
            (reading.has("lead", "coordinate", "deliverable", "monitor") and not is_about_issue)
            or is_described
            or (reading.claimed_values and not reading.is_yes_no)
        ):
            return None
        is_done_by = reading.has("deadline") and _DONE_BY.search(reading.text.folded) is not None and not is_about_issue
        is_about_it = reading.has("legal_basis", "issued_on", "deadline", "definition") and not is_done_by
        if bases and (not is_about_it or (reading.has("figure") and not _ASKS_DATE.search(reading.text.folded))):
            return None
        if not bases and self._is_claimed_as_own(ask, others):
            return self._own_number(ask)
        if not bases:
            return said(
                self._kit, ask, "not_found_unknown_document", "not_found_unknown_document", number=others[0].upper()
            )
        return compose_legal_bases(self._kit, ask, each_once(bases))

    def _own_day(self, ask: Ask, number: str) -> Draft | None:
        """Says whether the day that is put forward with the plan's own number is its day; None where there is none."""
        days = times_in(ask.understanding.text.folded.replace(number, " "))
        dated = replace(ask, understanding=replace(ask.understanding, claimed_times=days))
        is_day = any("/" in day for day in days)
        return compose_document_fact(self._kit, dated, "issued_on") if is_day else None

    def _is_claimed_as_own(self, ask: Ask, numbers: Sequence[str]) -> bool:
        """Tells whether a number is put forward as the plan's: in a claim, and of the plan's kind or named its plan."""
        reading = ask.understanding
        is_claim = reading.is_yes_no or reading.has("document_number") or not reading.facets
        is_of_kind = any(number.endswith("kh-ubnd") for number in numbers)
        return is_claim and (is_of_kind or _OWN_PLAN.search(reading.text.folded) is not None)

    def _own_number(self, ask: Ask) -> Draft | None:
        """Corrects a wrong number that is put forward for the plan itself."""
        drafts = [compose_document_fact(self._kit, ask, facet) for facet in ("document_number", "issued_on")]
        number = drafts[0]
        if number is None or number.status is not Status.ANSWERED:
            # A day denies no number.
            return number
        joined = join_facts(self._kit, [draft for draft in drafts if draft and draft.status is Status.ANSWERED])
        return replace(joined, text=self._kit.say("fact_no", sentence=lower_first(joined.text)))

    def facts(self, ask: Ask) -> Draft | None:
        """Facts of the plan itself; a field that the source leaves blank is said to be blank."""
        facets = [facet for facet in ask.understanding.facets if facet in DOCUMENT_FACETS]
        if "issued_on" in facets and "plan_period" in facets:
            facets.remove("plan_period")
        if "replaces" in facets:
            facets = ["replaces"]
        drafts = [compose_document_fact(self._kit, ask, facet) for facet in facets]
        stated = [draft for draft in drafts if draft and draft.status is Status.ANSWERED]
        if stated:
            return join_facts(self._kit, stated)
        if not facets:
            return None
        what = " và ".join(self._kit.say(f"what_{facet}") for facet in facets)
        return next(filter(None, drafts), None) or said(
            self._kit, ask, "not_found_missing_field", "not_found_blank_in_source", what=what
        )

    def province(self, ask: Ask) -> Draft | None:
        """The province ("xã thuộc tỉnh nào?"): said by the first passage that names it."""
        if not _ASKS_PROVINCE.search(ask.understanding.text.folded) or ask.understanding.has("lead", "figure"):
            return None
        province = fold(ask.commune.province)
        for section in self._kit.library.corpus.sections:
            if section.document_id == ask.plan.document_id and province in fold(section.text):
                sheet = Sheet()
                number = sheet.cite(section, self._kit.library.provenance_of(section))
                quote = quote_around(section.text, province)
                sheet.add(
                    self._kit.say(
                        "province",
                        commune=upper_first(ask.commune.name),
                        province=ask.commune.province,
                        quote=quote,
                        n=number,
                    )
                )
                sheet.add(source_line(self._kit, sheet.places))
                return sheet.answer("answered_province", ask.commune.slug)
        return None

    def report_date(self, ask: Ask) -> Draft | None:
        """Says by which day reports are due, or that the source names none; None where that is not asked."""
        if not _ASKS_DATE.search(ask.understanding.text.folded):
            return None
        facts = [f for f in self._kit.library.facts(ask.commune.slug, FactTopic.REPORTING) if f.value]
        dated = [fact for fact in facts if _HOLDS_DATE.search(fold(fact.provenance.quote))]
        if dated:
            return compose_facts(self._kit, ask, "reporting", dated[:1])
        records = self._kit.library.records(ask.commune.slug)
        duties = [record for record in records if isinstance(record, Duty) and _tells_report_date(record)]
        if duties:
            return compose_duties(self._kit, ask, duties[:1])
        if facts and not _ASKS_DAY.search(ask.understanding.text.folded):
            # "phải báo cáo khi nào?" is told by the periods too.
            return compose_facts(self._kit, ask, "reporting", facts[:1])
        return absent(
            self._kit,
            ask,
            self._kit.say("what_report_date"),
            outcome="not_found_blank_in_source",
            near=facts[0] if facts else None,
        )


def _tells_report_date(duty: Duty) -> bool:
    """Tells whether a duty is to report by a day: not every plan has a passage on reports alone."""
    text = fold(duty.text)
    return "bao cao" in text and _HOLDS_DATE.search(text) is not None


def _is_number(asked: str, basis: LegalBasis) -> bool:
    number = fold(basis.number)
    if re.sub(r"\W", "", number) == re.sub(r"\W", "", asked):
        return True
    return re.match(rf"{re.escape(asked)}(?![\d.])", number) is not None
