"""One question, one commune, one answer: which composer speaks, and what is said when none can."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.composing.absences import absent, said
from bot.composing.draft import Draft, Sheet
from bot.composing.duties import compose_duties, compose_duty_list
from bot.composing.facts import compose_document_fact, compose_facts, compose_legal_bases, join_facts
from bot.composing.kit import Ask, Kit, upper_first
from bot.composing.outlines import compose_outline
from bot.composing.prose import compose_sections, quote_around
from bot.composing.targets import compose_target_list, compose_targets
from bot.composing.tasks import compose_group_lead, compose_task_list, compose_tasks
from bot.evidence import Evidence
from bot.reply import Status
from bot.selection import DEFAULT_KINDS, Selection, Selector
from corpus.documents import Section
from corpus.records import AgencyRef, DocumentFact, Duty, DutyRole, FactTopic, LegalBasis, Record, Target, Task
from corpus.text import fold

_DOCUMENT_FACETS = ("signatory", "document_number", "issued_on", "plan_period", "issuing_body", "recipients")
_STANDING_FACETS = ("standing_agency", "funding", "reporting")
_TASK_FACETS = ("lead", "coordinate", "deadline", "deliverable", "monitor")
# Under this a question is about nothing in particular ("ai chủ trì?", "có những nhiệm vụ gì?").
NO_TOPIC = 1.3
# A stray word or two beside a document fact's own words.
_SMALL_TOPIC = 5.2
# "mấy lĩnh vực", "mấy nội dung", "mấy giải pháp": the parts under a heading are what is counted.
_PART_UNITS = frozenset({"linh", "noi", "phan", "muc", "giai", "nhom"})
_ASKS_ANNEX = re.compile(r"\b(phu luc|danh muc|nhung nhiem vu|cac nhiem vu|nhiem vu nao|nhiem vu gi)\b")
_ASKS_PROVINCE = re.compile(r"\b(thuoc|o|cua|la) (tinh|thanh pho)( thanh pho)? nao\b|\b(tinh|thanh pho) nao( vay| the| a)?$")
_ASKS_DATE = re.compile(r"\b(ngay (nao|may|bao nhieu)|truoc ngay|han (nao|chot|cuoi|nop|gui|la)|khi nao|bao gio)\b")
_ASKS_NUMBER = re.compile(r"\bso (nao|may|bao nhieu|gi)\b")
_HOLDS_DATE = re.compile(r"\btruoc ngay|\bngay \d|\btruoc \d")


class Answerer:
    """Answers for one commune; stateless."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector

    def answer(self, ask: Ask, focus: Sequence[str] = ()) -> Draft:
        """Returns the draft: from the records in focus, else by the first of the ways that has something to say."""
        ways: tuple[Callable[[Ask], Draft | None], ...] = (
            lambda a: self._from_focus(a, focus),
            self._person,
            self._unavailable,
            self._cited_document,
            self._about_document,
            self._province,
            self._numbered_task,
            self._unknown_agency,
            self._counts_and_lists,
            self._standing,
            self._claimed_group,
            self._outline,
            self._from_evidence,
            self._group,
        )
        for way in ways:
            draft = way(ask)
            if draft is not None:
                return draft
        return self._absent(ask, self._selector.select(ask.understanding, ask.commune.slug))

    def _from_focus(self, ask: Ask, focus: Sequence[str]) -> Draft | None:
        records = [record for record in map(self._kit.library.record, focus) if record is not None]
        if records and ask.understanding.has("listing") and not ask.understanding.agencies:
            owner = _owner(records[0])
            if owner:
                return self._of_agency(ask, owner.agency_id)
        if not records or not ask.understanding.has(*_TASK_FACETS):
            return None
        tasks = [record for record in records if isinstance(record, Task)]
        targets = [record for record in records if isinstance(record, Target)]
        if tasks:
            draft = compose_tasks(self._kit, ask, tasks[:3])
            facet = next(f for f in ask.understanding.facets if f in _TASK_FACETS)
            return draft or absent(self._kit, ask, self._kit.say(f"what_{facet}"), outcome="not_found_blank_in_source",
                                   near=tasks[0])
        watched = [target for target in targets if target.responsible_agency]
        if watched and ask.understanding.has("lead", "monitor"):
            reading = replace(ask.understanding, facets=("monitor", *ask.understanding.facets))
            return compose_targets(self._kit, replace(ask, understanding=reading), watched)
        return None

    def _person(self, ask: Ask) -> Draft | None:
        """"Chủ tịch xã là ai?": known only where that is who signed."""
        if ask.understanding.unavailable != "person" or ask.plan.signatory is None:
            return None
        asked = f" {ask.understanding.text.folded} "
        position = fold(ask.plan.signatory.position)
        is_deputy = " pho chu tich " in asked
        if " chu tich " not in asked or is_deputy != position.startswith("pho"):
            return None
        return compose_document_fact(self._kit, ask, "signatory")

    def _unavailable(self, ask: Ask) -> Draft | None:
        name = ask.understanding.unavailable
        if name is None:
            return None
        if name == "money" and ask.understanding.asked_unit == "%":
            return None
        what = self._kit.say(f"what_{name}")
        return said(self._kit, ask, "not_found_unavailable", "not_found_unavailable", what=what)

    def _about_document(self, ask: Ask) -> Draft | None:
        facets = [facet for facet in ask.understanding.facets if facet in _DOCUMENT_FACETS]
        if "issued_on" in facets and "plan_period" in facets:
            facets.remove("plan_period")
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

    def _cited_document(self, ask: Ask) -> Draft | None:
        """Questions that name a document by number."""
        numbers = ask.understanding.document_numbers
        own = fold(ask.plan.document_number or "")
        others = [n for n in numbers if not (own and (own == n or own.split("/")[0] == n))]
        if not numbers or not others:
            return None
        bases = [b for b in self._kit.library.legal_bases(ask.commune.slug) if any(_is_number(n, b) for n in others)]
        reading = ask.understanding
        is_described = _ASKS_NUMBER.search(reading.text.folded) is not None
        if reading.has("lead", "coordinate", "deliverable", "monitor") or is_described or reading.claimed_values:
            return None
        is_about_it = reading.has("legal_basis", "issued_on", "deadline", "definition")
        if bases and (not is_about_it or reading.has("figure") and not _ASKS_DATE.search(reading.text.folded)):
            return None
        if not bases:
            return said(self._kit, ask, "not_found_unknown_document", "not_found_unknown_document",
                        number=others[0].upper())
        unique = list({fold(b.number) + str(b.issued_on): b for b in bases}.values())
        return compose_legal_bases(self._kit, ask, unique, is_list=False)

    def _province(self, ask: Ask) -> Draft | None:
        """"Xã thuộc tỉnh nào?": said by the first passage that names the province."""
        if not _ASKS_PROVINCE.search(ask.understanding.text.folded) or ask.understanding.has("lead", "figure"):
            return None
        province = fold(ask.commune.province)
        for section in self._kit.library.corpus.sections:
            if section.document_id == ask.plan.document_id and province in fold(section.text):
                sheet = Sheet()
                number = sheet.cite(section, self._kit.library.provenance_of(section))
                quote = quote_around(section.text, province)
                sheet.add(self._kit.say("province", commune=upper_first(ask.commune.name), province=ask.commune.province,
                                        quote=quote, n=number))
                return Draft(Status.ANSWERED, "answered_province", sheet.text(), tuple(sheet.places),
                             tuple(sheet.item_ids), communes=(ask.commune.slug,))
        return None

    def _outline(self, ask: Ask) -> Draft | None:
        """Questions about a whole part of the plan: its heading with what stands under it."""
        reading = ask.understanding
        if reading.has(*_TASK_FACETS) or reading.asked_unit == "%" or reading.agencies:
            return None
        heading = self._selector.heading(reading, ask.commune.slug)
        if heading is None:
            return None
        parts = self._kit.library.parts(heading)
        return compose_outline(self._kit, ask, heading, parts) if parts else None

    def _numbered_task(self, ask: Ask) -> Draft | None:
        number = ask.understanding.task_number
        tasks = [task for task in self._kit.library.tasks(ask.commune.slug) if task.number == number]
        groups = self._selector.groups(ask.understanding, ask.commune.slug)
        if groups:
            tasks = [task for task in tasks if task in groups[0][1]] or tasks
        return compose_tasks(self._kit, ask, tasks) if number and tasks else None

    def _unknown_agency(self, ask: Ask) -> Draft | None:
        mentions = ask.understanding.agencies
        unknown = ask.understanding.unknown_agency
        if unknown and not mentions:
            return said(self._kit, ask, "not_found_unknown_agency", "not_found_unknown_agency", agency=unknown)
        if not mentions or any(ask.commune.slug in mention.agency_ids for mention in mentions):
            return None
        if ask.understanding.topic.weight > NO_TOPIC and ask.understanding.is_yes_no:
            return None
        return said(self._kit, ask, "not_found_unknown_agency", "not_found_unknown_agency", agency=mentions[0].name)

    def _counts_and_lists(self, ask: Ask) -> Draft | None:
        reading = ask.understanding
        has_topic = reading.topic.weight > NO_TOPIC
        if reading.asked_unit in _PART_UNITS:
            draft = self._outline(ask)
            if draft:
                return draft
        if reading.has("count"):
            return self._count(ask)
        if reading.has("legal_basis") and not has_topic and not reading.document_numbers:
            bases = [basis for basis in self._kit.library.legal_bases(ask.commune.slug) if basis.is_basis]
            return compose_legal_bases(self._kit, ask, bases, is_list=True) if bases else None
        agency = next((m for m in reading.agencies if ask.commune.slug in m.agency_ids), None)
        is_about_agency = agency is not None and (reading.has("listing", "lead", "coordinate") or not reading.facets)
        if is_about_agency and agency is not None and not has_topic and not reading.is_yes_no:
            return self._of_agency(ask, agency.agency_ids[ask.commune.slug])
        if reading.has("listing") and not reading.agencies:
            return self._list(ask, has_topic=has_topic)
        return None

    def _of_agency(self, ask: Ask, agency_id: str) -> Draft | None:
        library = self._kit.library
        agency = library.agency(agency_id)
        is_coordinating = ask.understanding.has("coordinate") and not ask.understanding.has("lead")
        tasks = [
            task for task in library.tasks(ask.commune.slug)
            if agency_id in {a.agency_id for a in (task.coordinating_agencies if is_coordinating else task.lead_agencies)}
        ]
        duties = [r for r in library.records(ask.commune.slug) if isinstance(r, Duty) and r.agency.agency_id == agency_id]
        if agency and duties and (not tasks or not ask.understanding.has("lead", "coordinate")):
            return compose_duty_list(self._kit, ask, agency, duties)
        if agency and tasks:
            leads = [] if is_coordinating else [duty for duty in duties if DutyRole.LEADS in duty.roles]
            return compose_task_list(self._kit, ask, tasks, agency=agency, group=None,
                                     is_coordinating=is_coordinating, duties=leads)
        if agency and duties:
            return compose_duty_list(self._kit, ask, agency, duties)
        name = agency.name if agency else ""
        return said(self._kit, ask, "not_found_agency_no_role", "not_found_agency_no_role", agency=name)

    def _list(self, ask: Ask, *, has_topic: bool) -> Draft | None:
        library, slug = self._kit.library, ask.commune.slug
        wants_targets = " chi tieu" in f" {ask.understanding.text.folded}" or " muc tieu" in f" {ask.understanding.text.folded}"
        if not has_topic:
            if wants_targets and library.targets(slug):
                return compose_target_list(self._kit, ask, self._in_years(ask, library.targets(slug)))
            if library.tasks(slug) and not wants_targets:
                return compose_task_list(self._kit, ask, library.tasks(slug), agency=None, group=None)
            missing = next((d for d in ask.plan.defects if "phụ lục" in d.lower()), None)
            is_bare = not ask.understanding.has("lead", "coordinate")
            if missing and is_bare and not library.tasks(slug) and _ASKS_ANNEX.search(ask.understanding.text.folded):
                return said(self._kit, ask, "not_found_missing_annex", "not_found_blank_in_source", defect=missing)
            return None
        groups = self._selector.groups(ask.understanding, slug)
        if groups and not wants_targets:
            group, tasks = groups[0]
            return compose_task_list(self._kit, ask, tasks, agency=None, group=group)
        if wants_targets:
            groups = self._selector.target_groups(ask.understanding, slug)
            if groups and len(groups[0][1]) > 1:
                return compose_target_list(self._kit, ask, groups[0][1])
            accepted = self._selector.select(ask.understanding, slug, {"target": 1.0}).accepted
            targets = [e.item for e in accepted if isinstance(e.item, Target)]
            if len(targets) > 1:
                return compose_target_list(self._kit, ask, targets)
        return None

    def _count(self, ask: Ask) -> Draft | None:
        reading, slug, library = ask.understanding, ask.commune.slug, self._kit.library
        folded = f" {reading.text.folded} "
        if " chi tieu " in folded and " nhiem vu " not in folded:
            targets = self._in_years(ask, library.targets(slug))
            return compose_target_list(self._kit, ask, targets) if targets else None
        if " can cu " in folded:
            bases = [basis for basis in library.legal_bases(slug) if basis.is_basis]
            return compose_legal_bases(self._kit, ask, bases, is_list=True) if bases else None
        tasks: Sequence[Task] = library.tasks(slug)
        if not tasks:
            return None
        agency = next((m for m in reading.agencies if slug in m.agency_ids), None)
        found = library.agency(agency.agency_ids[slug]) if agency else None
        if found:
            tasks = [t for t in tasks if found.agency_id in {a.agency_id for a in t.lead_agencies}]
        groups = self._selector.groups(reading, slug)
        group = groups[0][0] if groups else None
        if group:
            wanted = {task.record_id for task in groups[0][1]}
            tasks = [task for task in tasks if task.record_id in wanted]
        if not tasks and found:
            return said(self._kit, ask, "count_zero", "not_found_agency_no_role", agency=found.name,
                        scope=self._kit.say("count_scope_group", group=group) if group else "")
        return compose_task_list(self._kit, ask, tasks, agency=found, group=group, cites_all=True)

    def _in_years(self, ask: Ask, targets: Sequence[Target]) -> list[Target]:
        """Returns the targets of the asked period; those of the annex alone where there is one, which restates the prose."""
        rows = [t for t in targets if self._is_row(t)]
        targets = rows or targets
        years = ask.understanding.years
        if years is None:
            return list(targets)
        spans = [(t, t.period or ask.plan.period) for t in targets]
        return [t for t, p in spans if p and years.first <= p.start_on.year and p.end_on.year <= years.last]

    def _is_row(self, target: Target) -> bool:
        section = self._kit.library.section(target.provenance.document_id, target.provenance.section_id)
        return section is not None and section.kind == "table_row"

    def _standing(self, ask: Ask) -> Draft | None:
        """Reporting, funding and the standing agency: facts of the document that a question may word in many ways."""
        facet = next((f for f in ask.understanding.facets if f in _STANDING_FACETS), None)
        if facet is None:
            return None
        if facet == "standing_agency":
            return compose_document_fact(self._kit, ask, facet)
        if facet == "reporting" and _ASKS_DATE.search(ask.understanding.text.folded):
            return self._report_date(ask)
        if ask.understanding.topic.weight > NO_TOPIC:
            accepted = self._selector.select(ask.understanding, ask.commune.slug, DEFAULT_KINDS).accepted
            if accepted:
                return self._compose(ask, self._selector.tied(accepted))
            if ask.understanding.topic.weight > _SMALL_TOPIC:
                return None
        facts = self._selector.select(ask.understanding, ask.commune.slug, {"fact": 1.0}).accepted
        of_topic = [e.item for e in facts if isinstance(e.item, DocumentFact) and e.item.topic.value == facet]
        return compose_facts(self._kit, ask, facet, of_topic[:2]) if of_topic else compose_document_fact(self._kit, ask, facet)

    def _report_date(self, ask: Ask) -> Draft:
        """Says by which day reports are due, or that the source names none."""
        facts = [f for f in self._kit.library.facts(ask.commune.slug, FactTopic.REPORTING) if f.value]
        dated = [fact for fact in facts if _HOLDS_DATE.search(fold(fact.provenance.quote))]
        if dated:
            return compose_facts(self._kit, ask, "reporting", dated[:1])
        return absent(self._kit, ask, self._kit.say("what_report_date"), outcome="not_found_blank_in_source",
                      near=facts[0] if facts else None)

    def _claimed_group(self, ask: Ask) -> Draft | None:
        """"Phòng X có chủ trì nhiệm vụ nào của nhóm Y không?": computed over the group's rows."""
        reading = ask.understanding
        if not (reading.agencies and reading.is_yes_no and reading.has("lead", "listing")):
            return None
        groups = self._selector.groups(reading, ask.commune.slug)
        return compose_group_lead(self._kit, ask, *groups[0]) if groups else None

    def _from_evidence(self, ask: Ask) -> Draft | None:
        if max(ask.understanding.topic.weight, ask.understanding.whole_topic.weight) <= NO_TOPIC:
            return None
        accepted = self._selector.select(ask.understanding, ask.commune.slug).accepted
        if not accepted:
            return None
        groups = self._selector.groups(ask.understanding, ask.commune.slug)
        if groups and accepted[0].coverage < 0.9 and ask.understanding.has("lead"):
            return None
        return self._compose(ask, self._selector.tied(accepted))

    def _compose(self, ask: Ask, tied: Sequence[Evidence]) -> Draft | None:
        items = [evidence.item for evidence in tied]
        match items[0]:
            case Target():
                return compose_targets(self._kit, ask, self._with_conflicts([i for i in items if isinstance(i, Target)][:5]))
            case Task():
                return compose_tasks(self._kit, ask, [i for i in items if isinstance(i, Task)][:5])
            case Duty():
                return compose_duties(self._kit, ask, [i for i in items if isinstance(i, Duty)][:3])
            case LegalBasis():
                return compose_legal_bases(self._kit, ask, [i for i in items if isinstance(i, LegalBasis)][:3], is_list=False)
            case DocumentFact():
                return compose_facts(self._kit, ask, items[0].topic.value, [i for i in items if isinstance(i, DocumentFact)][:1])
            case Section():
                return compose_sections(self._kit, ask, [i for i in items if isinstance(i, Section)][:2])

    def _with_conflicts(self, targets: list[Target]) -> list[Target]:
        """Adds the other readings where the source contradicts itself about a target."""
        if not targets:
            return targets
        conflicts = self._kit.library.conflicts(targets[0].commune, [targets[0].record_id])
        for conflict in conflicts:
            if conflict.topic != "value":
                continue
            for record_id in conflict.record_ids:
                other = self._kit.library.record(record_id)
                if isinstance(other, Target) and other not in targets:
                    targets.append(other)
        return targets

    def _group(self, ask: Ask) -> Draft | None:
        if ask.understanding.has("figure"):
            target_groups = self._selector.target_groups(ask.understanding, ask.commune.slug)
            return compose_target_list(self._kit, ask, target_groups[0][1]) if target_groups else None
        groups = self._selector.groups(ask.understanding, ask.commune.slug)
        if not groups:
            return None
        group, tasks = groups[0]
        if ask.understanding.has("lead", "coordinate"):
            return compose_group_lead(self._kit, ask, group, tasks)
        return compose_task_list(self._kit, ask, tasks, agency=None, group=group)

    def _absent(self, ask: Ask, selection: Selection) -> Draft:
        reading = ask.understanding
        facet = next((f for f in reading.facets if f in (*_TASK_FACETS, "figure")), "content")
        topic = reading.topic.wording
        facet = "lead" if facet == "monitor" else facet
        what = self._kit.say(f"what_{facet}_about", topic=topic) if topic else self._kit.say(f"what_{facet}")
        near = selection.nearest
        if near is None and facet != "content":
            near = self._selector.select(replace(reading, facets=()), ask.commune.slug).nearest
        return absent(self._kit, ask, what, outcome="not_found_no_evidence", near=near.item if near else None)


def _owner(record: Record) -> AgencyRef | None:
    """Returns the agency that an answer was about: who has the duty, leads the task, watches the target."""
    match record:
        case Duty():
            return record.agency
        case Task():
            return next(iter(record.lead_agencies), None)
        case Target():
            return record.responsible_agency
        case _:
            return None


def _is_number(asked: str, basis: LegalBasis) -> bool:
    number = fold(basis.number)
    if re.sub(r"\W", "", number) == re.sub(r"\W", "", asked):
        return True
    return re.match(rf"{re.escape(asked)}(?![\d.])", number) is not None


def is_answer(draft: Draft) -> bool:
    """Tells whether a draft states facts that must be checked."""
    return draft.status is Status.ANSWERED
