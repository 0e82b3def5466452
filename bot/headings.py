"""The parts of a document that a question names as a whole: a heading, a group of targets, a group of tasks."""

import re
from collections.abc import Iterable
from typing import TypeVar

from bot.evidence import Matcher
from bot.holding import GOALS
from bot.library import Library
from bot.understanding.topic import Term, Topic
from bot.understanding.understanding import PART_UNITS, Understanding
from corpus.documents import Section
from corpus.records import Target, Task
from corpus.text import fold
from prompts.loader import Thresholds, Words

T = TypeVar("T", Target, Task)

# A soft word weighs less than this.
_TELLING = 1.0
_FIELDS = 3
_WORK = re.compile(r"\b(nhiem vu|giai phap)\b")


class Headings:
    """Finds parts by their titles; stateless."""

    def __init__(self, library: Library, matcher: Matcher, thresholds: Thresholds, words: Words) -> None:
        self._library = library
        self._matcher = matcher
        self._thresholds = thresholds
        self._common_words = words.common
        self._part_words = words.split("part_words")
        self._fields = re.compile(rf"({'|'.join(map(fold, words.field_openers))})\b")
        self._openers = re.compile(rf"^({'|'.join(words.heading_openers)}) ", re.IGNORECASE)

    def named(self, understanding: Understanding, commune: str) -> Section | None:
        """Returns the heading that the question is about as a whole ("mục tiêu tổng quát"), or None."""
        telling = tuple(term for term in understanding.whole_topic.terms if self._tells_which_part(term))
        is_count_of_parts = understanding.asked_unit in PART_UNITS
        is_count = is_count_of_parts or understanding.has("count")
        folded = understanding.text.folded
        # "mấy nhóm": asked of a part, words of counting alone leave the title of the part to decide.
        topic = Topic(telling, "") if telling or is_count else understanding.whole_topic
        bar = self._thresholds.accept["heading_parts" if is_count_of_parts else "heading"]
        scored = (
            (
                self._matcher.agreement(topic, understanding.text.tokens, self._openers.sub("", heading.heading)),
                -number,
                heading,
            )
            for number, heading in enumerate(self._library.headings(commune))
            if heading.heading
        )
        agreeing = [
            # "Mục tiêu chung" stands under "Mục tiêu", and is what is asked for word by word.
            (agreement, self._is_of_kind(heading, folded), _said_length(heading.heading, folded), order, heading)
            for agreement, order, heading in scored
            if agreement >= bar
        ]
        return max(agreeing, key=lambda entry: entry[:4])[4] if agreeing else None

    def fields(self, commune: str) -> Section | None:
        """Returns the heading under which the fields of the work stand ("Cải cách thể chế", …): of tasks, or of goals.

        Only where it has three at least that are called so.
        """
        found = [heading for heading in self._library.headings(commune) if self._has_fields(heading)]
        of_work = (heading for heading in found if heading.kind == "heading" and _WORK.search(fold(heading.heading)))
        return next(of_work, found[0] if found else None)

    def _has_fields(self, heading: Section) -> bool:
        parts = self._library.parts(heading)
        called = {fold(part.heading) for part in parts if part.kind == "heading"}
        return sum(1 for title in called if self._fields.match(title)) >= _FIELDS

    def _is_of_kind(self, heading: Section, folded: str) -> bool:
        """Tells whether a heading stands in the part that a question names: among the goals, among the tasks."""
        kinds = [kind for kind in (GOALS, _WORK) if kind.search(folded)]
        if not kinds:
            return False
        trail = self._library.trail(heading.document_id, heading.section_id)
        around, own = fold(" ".join(section.heading for section in trail)), fold(heading.heading)
        return any(kind.search(around) and not kind.search(own) for kind in kinds)

    def names_part(self, topic: Topic) -> bool:
        """Tells whether a topic holds more than the words that questions about parts are made of."""
        return any(map(self._tells_which_part, topic.terms))

    def _tells_which_part(self, term: Term) -> bool:
        words = {word for form in term.written[:1] for word in form}
        is_common = bool(words) and words <= self._common_words
        is_number = all(syllable.isdigit() for syllable in term.syllables)
        is_plain = is_common or is_number or term.syllables <= self._part_words
        return term.weight >= _TELLING and not is_plain

    def target_groups(self, understanding: Understanding, commune: str) -> tuple[tuple[str, tuple[Target, ...]], ...]:
        """Returns the groups of targets (the heading they stand under) whose title covers the topic, best first."""
        by_group: dict[str, list[Target]] = {}
        for target in self._library.targets(commune):
            if target.group:
                by_group.setdefault(target.group, []).append(target)
        return self._covering(understanding.topic, by_group.items())

    def groups(self, understanding: Understanding, commune: str) -> tuple[tuple[str, tuple[Task, ...]], ...]:
        """Returns the task groups whose title covers the topic, best first."""
        by_group: dict[tuple[str | None, str], list[Task]] = {}
        for task in self._library.tasks(commune):
            if task.group:
                by_group.setdefault((task.group_number, task.group), []).append(task)
        return self._covering(understanding.topic, ((group, tasks) for (_, group), tasks in by_group.items()))

    def _covering(self, topic: Topic, groups: Iterable[tuple[str, list[T]]]) -> tuple[tuple[str, tuple[T, ...]], ...]:
        """Returns the groups whose title covers the topic, best first."""
        scored = [(self._matcher.coverage_of_text(topic, group), group, tuple(records)) for group, records in groups]
        kept = [one for one in scored if one[0] >= self._thresholds.accept["group"]]
        return tuple((group, records) for _, group, records in sorted(kept, key=lambda one: -one[0]))


def _said_length(title: str, folded: str) -> int:
    """Returns the length of a title that the question holds word by word, else 0."""
    return len(title) if f" {fold(title)} " in f" {folded} " else 0
