"""Answers that are lists and counts: of an agency, of a group, of a part of the plan, of everything."""

import re
from dataclasses import replace

from bot.answering.narrowing import Narrowed, TaskNarrowing
from bot.answering.parts import PartAnswers
from bot.answering.target_lists import COUNTED_TOPIC, TargetLists
from bot.composing.absences import missing_annex, said
from bot.composing.draft import Draft
from bot.composing.duties import compose_duty_list
from bot.composing.facts import compose_legal_bases
from bot.composing.kit import Ask, Kit, lower_first
from bot.composing.outlines import compose_outline
from bot.composing.targets import compose_target_list
from bot.composing.tasks import compose_agency_count, compose_group_lead, compose_task_list, compose_tasks
from bot.reply import Status
from bot.selection import NO_TOPIC, Selector
from bot.understanding.facets import ROW_FACETS
from corpus.records import Duty, DutyRole, Target, Task
from corpus.text import fold

_ASKS_ANNEX = re.compile(r"\b(phu luc|danh muc|nhung nhiem vu|cac nhiem vu|nhiem vu nao|nhiem vu gi)\b")
_ASKS_BASES = re.compile(r"\b(can cu|vien dan|dan chieu|co so phap ly)\b")
# "nhiệm vụ 3 nhóm IV"
_GROUP_NUMBER = re.compile(r"\b(?:nhom|phan|muc) (?:so )?([ivx]+)\b")
_ASKS_TARGETS = re.compile(r"\b(chi tieu|muc tieu)\b|\b(liet ke|ke ra|ke ten)\b.{0,12}\b(muc|ty le|ti le)\b")
_COUNTS_TASKS = re.compile(r"\b(may|bao nhieu) (?:\w+ )?(nhiem vu|dau viec|viec|cong viec)\b")
_ASKS_AGENCIES = re.compile(
    r"\b(may|bao nhieu) (co quan don vi|co quan|don vi|phong|dau moi|trung tam|cong chuc|bo phan|chuc danh)\b"
)
# "phân việc cho những chức danh nào": which offices have duties of their own
_ASKS_OFFICES = re.compile(
    r"\b(ke ten|liet ke|neu ten|ke ra)\b.{0,15}\b(phong|trung tam|co quan|don vi|chuc danh|cong chuc|bo phan)\b|"
    r"\b(may|bao nhieu) (chuc danh|cong chuc|phong|co quan|don vi|dau moi|bo phan)\b|"
    r"\b(nhung|cac)( (chuc danh|cong chuc|phong|trung tam|co quan|don vi|bo phan))+ nao\b"
)
# "có chủ trì nhiệm vụ nào không?"
_ASKS_WHETHER_ANY = re.compile(r"\b(nao|gi)( \w+){0,2} khong\b")
# "xã có phòng kinh tế không": of an agency, not of what it does
_ASKS_WHETHER_THERE_IS = re.compile(
    r"^(?:\w+ ){0,3}co (?:phong|trung tam|bo phan|van phong|ban|cong an|cong chuc)\b"
    r"(?!.*\b(?:chu tri|lo|lam|phu trach|phoi hop|theo doi|duoc giao|tham gia|thuc hien|nao|gi)\b).*\b(?:khong|chua)$"
)
# What a heading may call the parts under it.
_NOUNS = ("chỉ tiêu", "giải pháp", "yêu cầu", "mục tiêu")
_AGENCY_FIRST = re.compile(r"(Phòng|Văn phòng|Trung tâm|Công chức|Công an|Ban|Bộ phận)\b")
# "có đủ 20 nhiệm vụ không": how many a question puts forward
_CLAIMED = re.compile(
    r"(?<![\d,.])\b(\d{1,2}) (?:nhiem vu|chi tieu|dau viec|nhom|gach|phu luc|can cu|giai phap|noi dung)\b"
)


class ListAnswers:
    """Computed over records, never over text; the rows are cited."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector
        self._parts = PartAnswers(kit, selector)
        self._narrowing = TaskNarrowing(kit, selector)
        self._targets = TargetLists(kit, selector)

    def numbered_task(self, ask: Ask) -> Draft | None:
        """The task of a number ("nhiệm vụ số 6"), of the group that is named where numbers repeat."""
        numbers = ask.understanding.task_numbers
        tasks = [task for task in self._kit.library.tasks(ask.commune.slug) if task.number in numbers]
        groups = self._selector.headings.groups(ask.understanding, ask.commune.slug)
        group_number = _GROUP_NUMBER.search(ask.understanding.text.folded)
        if group_number:
            tasks = [t for t in tasks if (t.group_number or "").lower() == group_number.group(1)] or tasks
        elif groups:
            tasks = [task for task in tasks if task in groups[0][1]] or tasks
        if numbers and not self._kit.library.tasks(ask.commune.slug):
            return missing_annex(self._kit, ask)
        return compose_tasks(self._kit, ask, tasks) if numbers and tasks else None

    def unknown_agency(self, ask: Ask) -> Draft | None:
        """An agency that this commune's plan does not name is said not to be there."""
        mentions = ask.understanding.agencies
        unknown = ask.understanding.unknown_agency
        if unknown and not mentions and not self._is_written(ask, unknown):
            return said(self._kit, ask, "not_found_unknown_agency", "not_found_unknown_agency", agency=unknown)
        if not mentions or any(ask.commune.slug in mention.agency_ids for mention in mentions):
            return None
        if ask.understanding.topic.weight > NO_TOPIC and ask.understanding.is_yes_no:
            return None
        # As it was called: "Công chức Tài chính - Kế toán" is another commune's word for "kế toán".
        name = unknown or mentions[0].name
        return said(self._kit, ask, "not_found_unknown_agency", "not_found_unknown_agency", agency=name)

    def _is_written(self, ask: Ask, name: str) -> bool:
        return any(
            fold(name) in fold(part.text) for part in self._kit.library.sections_of_document(ask.plan.document_id)
        )

    def of_value(self, ask: Ask) -> Draft | None:
        """The targets that a figure is of, where that is asked: "85% là chỉ tiêu gì"."""
        return self._targets.of_value(ask)

    def counts_and_lists(self, ask: Ask) -> Draft | None:
        """Counts, lists of one agency, lists of everything of a kind."""
        reading = ask.understanding
        has_topic = reading.topic.weight > NO_TOPIC
        if reading.has("funding"):
            return None
        counted = self._parts.count(ask) or (self._count(ask) if reading.has("count") else None)
        if counted or reading.has("count"):
            return self._judged(ask, counted)
        if reading.has("legal_basis") and not has_topic and not reading.document_numbers:
            bases = [basis for basis in self._kit.library.legal_bases(ask.commune.slug) if basis.is_basis]
            return compose_legal_bases(self._kit, ask, bases, "legal_basis_list") if bases else None
        agency = next((m for m in reading.agencies if ask.commune.slug in m.agency_ids), None)
        is_about_agency = agency is not None and (reading.has("listing", "lead", "coordinate") or not reading.facets)
        if agency is not None and not has_topic and _ASKS_WHETHER_THERE_IS.search(reading.text.folded):
            return self._existing(ask, agency.agency_ids[ask.commune.slug])
        watched = self._watched(ask, agency.agency_ids[ask.commune.slug]) if agency and not has_topic else None
        if watched:
            return watched
        is_claim = reading.is_yes_no and not _ASKS_WHETHER_ANY.search(reading.text.folded)
        if is_about_agency and agency is not None and not has_topic and not is_claim:
            return self.of_agency(ask, agency.agency_ids[ask.commune.slug])
        if reading.has("listing") and agency is not None and has_topic and not is_claim:
            return self._of_agency_in_group(ask)
        if reading.has("listing") and not reading.agencies:
            return self._list(ask, has_topic=has_topic)
        is_of_years = reading.years is not None and _ASKS_TARGETS.search(reading.text.folded) is not None
        if is_of_years and not (has_topic or reading.agencies or is_claim or reading.has(*ROW_FACETS)):
            return self._targets.listed(ask)
        return None

    def _watched(self, ask: Ask, agency_id: str) -> Draft | None:
        """Returns the targets that an agency watches, where its targets are asked for."""
        if not _ASKS_TARGETS.search(ask.understanding.text.folded) or ask.understanding.is_yes_no:
            return None
        own = [
            target
            for target in self._targets.in_years(ask, self._kit.library.targets(ask.commune.slug))
            if target.responsible_agency and target.responsible_agency.agency_id == agency_id
        ]
        return compose_target_list(self._kit, ask, own) if len(own) > 1 else None

    def _existing(self, ask: Ask, agency_id: str) -> Draft | None:
        """Says that the commune has an agency, by what it is given to do."""
        draft = self.of_agency(ask, agency_id)
        return replace(draft, text=f"Có. {draft.text}") if draft and draft.status is Status.ANSWERED else draft

    def _judged(self, ask: Ask, draft: Draft | None) -> Draft | None:
        """Says first whether the number that a question puts forward is the one that is counted."""
        claimed = _CLAIMED.search(ask.understanding.text.folded)
        if draft is None or draft.total is None or claimed is None or not ask.understanding.is_yes_no:
            return draft
        is_so = int(claimed.group(1)) == draft.total
        text = draft.text if _AGENCY_FIRST.match(draft.text) else lower_first(draft.text)
        return replace(draft, text=("Đúng, " if is_so else "Không, ") + text)

    def claimed_group(self, ask: Ask) -> Draft | None:
        """Whether an agency leads any task of a group: computed over the group's rows."""
        reading = ask.understanding
        if not (reading.agencies and reading.is_yes_no and reading.has("lead", "listing")):
            return None
        groups = self._selector.headings.groups(reading, ask.commune.slug)
        return compose_group_lead(self._kit, ask, *groups[0]) if groups else None

    def outline(self, ask: Ask) -> Draft | None:
        """Questions about a whole part of the plan: its heading with what stands under it."""
        reading = ask.understanding
        if reading.has(*ROW_FACETS) or (reading.asked_unit == "%" and not reading.has("count")) or reading.agencies:
            return None
        if reading.has("figure") and not reading.has("count"):
            groups = self._selector.headings.target_groups(reading, ask.commune.slug)
            if groups and len(groups[0][1]) > 1:
                return compose_target_list(self._kit, ask, groups[0][1])
        heading = self._selector.headings.named(reading, ask.commune.slug)
        if heading is None or (self._selector.asks_detail(reading.text.folded) and not reading.has("listing", "count")):
            return None
        parts = self._kit.library.parts(heading)
        # "mấy chỉ tiêu" under "Một số chỉ tiêu chủ yếu" are called what both call them.
        called = (noun for noun in _NOUNS if fold(noun) in reading.text.folded and fold(noun) in fold(heading.heading))
        return compose_outline(self._kit, ask, heading, parts, next(called, "nội dung")) if parts else None

    def group(self, ask: Ask) -> Draft | None:
        """A group of tasks or targets that the question names as a whole."""
        if ask.understanding.has("figure"):
            target_groups = self._selector.headings.target_groups(ask.understanding, ask.commune.slug)
            return compose_target_list(self._kit, ask, target_groups[0][1]) if target_groups else None
        groups = self._selector.headings.groups(ask.understanding, ask.commune.slug)
        if not groups:
            return None
        group, tasks = groups[0]
        if ask.understanding.has("lead", "coordinate"):
            return compose_group_lead(self._kit, ask, group, tasks)
        return compose_task_list(self._kit, ask, tasks, agency=None, group=group)

    def of_agency(self, ask: Ask, agency_id: str) -> Draft | None:
        """What one agency leads, coordinates or is given to do."""
        library = self._kit.library
        agency = library.agency(agency_id)
        is_coordinating = ask.understanding.has("coordinate") and not ask.understanding.has("lead")
        tasks = [
            task
            for task in library.tasks(ask.commune.slug)
            if any(
                named.agency_id == agency_id
                for named in (task.coordinating_agencies if is_coordinating else task.lead_agencies)
            )
        ]
        records = library.records(ask.commune.slug)
        duties = [r for r in records if isinstance(r, Duty) and r.agency.agency_id == agency_id]
        if agency and duties and (not tasks or not ask.understanding.has("lead", "coordinate")):
            return compose_duty_list(self._kit, ask, agency, duties)
        if agency and tasks:
            leads = [] if is_coordinating else [duty for duty in duties if DutyRole.LEADS in duty.roles]
            return compose_task_list(
                self._kit, ask, tasks, agency=agency, group=None, is_coordinating=is_coordinating, duties=leads
            )
        if agency and duties:
            return compose_duty_list(self._kit, ask, agency, duties)
        name = agency.name if agency else ""
        return said(self._kit, ask, "not_found_agency_no_role", "not_found_agency_no_role", agency=name)

    def _of_agency_in_group(self, ask: Ask) -> Draft | None:
        """Returns an agency's tasks of the group that a question names."""
        narrowed = self._narrowing.narrow(ask, self._kit.library.tasks(ask.commune.slug))
        if narrowed.group is None or len(narrowed.tasks) < 2:
            return None
        return self._of_narrowed(ask, narrowed)

    def _of_narrowed(self, ask: Ask, narrowed: Narrowed) -> Draft:
        return compose_task_list(
            self._kit,
            ask,
            narrowed.tasks,
            agency=narrowed.agency,
            group=narrowed.group,
            is_coordinating=narrowed.is_coordinating,
            scope=narrowed.scope,
        )

    def _list(self, ask: Ask, *, has_topic: bool) -> Draft | None:
        library, slug = self._kit.library, ask.commune.slug
        wants_targets = _ASKS_TARGETS.search(ask.understanding.text.folded) is not None
        if not has_topic:
            # "Chính quyền số": words that nearly every record has, and yet the title of a group.
            named = self._selector.headings.target_groups(ask.understanding, slug) if wants_targets else ()
            if named and len(named[0][1]) > 1:
                return compose_target_list(self._kit, ask, named[0][1])
            if wants_targets and library.targets(slug):
                return self._targets.listed(ask)
            if library.tasks(slug) and not wants_targets:
                scheduled = self._scheduled(ask) if self._narrowing.asks_time(ask) else None
                return scheduled or compose_task_list(self._kit, ask, library.tasks(slug), agency=None, group=None)
            is_bare = not ask.understanding.has("lead", "coordinate")
            if is_bare and not library.tasks(slug) and _ASKS_ANNEX.search(ask.understanding.text.folded):
                return missing_annex(self._kit, ask)
            return None
        if not wants_targets:
            return self._listed_tasks(ask)
        target_groups = self._selector.headings.target_groups(ask.understanding, slug)
        if target_groups and len(target_groups[0][1]) > 1:
            return compose_target_list(self._kit, ask, target_groups[0][1])
        accepted = self._selector.select(ask.understanding, slug, {"target": 1.0}).accepted
        targets = [e.item for e in accepted if isinstance(e.item, Target)]
        return compose_target_list(self._kit, ask, targets) if len(targets) > 1 else None

    def _listed_tasks(self, ask: Ask) -> Draft | None:
        """Returns the tasks of the time, or of the group, that a question names."""
        scheduled = self._scheduled(ask)
        if scheduled:
            return scheduled
        groups = self._selector.headings.groups(ask.understanding, ask.commune.slug)
        return compose_task_list(self._kit, ask, groups[0][1], agency=None, group=groups[0][0]) if groups else None

    def _scheduled(self, ask: Ask) -> Draft | None:
        """Returns the tasks of the years or the recurrence that a question names, or that there are none."""
        all_tasks = self._kit.library.tasks(ask.commune.slug)
        scheduled = self._narrowing.by_schedule(ask, all_tasks)
        if scheduled and scheduled.tasks:
            return compose_task_list(
                self._kit, ask, scheduled.tasks, agency=None, group=scheduled.group, scope=scheduled.scope
            )
        if scheduled and all_tasks:
            key = "not_found_none_of_that"
            return said(self._kit, ask, key, key, scope=scheduled.scope)
        return None

    def _count(self, ask: Ask) -> Draft | None:
        reading, slug, library = ask.understanding, ask.commune.slug, self._kit.library
        folded = f" {reading.text.folded} "
        if " chi tieu " in folded and " nhiem vu " not in folded and not _ASKS_AGENCIES.search(folded):
            outline = None if reading.claimed_values and not _CLAIMED.search(folded) else self.outline(ask)
            if outline:
                return outline
            targets = self._targets.counted(ask)
            return compose_target_list(self._kit, ask, targets) if targets else None
        if _ASKS_BASES.search(folded):
            bases = [basis for basis in library.legal_bases(slug) if basis.is_basis]
            return compose_legal_bases(self._kit, ask, bases, "legal_basis_list") if bases else None
        if self._asks_agencies(ask):
            return self._count_agencies(ask, wants_targets=_ASKS_TARGETS.search(folded) is not None)
        narrowed = self._narrowing.narrow(ask, library.tasks(slug))
        agency, tasks = narrowed.agency, narrowed.tasks
        duties = self._counted_duties(ask, narrowed)
        if agency and duties:
            return compose_duty_list(self._kit, ask, agency, duties, is_count=True)
        if not library.tasks(slug):
            return self._without_annex(ask, agency.agency_id if agency else None)
        is_told = reading.topic.weight > COUNTED_TOPIC and self._selector.headings.names_part(reading.topic)
        if is_told and not narrowed.is_narrowed:
            # Counted are the rows of something else than all: a matter that no group or column names.
            return None
        if not tasks and not agency:
            return said(self._kit, ask, "not_found_none_of_that", "not_found_none_of_that", scope=narrowed.scope)
        if not tasks and agency:
            return said(
                self._kit,
                ask,
                "count_zero",
                "not_found_agency_no_role",
                agency=agency.name,
                part="phối hợp" if narrowed.is_coordinating else "chủ trì",
                scope=f" {narrowed.scope}" if narrowed.scope else "",
            )
        return self._of_narrowed(ask, narrowed)

    def _without_annex(self, ask: Ask, agency_id: str | None) -> Draft | None:
        """Says what is counted where a plan's tasks are not at hand: an agency's duties, the parts of a heading."""
        if agency_id and ask.understanding.has("lead", "coordinate"):
            return self.of_agency(ask, agency_id)
        return self.outline(ask) or (missing_annex(self._kit, ask) if self._counts_all_tasks(ask) else None)

    def _counts_all_tasks(self, ask: Ask) -> bool:
        """Tells whether the rows of the whole annex are meant: no agency's, and of no matter."""
        reading = ask.understanding
        is_of_all = not reading.agencies and not self._selector.headings.names_part(reading.topic)
        return is_of_all and _COUNTS_TASKS.search(reading.text.folded) is not None

    def _asks_agencies(self, ask: Ask) -> bool:
        """Tells whether agencies are counted or named: those of a matter, or all that have work of their own."""
        reading = ask.understanding
        if _ASKS_AGENCIES.search(reading.text.folded):
            return True
        is_of_all = reading.topic.weight <= COUNTED_TOPIC and all(m.is_generic for m in reading.agencies)
        return is_of_all and _ASKS_OFFICES.search(reading.text.folded) is not None

    def _counted_duties(self, ask: Ask, narrowed: Narrowed) -> list[Duty]:
        """Returns the duties that stand for an agency's tasks, where the plan lists no task of it."""
        library, slug = self._kit.library, ask.commune.slug
        has_rows = bool(library.tasks(slug)) and bool(narrowed.tasks or narrowed.scope)
        if narrowed.agency is None or narrowed.is_coordinating or has_rows:
            return []
        return [
            record
            for record in library.records(slug)
            if isinstance(record, Duty)
            and record.agency.agency_id == narrowed.agency.agency_id
            and library.part_in_duty(record) is None
        ]

    def _count_agencies(self, ask: Ask, *, wants_targets: bool) -> Draft | None:
        """How many agencies lead the tasks, or watch the targets, and how many rows each has."""
        rows: dict[str, list[Task | Target | Duty]] = {}
        names: dict[str, str] = {}
        slug = ask.commune.slug
        if wants_targets:
            for target in self._targets.in_years(ask, self._kit.library.targets(slug)):
                if target.responsible_agency:
                    owner = target.responsible_agency
                    rows.setdefault(names.setdefault(owner.agency_id, owner.name), []).append(target)
        else:
            for task in self._narrowing.narrow(ask, self._kit.library.tasks(slug)).tasks:
                for lead in task.lead_agencies:
                    rows.setdefault(names.setdefault(lead.agency_id, lead.name), []).append(task)
        what = "monitor" if wants_targets else "lead"
        if not rows and not wants_targets and not self._kit.library.tasks(slug):
            what = "duty"
            for record in self._kit.library.records(slug):
                if isinstance(record, Duty) and self._kit.library.part_in_duty(record) is None:
                    agency = record.agency
                    rows.setdefault(names.setdefault(agency.agency_id, agency.name), []).append(record)
        return compose_agency_count(self._kit, ask, rows, what=what) if rows else None
