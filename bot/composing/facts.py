"""Answers about the document itself: number, dates, signatory, legal bases, reporting, funding."""

import re
from collections.abc import Sequence

from bot.composing.absences import turn_to
from bot.composing.draft import Draft, Sheet
from bot.composing.kit import SHOWN, Ask, Kit, cite_rest, plan_name, source_line, upper_first
from bot.composing.prose import cut_quote
from bot.composing.times import opening
from bot.library import period_phrase
from bot.reply import Status
from bot.understanding.times import times_in
from corpus.records import DocumentFact, FactTopic, LegalBasis
from corpus.text import fold

_TOPICS = {
    "signatory": FactTopic.SIGNATORY,
    "document_number": FactTopic.NUMBER,
    "issued_on": FactTopic.ISSUED_ON,
    "plan_period": FactTopic.PERIOD,
    "issuing_body": FactTopic.ISSUING_BODY,
    "recipients": FactTopic.RECIPIENTS,
    "reporting": FactTopic.REPORTING,
    "funding": FactTopic.FUNDING,
    "standing_agency": FactTopic.STANDING_AGENCY,
}
# Facts that are only a name in a sentence: the sentence is the answer.
_MENTIONS = frozenset({FactTopic.SYSTEM, FactTopic.STANDARD, FactTopic.MOTTO, FactTopic.ENUMERATION})

ASKS_PERIODS = re.compile(r"\b(may|bao nhieu) (ky|lan|dot|loai|moc)\b|\b(nhung|cac) (ky|dot|moc) nao\b")
_REPEATING = frozenset({"quy", "thang", "hang quy", "hang thang", "tuan"})
_PERIOD = re.compile(r"^(bao cao )?(hang |moi )?(quy|thang|\d+ thang|nam|tuan|9 thang)\b")


def compose_document_fact(kit: Kit, ask: Ask, facet: str) -> Draft | None:
    """Answers a facet of the document from its facts; None where there is no such fact at all.

    A field that the source leaves blank is said to be blank, with the blank quoted.
    """
    if facet == "replaces":
        return _replaced(kit, ask)
    facts = kit.library.facts(ask.commune.slug, _TOPICS[facet])
    stated = [fact for fact in facts if fact.value]
    if stated:
        return compose_facts(kit, ask, facet, stated)
    month = _partial_date(ask, facts) if facet == "issued_on" else None
    if month:
        sheet = Sheet()
        fact, wording = month
        sheet.add(kit.say("fact_partial_date", value=wording, n=sheet.cite(fact, fact.provenance)))
        sheet.add(source_line(kit, sheet.places))
        return sheet.answer("answered_issued_on", ask.commune.slug)
    blank = next((fact for fact in facts if fact.value is None), None)
    if blank is None:
        return None
    # "(Kèm theo Quyết định số 25/QĐ-UBND …)" is no blank: the plan has no number of its own.
    key = "not_found_no_own" if re.search(r"\d+ ?/", blank.provenance.quote) else "not_found_blank"
    text = kit.say(key, what=kit.say(f"what_{facet}"), quote=blank.provenance.quote)
    text = f"{text}\n\n{turn_to(kit, ask)}"
    return Draft(Status.NOT_FOUND, "not_found_blank_in_source", text, communes=(ask.commune.slug,))


def _replaced(kit: Kit, ask: Ask) -> Draft | None:
    """Answers which document the plan takes the place of, from the legal bases that it names so; None for none."""
    numbers = {fold(number) for number in ask.plan.replaces}
    bases = [base for base in kit.library.legal_bases(ask.commune.slug) if fold(base.number) in numbers]
    return compose_legal_bases(kit, ask, bases) if bases else None


def compose_facts(kit: Kit, ask: Ask, facet: str, facts: Sequence[DocumentFact]) -> Draft:
    """Says `facts` in the sentence of `facet`."""
    sheet = Sheet()
    asked = ask.understanding.text.folded
    for fact in facts[:3]:
        number = sheet.cite(fact, fact.provenance)
        if facet == "signatory" and ask.plan.signatory:
            line = kit.say(
                "fact_signatory",
                name=ask.plan.signatory.name,
                position=ask.plan.signatory.position,
                plan_lower="kế hoạch",
                commune=ask.commune.name,
                n=number,
            )
        elif facet == "plan_period":
            line = kit.say("fact_period", value=period_phrase(ask.plan.period) or fact.value, n=number)
        elif fact.topic in _MENTIONS:
            line = kit.say(
                "fact_mention",
                value=upper_first((fact.value or "").strip(" .;")),
                plan=plan_name(ask),
                quote=cut_quote(fact.provenance.quote),
                n=number,
            )
        else:
            key = {
                "document_number": "fact_number",
                "issued_on": "fact_issued_on",
                "issuing_body": "fact_issuing_body",
                "recipients": "fact_recipients",
                "standing_agency": "fact_standing_agency",
            }.get(facet, "fact_plain")
            value = (fact.value or "").strip(" .;")
            periods = _reporting_periods(fact, asked) if facet == "reporting" else ()
            if periods and not sheet.lines:
                sheet.count(len(periods))
                sheet.add(kit.say("fact_periods", count=len(periods), periods=", ".join(periods), n=number))
            line = kit.say(
                key, value=upper_first(value) if key in ("fact_plain", "fact_standing_agency") else value, n=number
            )
        if not sheet.lines:
            line = (opening(kit, ask, fact.value or "") or _opening(ask, facet, fact)) + line
        sheet.add(line)
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer(f"answered_{facet}", ask.commune.slug)


def join_facts(kit: Kit, drafts: Sequence[Draft]) -> Draft:
    """Says several facts of one document one after the other, their sources numbered through."""
    if len(drafts) == 1:
        return drafts[0]
    sheet = Sheet()
    for draft in drafts:
        for place, item in zip(draft.places, draft.item_ids, strict=True):
            record = kit.library.record(item)
            if record is None:
                continue
            number = sheet.cite(record, place)
            sheet.add(draft.text.split("\n")[0].replace("[1]", f"[{number}]"))
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer(drafts[0].outcome, *drafts[0].communes)


def _reporting_periods(fact: DocumentFact, asked: str) -> tuple[str, ...]:
    """Returns the periods that a sentence lists in brackets ("(quý I, 6 tháng, quý III, năm)"), where they are counted.

    "quý" alone is four reports a year: how many times a year is not how many periods are listed.
    """
    counted = ASKS_PERIODS.search(asked)
    for listed in re.findall(r"\(([^()]+)\)", fact.value or "") if counted else ():
        periods = tuple(part.strip() for part in listed.split(","))
        repeats = any(fold(period) in _REPEATING for period in periods)
        if all(_PERIOD.match(fold(period)) for period in periods) and not (
            repeats and counted and counted.group(2) == "lan"
        ):
            return periods
    return ()


def _partial_date(ask: Ask, facts: Sequence[DocumentFact]) -> tuple[DocumentFact, str] | None:
    """Returns the month and year of a date whose day is blank, where no more is asked for."""
    if re.search(r"\bngay\b", ask.understanding.text.folded):
        return None
    for fact in facts:
        found = re.search(r"tháng \d+ năm \d{4}", fact.provenance.quote)
        if fact.value is None and found:
            return fact, found.group()
    return None


def _opening(ask: Ask, facet: str, fact: DocumentFact) -> str:
    """Returns "Đúng, "/"Không, " where the question puts a name, office, number or year forward."""
    understanding = ask.understanding
    if not understanding.is_yes_no:
        return ""
    asked = f" {understanding.text.folded} "
    signatory = ask.plan.signatory
    if facet == "signatory" and signatory:
        is_named = f" {fold(signatory.name)} " in asked
        if understanding.claimed_name and understanding.claimed_name != fold(signatory.name):
            return "Không, "
        office_is_right = " chu tich " not in asked or (" pho chu tich " in asked) == (
            "pho chu tich" in fold(signatory.position)
        )
        if not is_named and " chu tich " not in asked:
            return ""
        return "Đúng, " if office_is_right else "Không, "
    if facet == "issued_on" and understanding.claimed_times:
        return "Đúng, " if understanding.claimed_times <= times_in(fact.value or "") else "Không, "
    if understanding.years and facet == "plan_period":
        years = {str(understanding.years.first), str(understanding.years.last)}
        known = f"{fact.value} {ask.plan.period.raw if ask.plan.period else ''}"
        return "Đúng, " if all(year in known for year in years) else "Không, "
    if facet in ("reporting", "funding", "standing_agency") and understanding.agencies:
        said_in = f" {fold(fact.provenance.quote)} ".replace("-", " ")
        names = (" ".join(fold(mention.name).replace("-", " ").split()) for mention in understanding.agencies)
        said_in = " ".join(said_in.split())
        return "Đúng, " if any(name in said_in for name in names) else "Không, "
    numbers = {str(int(value)) for value in understanding.claimed_values if value == int(value)}
    if numbers:
        return "Đúng, " if all(number in (fact.value or "") for number in numbers) else "Không, "
    return ""


def compose_legal_bases(kit: Kit, ask: Ask, bases: Sequence[LegalBasis], head: str = "") -> Draft:
    """Names documents that the plan cites: in a sentence each, or in a list under the sentence `head`."""
    sheet = Sheet()
    if head:
        sheet.counts.add(len(bases))
        sheet.add(kit.say(head, plan=plan_name(ask), commune=ask.commune.name, count=len(bases)))
    for basis in bases[:SHOWN]:
        key = "legal_basis_item" if head else "legal_basis_one"
        number = sheet.cite(basis, basis.provenance)
        sheet.add(kit.say(key, n=number, **_parts(kit, basis)))
        if not head and not basis.is_basis and len(bases) == 1:
            section = kit.library.section(basis.provenance.document_id, basis.provenance.section_id)
            text = cut_quote(section.text if section else basis.provenance.quote)
            sheet.add(
                kit.say(
                    "legal_basis_mention",
                    text=text,
                    n=sheet.cite(section, kit.library.provenance_of(section)) if section else number,
                )
            )
    cite_rest(kit, sheet, bases, lambda basis: basis.provenance)
    sheet.add(source_line(kit, sheet.places))
    return sheet.answer("answered_legal_basis", ask.commune.slug)


def _parts(kit: Kit, basis: LegalBasis) -> dict[str, str]:
    date = f"{basis.issued_on.day}/{basis.issued_on.month}/{basis.issued_on.year}" if basis.issued_on else ""
    return {
        "document": upper_first(basis.document_type),
        "number": basis.number,
        "date": " " + kit.say("legal_basis_date", date=date) if date else "",
        "issuer": " " + kit.say("legal_basis_issuer", issuer=basis.issuer) if basis.issuer else "",
        "subject": kit.say("legal_basis_subject", subject=basis.subject) if basis.subject else "",
    }
