"""The pages that are browsed: documents, targets, tasks, procedures; text and buttons, made from the corpus alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.channels.telegram import texts
from bot.channels.telegram.keyboards import number_rows, paging_rows
from bot.channels.telegram.parts import Button, Rows
from bot.channels.telegram.rendering import plain, render_quote, shorten
from bot.composing.kit import document_title
from bot.links import viewer_path
from corpus.documents import Commune, Corpus, SourceDocument
from corpus.procedures.records import Procedure, ProcedureStatus
from corpus.records import Provenance, Target, Task
from corpus.text import fold

_ON_PAGE = 5
_SECTORS_ON_PAGE = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    html: str
    rows: Rows = ()


class Catalogue:
    """Pages over one corpus. What does not exist (an old or forged button) is None."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._documents = {document.document_id: document for document in corpus.documents}
        self._procedures = [p for p in corpus.procedures if p.status is ProcedureStatus.IN_FORCE]
        # What has most procedures is what most people come for.
        sizes = Counter(procedure.sector for procedure in self._procedures)
        self._sectors = sorted(sizes, key=lambda sector: (-sizes[sector], fold(sector)))

    def sectors(self, page: int) -> Page | None:
        """Returns the sectors of procedures, each a button."""
        if not self._sectors:
            return Page(texts.NO_PROCEDURES)
        shown, pages = _slice(self._sectors, page, _SECTORS_ON_PAGE)
        if not shown:
            return None
        rows = tuple(
            (Button(shorten(f"{sector} ({len(self._of(sector))})"), data=f"tt:{self._sectors.index(sector)}:0"),)
            for sector in shown
        )
        return Page(texts.SECTORS + _footer(page, pages), rows + paging_rows(page, pages, "tl:{}"))

    def procedures(self, sector_number: int, page: int) -> Page | None:
        """Returns the procedures of a sector; a number asks for the procedure."""
        if not 0 <= sector_number < len(self._sectors):
            return None
        sector = self._sectors[sector_number]
        listed = self._of(sector)
        shown, pages = _slice(listed, page)
        if not shown:
            return None
        first = page * _ON_PAGE + 1
        lines = [f"{n}. {plain(procedure.name)}" for n, procedure in enumerate(shown, start=first)]
        numbers = tuple(Button(str(n), data=f"tp:{procedure.code}") for n, procedure in enumerate(shown, start=first))
        back = f"tl:{sector_number // _SECTORS_ON_PAGE}"
        rows = (numbers, *paging_rows(page, pages, f"tt:{sector_number}:{{}}", back))
        return Page(_page(texts.PROCEDURES.format(sector=plain(sector)), lines, page, pages), rows)

    def procedure(self, code: str) -> Procedure | None:
        """Returns the procedure of a code that is offered."""
        return next((procedure for procedure in self._procedures if procedure.code == code), None)

    def targets(self, commune: Commune, page: int) -> Page | None:
        """Returns the targets of a commune; a number shows the source's words."""
        listed = self._targets(commune)
        if not listed:
            return Page(texts.NO_TARGETS.format(name=plain(commune.name)))
        shown, pages = _slice(listed, page)
        if not shown:
            return None
        first = page * _ON_PAGE + 1
        lines = [f"{n}. {_target_line(target)}" for n, target in enumerate(shown, start=first)]
        rows = number_rows(range(first, first + len(shown)), f"cq:{commune.slug}:{{}}")
        head = texts.TARGETS.format(name=plain(commune.name))
        return Page(
            _page(head, [*lines, self._source(shown)], page, pages),
            rows + paging_rows(page, pages, f"ct:{commune.slug}:{{}}"),
        )

    def target_quote(self, commune: Commune, number: int) -> list[str] | None:
        """Returns the words that a target was read from."""
        listed = self._targets(commune)
        return self._quote(listed[number].provenance) if 0 <= number < len(listed) else None

    def agencies(self, commune: Commune) -> Page:
        """Returns the agencies that lead tasks, each a button."""
        tasks = self._tasks(commune)
        if not tasks:
            return Page(texts.NO_TASKS.format(name=plain(commune.name)))
        agencies = self._leading(commune)
        every = Button(texts.ALL_AGENCIES.format(count=len(tasks)), data=f"nt:{commune.slug}:-:0")
        rows = tuple(
            (Button(shorten(f"{name} ({len(self._led_by(commune, name))})"), data=f"nt:{commune.slug}:{n}:0"),)
            for n, name in enumerate(agencies)
        )
        return Page(texts.AGENCIES.format(name=plain(commune.name)), ((every,), *rows[:30]))

    def tasks(self, commune: Commune, agency: str, page: int) -> Page | None:
        """Returns the tasks that the n-th agency leads, or all ("-")."""
        agencies = self._leading(commune)
        if agency == "-":
            name, listed = texts.OF_ALL_AGENCIES, self._tasks(commune)
        elif agency.isdecimal() and int(agency) < len(agencies):
            leader = agencies[int(agency)]
            name, listed = texts.LED_BY.format(agency=plain(leader)), self._led_by(commune, leader)
        else:
            return None
        shown, pages = _slice(listed, page)
        if not shown:
            return None
        first = page * _ON_PAGE + 1
        lines = [f"{n}. {_task_line(task)}" for n, task in enumerate(shown, start=first)]
        every = self._tasks(commune)
        numbers = tuple(
            Button(str(n), data=f"nq:{commune.slug}:{every.index(task)}") for n, task in enumerate(shown, start=first)
        )
        head = texts.TASKS.format(name=plain(commune.name), agency=name)
        turning = paging_rows(page, pages, f"nt:{commune.slug}:{agency}:{{}}", back=f"na:{commune.slug}")
        return Page(_page(head, [*lines, self._source(shown)], page, pages), (numbers, *turning))

    def task_quote(self, commune: Commune, number: int) -> list[str] | None:
        """Returns the row that a task was read from."""
        listed = self._tasks(commune)
        return self._quote(listed[number].provenance) if 0 <= number < len(listed) else None

    def documents(self, commune: Commune | None, page: int, public_base_url: str | None) -> Page | None:
        """Returns the documents of a commune, or of all, with numbers and dates as far as they state them."""
        listed = [d for d in self.corpus.documents if commune is None or d.commune == commune.slug]
        if not listed and commune is not None:
            return Page(texts.NO_DOCUMENTS.format(name=plain(commune.name)))
        shown, pages = _slice(listed, page)
        if not shown:
            return None
        first = page * _ON_PAGE + 1
        lines = [f"{n}. {_document_line(document)}" for n, document in enumerate(shown, start=first)]
        if self._procedures:
            newest = max((p.as_of for p in self._procedures if p.as_of), default=None)
            as_of = texts.AS_OF.format(day=_day(newest)) if newest else ""
            lines.append(texts.PROCEDURES_SOURCE.format(as_of=as_of))
        links = tuple(
            (Button(f"{n}. {texts.OPEN_BUTTON}", url=public_base_url + viewer_path(document.document_id)),)
            for n, document in enumerate(shown, start=first)
            if public_base_url
        )
        scope = commune.slug if commune else "-"
        return Page(_page(texts.DOCUMENTS, lines, page, pages), links + paging_rows(page, pages, f"ng:{scope}:{{}}"))

    def _of(self, sector: str) -> list[Procedure]:
        return [procedure for procedure in self._procedures if procedure.sector == sector]

    def _targets(self, commune: Commune) -> list[Target]:
        return [r for r in self.corpus.records if isinstance(r, Target) and r.commune == commune.slug]

    def _tasks(self, commune: Commune) -> list[Task]:
        return [r for r in self.corpus.records if isinstance(r, Task) and r.commune == commune.slug]

    def _leading(self, commune: Commune) -> list[str]:
        named = {agency.agency_id: agency.name for task in self._tasks(commune) for agency in task.lead_agencies}
        return list(dict.fromkeys(named.values()))

    def _led_by(self, commune: Commune, name: str) -> list[Task]:
        ids = {a.agency_id for task in self._tasks(commune) for a in task.lead_agencies if a.name == name}
        return [task for task in self._tasks(commune) if any(a.agency_id in ids for a in task.lead_agencies)]

    def _source(self, shown: Sequence[Target | Task]) -> str:
        titles = dict.fromkeys(self._title(record.provenance.document_id) for record in shown)
        return f"<i>{texts.SOURCES}: {plain('; '.join(titles))}.</i>"

    def _title(self, document_id: str) -> str:
        document = self._documents.get(document_id)
        return document_title(document) if document else document_id

    def _quote(self, place: Provenance) -> list[str]:
        return render_quote(
            f"<b>{plain(self._title(place.document_id))}</b>\n{plain(place.section_label)}", place.quote
        )


def _slice(listed: Sequence[T], page: int, size: int = _ON_PAGE) -> tuple[Sequence[T], int]:
    return (listed[page * size : (page + 1) * size] if page >= 0 else ()), -(-len(listed) // size)


def _page(head: str, lines: Sequence[str], page: int, pages: int) -> str:
    return f"{head}\n\n" + "\n\n".join(lines) + _footer(page, pages)


def _footer(page: int, pages: int) -> str:
    return "\n\n" + texts.PAGE.format(page=page + 1, pages=pages) if pages > 1 else ""


def _target_line(target: Target) -> str:
    about = plain(target.indicator) + (f" ({plain(target.scope)})" if target.scope else "")
    period = f"; {plain(target.period.raw)}" if target.period else ""
    return f"{about}: <b>{plain(target.wording)}</b>{period} ({plain(target.provenance.section_label)})"


def _task_line(task: Task) -> str:
    facts = (
        texts.SCHEDULE.format(schedule=plain(task.schedule.raw)) if task.schedule else "",
        texts.DELIVERABLE.format(deliverable=plain(task.deliverable)) if task.deliverable else "",
    )
    rest = "; ".join(filter(None, facts))
    rest = rest[:1].upper() + rest[1:]
    return f"{plain(task.title)} ({plain(task.provenance.section_label)})" + (f"\n<i>{rest}</i>" if rest else "")


def _document_line(document: SourceDocument) -> str:
    is_blank = document.document_number is None
    number = texts.NUMBER_BLANK if is_blank else texts.NUMBER.format(number=document.document_number)
    day = texts.ISSUED_ON.format(day=_day(document.issued_on)) if document.issued_on else texts.DAY_UNKNOWN
    return f"{plain(document_title(document))}\n{plain(number)}; {day}"


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
