"""Questions about the last answer: where it stands in the source, the second of its list, those of it that fit."""

import re
from collections.abc import Sequence

from bot.answering.answerer import Answerer
from bot.answering.narrowing import TaskNarrowing
from bot.composing.absences import place_of, said
from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, document_title
from bot.composing.prose import cut_quote
from bot.composing.targets import compose_target_list
from bot.composing.tasks import compose_task_list
from bot.selection import NO_TOPIC, Selector
from bot.understanding.normalisation import NormalisedText
from corpus.records import Target, Task
from corpus.text import fold

_ORDINALS = ("nhất|đầu|một|1", "hai|2", "ba|3", "tư|bốn|4", "năm|5", "sáu|6", "bảy|7", "tám|8", "chín|9", "mười|10")
_ITEM = r"(?:cai|viec|nhiem vu|chi tieu|y|dong|muc|gach dau dong|noi dung|thu tuc)"
# "chỉ tiêu năm 2027" is no fifth target.
_NTH = tuple(
    re.compile(rf"\b{_ITEM} (?:thu |so |o )?(?P<ordinal>{fold(words)})\b(?! (?:do|nay|kia|viec|nhiem|20\d\d))")
    for words in _ORDINALS
)
_LAST = re.compile(rf"\b{_ITEM} cuoi( cung)?\b")
# The places of a longer answer would be a list of their own.
_SOURCES = 3
_FITS = 0.6


def _says(text: NormalisedText, nth: re.Pattern[str], words: str) -> bool:
    """Whether a question holds an ordinal: "chỉ tiêu hài lòng" is not about the second target."""
    match = nth.search(text.folded)
    if match is None:
        return False
    written = text.written[text.folded.count(" ", 0, match.start("ordinal"))]
    return written in (*words.split("|"), *fold(words).split("|"))


class LastAnswer:
    """Answers from what the last answer rested on; stateless, the records are passed in."""

    def __init__(self, kit: Kit, selector: Selector, answerer: Answerer) -> None:
        self._kit = kit
        self._selector = selector
        self._answerer = answerer
        self._narrowing = TaskNarrowing(kit, selector)

    def source(self, item_ids: Sequence[str]) -> Draft | None:
        """Returns where the last answer stands and in what words; None where it rested on nothing."""
        sheet = Sheet()
        communes = []
        found = [item for item in map(self._kit.library.cited, item_ids) if item is not None]
        for item in found[:_SOURCES]:
            place = place_of(self._kit, item)
            document = self._kit.library.document(place.document_id)
            communes.append(document.commune)
            number = sheet.cite(item, place)
            quote = cut_quote(place.quote)
            sheet.add(
                self._kit.say(
                    "source_of", title=document_title(document), label=place.section_label, quote=quote, n=number
                )
            )
        return sheet.answer("answered_source", *dict.fromkeys(filter(None, communes))) if sheet.places else None

    def pick(self, ask: Ask, item_ids: Sequence[str]) -> Draft | None:
        """Returns the item that is picked by its place in the list, or those that fit; None where nothing is picked."""
        listed = self._listed(item_ids)
        if len(listed) < 2:
            return self._answerer.answer_again(ask, item_ids) if "told_again" in ask.understanding.cues else None
        if "told_again" in ask.understanding.cues:
            return self._whole(ask, listed)
        if ask.understanding.task_numbers:
            nth = self._numbered(ask, listed)
        else:
            nth = self._nth(ask.understanding.text, listed)
        if nth is not None:
            return self._answerer.answer_field(ask, [nth]) or self._answerer.answer_again(ask, [nth])
        return self._fitting(ask, listed) if "among" in ask.understanding.cues else None

    def _listed(self, item_ids: Sequence[str]) -> list[str]:
        """Returns what was listed: the records, or the sections under the heading that comes first."""
        records = [item_id for item_id in item_ids if self._kit.library.record(item_id) is not None]
        return records or list(item_ids[1:])

    def _whole(self, ask: Ask, listed: Sequence[str]) -> Draft | None:
        """Returns the list once more, where it was one of tasks or of targets."""
        tasks, targets = self._tasks(listed), self._targets(listed)
        if len(tasks) == len(listed):
            return self._picked(ask, tasks)
        return compose_target_list(self._kit, ask, targets) if len(targets) == len(listed) else None

    def _picked(self, ask: Ask, tasks: Sequence[Task]) -> Draft:
        """Lists `tasks` as those of the last answer: whose or of what they are was said there."""
        head = self._kit.say("picked_tasks", count=len(tasks))
        return compose_task_list(self._kit, ask, tasks, agency=None, group=None, head=head)

    def _tasks(self, listed: Sequence[str]) -> list[Task]:
        return [record for record in map(self._kit.library.record, listed) if isinstance(record, Task)]

    def _targets(self, listed: Sequence[str]) -> list[Target]:
        return [record for record in map(self._kit.library.record, listed) if isinstance(record, Target)]

    def _numbered(self, ask: Ask, listed: Sequence[str]) -> str | None:
        """Returns the task of the list that has the number in the annex: "việc số 9" is not the ninth."""
        numbers = ask.understanding.task_numbers
        found = [task.record_id for task in self._tasks(listed) if task.number in numbers]
        return found[0] if len(found) == 1 else None

    def _nth(self, text: NormalisedText, listed: Sequence[str]) -> str | None:
        if _LAST.search(text.folded):
            return listed[-1]
        found = zip(listed, _NTH, _ORDINALS, strict=False)
        return next((item_id for item_id, nth, words in found if _says(text, nth, words)), None)

    def _fitting(self, ask: Ask, listed: Sequence[str]) -> Draft | None:
        having = [t for t in self._targets(listed) if t.value in ask.understanding.claimed_values]
        if having:
            return compose_target_list(self._kit, ask, having)
        tasks = self._tasks(listed)
        if len(tasks) < 2:
            return None
        narrowed = self._narrowing.narrow(ask, tasks)
        fitting: Sequence[Task] = narrowed.tasks if narrowed.is_narrowed else ()
        if not narrowed.is_narrowed and ask.understanding.topic.weight > NO_TOPIC:
            topic = ask.understanding.topic
            fitting = [task for task in tasks if self._selector.covers(topic, [task.record_id]) >= _FITS]
            if not fitting:
                return None
        elif not narrowed.is_narrowed:
            return None
        if not fitting:
            return said(self._kit, ask, "not_found_none_picked", "not_found_none_picked")
        return self._picked(ask, fitting)
