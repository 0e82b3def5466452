"""Answers from the record of a procedure: one field, several, a short card, a list; every line cites its row."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.composing.draft import Draft, Sheet
from bot.composing.kit import SHOWN, Kit, lower_first, shorten, upper_first
from bot.reply import Choice, Status
from corpus.documents import Section
from corpus.procedures.outline import Field, document_id, fee_text, time_text
from corpus.procedures.records import Channel, ChannelKind, Procedure, ProcedureStatus
from corpus.records import Provenance
from retrieval.tokenizer import syllables

_NAME_LENGTH = 110
_RELATIVES = 3
_BRACKETS = re.compile(r" \((?:cấp xã|thực hiện tại cấp xã)\)$")


def short_name(procedure: Procedure) -> str:
    """Returns the name as it stands in a sentence, cut where it is long."""
    return shorten(lower_first(_BRACKETS.sub("", procedure.name)), _NAME_LENGTH)


# What is said at length, where a detail can stand.
_SAID_AT_LENGTH = (Field.CONDITIONS, Field.PAPERS, Field.STEPS, Field.NOTES, Field.APPLICANTS, Field.CHANNELS)
# The steps tell the office's own times as well.
_DUTIES_OF_PEOPLE = (Field.CONDITIONS, Field.NOTES, Field.APPLICANTS)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+")
_SENTENCE_LENGTH = 320
_SPAN = r"\b(trước|trong|chậm nhất|vòng)\b.{0,30}\d+ ?(giờ|ngày|tháng)"
_HANDING_IN = r"\b(báo|khai|đăng ký|nộp|gửi|xin|thông báo|gia hạn|trình)\b"
_DUTY_TIME = re.compile(
    rf"{_HANDING_IN}.{{0,80}}{_SPAN}|{_SPAN}\b.{{0,80}}{_HANDING_IN}"
    rf"|{_SPAN}.{{0,25}}\b(trước khi|trước ngày|từ khi|từ ngày|kể từ)\b",
    re.IGNORECASE,
)
# A detail is asked for in this many words at least, of which a sentence must hold this share.
_DETAIL_WORDS = 2
_HELD_DETAIL = 0.6
_PAID_OUT = re.compile(
    r"\b(hưởng|hỗ trợ|trợ cấp|thù lao|bồi dưỡng|chi trả)\b.{0,80}\d[\d.,]* ?(đồng|%|tháng lương|lần mức)", re.IGNORECASE
)
_OFFICE = re.compile(r"UBND|Ủy ban|Uỷ ban|Công an|Trung tâm|Bộ phận")


class ProcedureComposer:
    """Writes drafts about one procedure, or several of them."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._fields: dict[str, Callable[[Sheet, Procedure, str | None], bool]] = {
            "code": self._code,
            "fee": self._fee,
            "time": self._time,
            "papers": self._papers,
            "form": self._forms,
            "benefit": self._benefits,
            "online": self._online,
            "where": self._where,
            "condition": self._conditions,
            "result": self._outcomes,
            "basis": self._bases,
            "steps": self._steps,
        }

    def fields(self, procedure: Procedure, fields: Sequence[str], channel: str | None) -> Draft:
        """Answers the fields that are asked for. Where the portal leaves all of them empty, that is the answer."""
        if procedure.status is not ProcedureStatus.IN_FORCE:
            return self.withdrawn(procedure)
        sheet = Sheet()
        empty = [field for field in fields if not self._fields[field](sheet, procedure, channel)]
        if len(empty) == len(fields):
            return self._empty(procedure, empty[0])
        for field in empty:
            sheet.add(self._say("procedure_empty", procedure, what=self._kit.say(f"what_procedure_{field}")))
        return self._finish(sheet, procedure)

    def card(self, procedure: Procedure) -> Draft:
        """Answers with the whole procedure in short: papers, time, fee, where."""
        if procedure.status is not ProcedureStatus.IN_FORCE:
            return self.withdrawn(procedure)
        sheet = Sheet()
        number = self._cite(sheet, procedure, Field.CODE)
        sheet.add(self._say("procedure_card", procedure, n=number))
        papers = self._kit.library.procedure_rows(procedure.code, Field.PAPERS)
        if papers:
            names = "; ".join(shorten(lower_first(paper.name), 60) for paper in procedure.documents[:4])
            rest = len(papers) - 4
            more = f" {self._kit.say('procedure_more_papers', rest=rest)}" if rest > 0 else ""
            sheet.counts |= {rest} if rest > 0 else set()
            marks = "".join(f"[{sheet.cite(row, self._place(row))}]" for row in papers[:4])
            sheet.add(self._kit.say("procedure_card_papers", names=names, more=more, marks=marks))
        for key, texts in (("time", _times), ("fee", _fees)):
            line = self._per_channel(sheet, procedure, None, texts)
            if line:
                sheet.add(self._kit.say(f"procedure_card_{key}", text=line))
        where = self._place_of_work(sheet, procedure)
        if where:
            sheet.add(self._kit.say("procedure_card_where", text=where))
        link = self._kit.say("procedure_card_link", url=procedure.source_url) if procedure.source_url else None
        return replace(self._finish(sheet, procedure), notice=link)

    def listing(self, title: str, procedures: Sequence[Procedure]) -> Draft:
        """Lists procedures with their codes and the total; of more than ten the rest is counted and cited alone."""
        sheet = Sheet()
        sheet.counts |= {len(procedures), max(0, len(procedures) - SHOWN)}
        sheet.add(self._kit.say("procedure_list", title=title, count=len(procedures)))
        for position, procedure in enumerate(procedures):
            number = self._cite(sheet, procedure, Field.CODE)
            if position < SHOWN:
                name = upper_first(short_name(procedure))
                sheet.add(self._kit.say("procedure_list_item", name=name, code=procedure.code, n=number))
        if len(procedures) > SHOWN:
            sheet.add(self._kit.say("list_rest", rest=len(procedures) - SHOWN, count=len(procedures)))
        return sheet.answer("answered_procedures")

    def which(self, procedures: Sequence[Procedure], question: str) -> Draft:
        """Asks which of procedures that fit alike is meant."""
        names = [upper_first(short_name(procedure)) for procedure in procedures]
        choices = tuple(Choice(name, f"{name}: {question}") for name in names)
        return Draft(Status.CLARIFY, "clarify_procedure", self._kit.say("clarify_which_procedure"), choices=choices)

    def withdrawn(self, procedure: Procedure) -> Draft:
        """Says that a procedure is no longer done, and what replaced it."""
        sheet = Sheet()
        number = self._cite(sheet, procedure, Field.CODE)
        successors = [
            self._kit.library.procedures[c] for c in procedure.replaced_by if c in self._kit.library.procedures
        ]
        if successors:
            names = "; ".join(f"{short_name(p)} (mã {p.code})" for p in successors)
            for successor in successors:
                self._cite(sheet, successor, Field.CODE)
            sheet.add(self._say("procedure_replaced", procedure, successors=names, n=number))
        else:
            codes = ", ".join(procedure.replaced_by)
            key = "procedure_replaced" if codes else "procedure_abolished"
            sheet.add(self._say(key, procedure, successors=codes, n=number))
        return sheet.answer("answered_procedure_withdrawn")

    def duty_time(self, procedure: Procedure) -> Draft:
        """Says until when something must be reported or handed in, in the source's words; else that it does not say."""
        sentences = self._sentences(procedure, _DUTIES_OF_PEOPLE)
        found = [(row, sentence) for row, sentence in sentences if _DUTY_TIME.search(sentence)]
        return self._quoted(procedure, found[:2]) if found else self._empty(procedure, "duty_time")

    def detail(self, procedure: Procedure, words: Sequence[str]) -> Draft | None:
        """Returns the sentence of the record that holds most of `words` (folded), None where none does."""
        wanted = set(words) - set(syllables(procedure.name))
        if len(wanted) < _DETAIL_WORDS:
            return None
        sentences = enumerate(self._sentences(procedure, _SAID_AT_LENGTH))
        scored = [(len(wanted & set(syllables(text))) / len(wanted), -n, row, text) for n, (row, text) in sentences]
        best = max(scored, default=None, key=lambda entry: entry[:2])
        return self._quoted(procedure, [best[2:]]) if best and best[0] >= _HELD_DETAIL else None

    def _quoted(self, procedure: Procedure, found: Sequence[tuple[Section, str]]) -> Draft:
        sheet = Sheet()
        self._quote(sheet, found)
        return self._finish(sheet, procedure)

    def _quote(self, sheet: Sheet, found: Sequence[tuple[Section, str]]) -> None:
        for row, sentence in found:
            text = shorten(sentence.strip(" .;-"), _SENTENCE_LENGTH)
            sheet.add(self._kit.say("procedure_quote", text=upper_first(text), n=sheet.cite(row, self._place(row))))

    def _sentences(self, procedure: Procedure, fields: Sequence[Field]) -> list[tuple[Section, str]]:
        rows = [row for field in fields for row in self._kit.library.procedure_rows(procedure.code, field)]
        return [(row, sentence) for row in rows for sentence in _SENTENCE_END.split(row.text) if sentence.strip()]

    # --- fields; each returns whether the record has it ---

    def _code(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        number = self._cite(sheet, procedure, Field.CODE)
        sheet.add(self._say("procedure_code", procedure, n=number))
        return True

    def _fee(self, sheet: Sheet, procedure: Procedure, channel: str | None) -> bool:
        text = self._per_channel(sheet, procedure, channel, _fees)
        if text:
            sheet.add(self._kit.say("procedure_fee", text=text))
        return bool(text)

    def _time(self, sheet: Sheet, procedure: Procedure, channel: str | None) -> bool:
        text = self._per_channel(sheet, procedure, channel, _times)
        if text:
            sheet.add(self._kit.say("procedure_time", text=text))
        return bool(text)

    def _papers(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        rows = self._kit.library.procedure_rows(procedure.code, Field.PAPERS)
        if not rows:
            return False
        sheet.counts.add(len(rows))
        sheet.add(self._say("procedure_papers", procedure, count=len(rows)))
        for paper, row in zip(procedure.documents, rows, strict=True):
            counts = [
                f"{count} bản {kind}" for kind, count in (("chính", paper.originals), ("sao", paper.copies)) if count
            ]
            details = [*(["xuất trình"] if paper.must == "xuất trình" else []), *counts]
            extra = f" ({', '.join(details)})" if details else ""
            when = paper.case if paper.case is None or paper.case.startswith("khi ") else f"khi {paper.case}"
            case = f"; {when}" if when else ""
            sheet.add(f"- {upper_first(paper.name)}{extra}{case} [{sheet.cite(row, self._place(row))}]")
        return True

    def _forms(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        rows = self._kit.library.procedure_rows(procedure.code, Field.PAPERS)
        found = [(p, row) for p, row in zip(procedure.documents, rows, strict=True) if p.form]
        for paper, row in found[:SHOWN]:
            number = sheet.cite(row, self._place(row))
            same = paper.form and paper.form.lower() in paper.name.lower()
            name = paper.name if same else f"{paper.name} ({paper.form})"
            sheet.add(self._kit.say("procedure_form", name=upper_first(name), n=number))
        return bool(found)

    def _online(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        rows = self._kit.library.procedure_rows(procedure.code, Field.CHANNELS)
        if not rows:
            return False
        numbers = {
            channel.kind: sheet.cite(row, self._place(row))
            for channel, row in zip(procedure.channels, rows, strict=True)
        }
        kinds = ", ".join(dict.fromkeys(channel.kind.value for channel in procedure.channels))
        key = "procedure_online_yes" if ChannelKind.ONLINE in numbers else "procedure_online_no"
        number = numbers.get(ChannelKind.ONLINE) or next(iter(numbers.values()))
        sheet.add(self._say(key, procedure, kinds=kinds, n=number))
        return True

    def _where(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        text = self._place_of_work(sheet, procedure)
        if text:
            sheet.add(self._kit.say("procedure_where", text=text))
        return bool(text)

    def _conditions(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        found = self._list(sheet, procedure, Field.CONDITIONS, "procedure_conditions")
        applicants = self._kit.library.procedure_rows(procedure.code, Field.APPLICANTS)
        if applicants and found:
            sheet.add(
                self._kit.say(
                    "procedure_applicants",
                    text=applicants[0].text,
                    n=sheet.cite(applicants[0], self._place(applicants[0])),
                )
            )
        return found

    def _benefits(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        """Quotes what is paid out, where the record states an amount."""
        found = [(row, text) for row, text in self._sentences(procedure, _SAID_AT_LENGTH) if _PAID_OUT.search(text)]
        self._quote(sheet, found[:2])
        return bool(found)

    def _outcomes(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        return self._list(sheet, procedure, Field.OUTCOMES, "procedure_outcomes")

    def _bases(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        return self._list(sheet, procedure, Field.BASES, "procedure_bases")

    def _steps(self, sheet: Sheet, procedure: Procedure, _: str | None) -> bool:
        return self._list(sheet, procedure, Field.STEPS, "procedure_steps")

    # --- pieces ---

    def _list(self, sheet: Sheet, procedure: Procedure, field: Field, key: str) -> bool:
        rows = self._kit.library.procedure_rows(procedure.code, field)
        if not rows:
            return False
        if len(rows) == 1:
            number = sheet.cite(rows[0], self._place(rows[0]))
            sheet.add(self._say(f"{key}_one", procedure, text=rows[0].text.strip(" .").replace(" | ", ": "), n=number))
            return True
        sheet.counts.add(len(rows))
        sheet.add(self._say(key, procedure, count=len(rows)))
        for row in rows[:SHOWN]:
            sheet.add(f"- {row.text.strip(' .').replace(' | ', ': ')} [{sheet.cite(row, self._place(row))}]")
        if len(rows) > SHOWN:
            sheet.counts.add(len(rows) - SHOWN)
            sheet.add(self._kit.say("list_rest", rest=len(rows) - SHOWN, count=len(rows)))
        return True

    def _per_channel(
        self,
        sheet: Sheet,
        procedure: Procedure,
        channel: str | None,
        texts: Callable[[Channel], tuple[str, ...]],
    ) -> str:
        """Returns what each way of handing in takes: said once where all are alike, shortest first elsewhere."""
        rows = self._kit.library.procedure_rows(procedure.code, Field.CHANNELS)
        found: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        named = any(known.kind.value == channel and texts(known) for known in procedure.channels)
        for known, row in zip(procedure.channels, rows, strict=True):
            said = texts(known)
            if said and (not named or known.kind.value == channel):
                place = _place_of_channel(known, procedure)
                found.setdefault(said, []).append((place, sheet.cite(row, self._place(row))))
        parts = []
        for said, ways in sorted(found.items(), key=_abroad_last):
            marks = "".join(f"[{number}]" for _, number in ways)
            names = ", ".join(dict.fromkeys(name for name, _ in ways))
            figures = ", ".join(_bold(text) for text in said)
            is_same_for_all = len(found) == 1 and not named
            way = "" if is_same_for_all else f" {self._kit.say('procedure_way', names=names)}"
            parts.append(f"{figures}{way} {marks}")
        return "; ".join(parts)

    def _place_of_work(self, sheet: Sheet, procedure: Procedure) -> str:
        """Returns who handles a procedure; where the portal names nobody, what the notes of the ways say."""
        rows = self._kit.library.procedure_rows(procedure.code, Field.AGENCIES)
        names = dict.fromkeys(filter(None, (procedure.handling_agency, procedure.competent_agency)))
        if rows:
            marks = "".join(f"[{sheet.cite(row, self._place(row))}]" for row in rows)
            own = self._own_place(sheet, procedure) if not _OFFICE.search(" ".join(names)) else ""
            return f"{own}**{'; '.join(names)}** {marks}"
        channels = self._kit.library.procedure_rows(procedure.code, Field.CHANNELS)
        steps = self._kit.library.procedure_rows(procedure.code, Field.STEPS)
        step = next((row for row in steps if _OFFICE.search(row.text)), None)
        notes = [(c.note, row) for c, row in zip(procedure.channels, channels, strict=True) if c.note]
        if notes:
            note, row = next(((note, row) for note, row in notes if _OFFICE.search(note)), notes[0])
            if _OFFICE.search(note) or step is None:
                return f"{note.strip(' .')} [{sheet.cite(row, self._place(row))}]"
        return f"{step.text.strip(' .')} [{sheet.cite(step, self._place(step))}]" if step else ""

    def _own_place(self, sheet: Sheet, procedure: Procedure) -> str:
        """Returns what a way's note says of the commune, where the agencies named are others."""
        channels = self._kit.library.procedure_rows(procedure.code, Field.CHANNELS)
        notes = [(c.note, row) for c, row in zip(procedure.channels, channels, strict=True) if c.note]
        found = next(((note, row) for note, row in notes if _OFFICE.search(note)), None)
        return f"{found[0].strip(' .')} [{sheet.cite(found[1], self._place(found[1]))}]; " if found else ""

    def _empty(self, procedure: Procedure, field: str) -> Draft:
        text = self._say("procedure_empty", procedure, what=self._kit.say(f"what_procedure_{field}"))
        text += f"\n\n{self._kit.say('turn_to', turn_to=self._kit.say('turn_to_one_stop'))}"
        return Draft(Status.NOT_FOUND, "not_found_blank_in_source", text, item_ids=(document_id(procedure.code),))

    def _finish(self, sheet: Sheet, procedure: Procedure) -> Draft:
        sheet.item_ids.insert(0, document_id(procedure.code))
        self._cite(sheet, procedure, Field.CODE)
        sheet.add(self._say("procedure_name", procedure))
        as_of = procedure.as_of
        dated = self._kit.say("procedure_as_of", date=f"{as_of.day}/{as_of.month}/{as_of.year}") if as_of else ""
        sheet.add(self._kit.say("procedure_source", dated=dated))
        return replace(sheet.answer("answered_procedure"), suggestions=self._relatives(procedure))

    def _relatives(self, procedure: Procedure) -> tuple[str, ...]:
        """Returns what to ask of the closest relatives, which are answered only where a question names them."""
        relatives = (
            other
            for other in self._kit.library.procedures.values()
            if other.family and other.family == procedure.family and other != procedure
        )
        in_force = [other for other in relatives if other.status is ProcedureStatus.IN_FORCE]
        closest = sorted(in_force, key=lambda other: (len(other.variants), other.code))[:_RELATIVES]
        return tuple(self._kit.say("suggest_procedure", name=upper_first(_called(other))) for other in closest)

    def _cite(self, sheet: Sheet, procedure: Procedure, field: Field) -> int:
        row = self._kit.library.procedure_rows(procedure.code, field)[0]
        return sheet.cite(row, self._place(row))

    def _place(self, row: Section) -> Provenance:
        return self._kit.library.provenance_of(row)

    def _say(self, key: str, procedure: Procedure, **variables: object) -> str:
        return self._kit.say(key, name=short_name(procedure), code=procedure.code, **variables)


def _abroad_last(pair: tuple[tuple[str, ...], list[tuple[str, int]]]) -> tuple[bool, int]:
    """Sorts what an office abroad takes behind what is taken here, then short before long."""
    said, ways = pair
    is_abroad = any("USD" in text for text in said) or all("nước ngoài" in name for name, _ in ways)
    return is_abroad, len(" ".join(said))


def _called(procedure: Procedure) -> str:
    """Returns what people call a procedure; its official name where it has no other."""
    return procedure.everyday_names[0] if procedure.everyday_names else short_name(procedure)


def _fees(channel: Channel) -> tuple[str, ...]:
    return tuple(map(fee_text, channel.fees))


def _times(channel: Channel) -> tuple[str, ...]:
    return tuple(map(time_text, channel.times))


def _bold(text: str) -> str:
    """Returns a figure in bold, its condition in brackets after it."""
    figure, bracket, condition = text.partition(" (")
    return f"**{figure}**{bracket}{condition}"


def _place_of_channel(channel: Channel, procedure: Procedure) -> str:
    """Returns how a way is called, with its note where it stands twice ("trực tiếp, tại cơ quan đại diện")."""
    name = channel.kind.value
    if sum(other.kind is channel.kind for other in procedure.channels) > 1 and channel.note:
        return f"{name} ({shorten(lower_first(channel.note), 80)})"
    return name
