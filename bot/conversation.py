"""What a conversation remembers between turns, and how a turn that leaves things out is completed from it."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.selection import NO_TOPIC
from bot.understanding.facets import CITED_FACETS, DOCUMENT_FACETS, STANDING_FACETS
from bot.understanding.topic import Topic
from bot.understanding.understanding import Understanding

# What is asked of the document itself needs no topic and lends none to the next question.
_ABOUT_DOCUMENT = (*DOCUMENT_FACETS, *STANDING_FACETS)
# What "ngày bao nhiêu?" asks by itself.
_DAY = {"deadline", "figure"}
# A longer question stands on its own.
_SHORT = 6
# "có mấy việc?", "bao nhiêu cái?"
_BARE = 4
# A longer one is hardly about what was just said.
_GOES_ON = 11
_OF_ALL = re.compile(
    r"\b(ke hoach|phu luc|toan xa|toan phuong)\b|\b(tat ca|toan bo|ca thay|tong cong)\b.*\b(nhiem vu|chi tieu)\b"
)
_OWN_PLAN = re.compile(r"\bke hoach\b")
_NOTHING = Topic((), "")
_NUMBER_AGAIN = re.compile(r"\b(?:so|nhiem vu|viec) (\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """The last answered turn: how it was read, which records it rested on, `fields` that were asked of a procedure.

    `listed` are the records of the list that these were picked from, where they were.
    """

    understanding: Understanding
    record_ids: tuple[str, ...]
    fields: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    def list_with(self, record_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Returns the list that `record_ids` are picked from: this turn's, or that which this was picked from."""
        known = self.listed or self.record_ids
        return known if 0 < len(record_ids) < len(known) and set(record_ids) <= set(known) else ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question completed from the conversation. `focus` are the records it goes on about, if any.

    `fallback` narrows the last topic ("thế riêng đất đai?"): it is read when the question by itself finds nothing, and
    before it where it `narrows` in so many words. `before` are the records of the last turn, for a question that goes
    on about them without naming them ("kiểm tra như thế có kết hợp gì không?"); it `asks_more` of them where it names
    nothing but a field or a detail in a word or two ("nộp cái gì?", "gửi sở nào?").
    """

    understanding: Understanding
    focus: tuple[str, ...] = ()
    fallback: Understanding | None = None
    narrows: bool = False
    before: tuple[str, ...] = ()
    asks_more: bool = False


def resolve(current: Understanding, last: Turn | None, portal_commune: str | None) -> Resolved:
    """Completes `current` from the turn before it.

    A turn without a topic of its own goes on about the last one: with a new commune or period the topic is kept, with a
    new facet the records are. A turn with a topic that opens like a follow-up keeps the last facets.
    """
    if last is None:
        return Resolved(current)
    before = last.understanding
    current = _numbered(current, before)
    has_topic = any(term.weight > NO_TOPIC for term in current.topic.terms) or bool(
        current.document_numbers or current.task_numbers
    )
    # On a commune's own portal a new matter is about that commune again, not about the one named a moment ago.
    goes_on = not has_topic or current.is_follow_up or portal_commune is None
    # "còn phường mình?" is of the portal's own commune, and not of it beside the one named before.
    comes_home = portal_commune is not None and current.names_own_place and not current.has("compare")
    is_placed = bool(current.communes or current.unknown_place) or comes_home or not goes_on
    inherited = current if is_placed else replace(current, communes=before.communes[:1])
    pointed = _pointed(current, inherited, last, portal_commune, has_topic=has_topic)
    if pointed is not None:
        return pointed
    if has_topic:
        return _with_matter(current, inherited, last)
    standing = tuple(facet for facet in before.facets if facet in STANDING_FACETS)
    if (
        standing
        and current.facets
        and not (current.agencies or current.unavailable)
        and not current.has(*_ABOUT_DOCUMENT)
    ):
        # "hạn ngày nào?", "qua phòng nào?" after the reports are of the reports.
        return Resolved(replace(inherited, facets=(*standing, *current.facets)))
    facets = _of_document(current, before)
    if facets:
        return Resolved(replace(inherited, facets=facets))
    counted = _counted(current, inherited, last)
    if counted is not None:
        return counted
    if (
        current.has(*_ABOUT_DOCUMENT)
        or (current.has("listing", "count") and (current.agencies or not current.is_follow_up))
        or before.unavailable
    ):
        return Resolved(inherited)
    facets = current.facets or before.facets
    continued = replace(
        inherited,
        topic=before.topic,
        whole_topic=before.whole_topic,
        facets=facets,
        asked_unit=current.asked_unit or before.asked_unit,
        years=current.years or before.years,
        agencies=current.agencies or (() if current.facets else before.agencies),
        document_numbers=before.document_numbers,
        task_numbers=before.task_numbers,
    )
    is_elsewhere = (current.is_commune_named or comes_home) and current.communes != before.communes
    if is_elsewhere or current.years:
        return Resolved(continued)
    if not (current.facets or current.relative_period):
        return Resolved(continued, before=last.record_ids)
    return Resolved(continued, focus=last.record_ids)


def _numbered(current: Understanding, before: Understanding) -> Understanding:
    """Returns `current` with the number of the task that it goes on to ("à nhầm, số 7", "nhiệm vụ tiếp theo")."""
    if not before.task_numbers or current.task_numbers:
        return current
    again = _NUMBER_AGAIN.search(current.text.folded)
    if again and (current.is_correction or current.is_follow_up):
        number = again.group(1)
    elif "next_task" in current.cues:
        number = str(int(before.task_numbers[-1]) + 1)
    else:
        return current
    return replace(current, task_numbers=(number,), facets=current.facets or before.facets)


def _with_matter(current: Understanding, inherited: Understanding, last: Turn) -> Resolved:
    """Resolves a question with a topic of its own: read by itself first, narrowed or of the last records else."""
    before = last.understanding
    if current.is_follow_up and not current.facets and not current.unavailable:
        inherited = replace(inherited, facets=tuple(f for f in before.facets if f not in _ABOUT_DOCUMENT))
    narrowed = _narrowed(inherited, before)
    narrows = narrowed is not None and not current.facets and "narrows" in current.cues
    is_short = len(current.text.tokens) <= _GOES_ON
    goes_on_about = last.record_ids if is_short and not current.is_commune_named else ()
    asks_more = bool(goes_on_about) and _is_bare(current)
    return Resolved(inherited, fallback=narrowed, narrows=narrows, before=goes_on_about, asks_more=asks_more)


def _counted(current: Understanding, inherited: Understanding, last: Turn) -> Resolved | None:
    """Resolves a count or a list that does not say of what, or asks it of another agency; None where it does."""
    before = last.understanding
    if current.agencies and not current.facets and before.has("listing", "count", "lead"):
        # "thế Phòng Kinh tế?" after what another agency does.
        return Resolved(replace(inherited, facets=before.facets))
    if not current.has("listing", "count") or not _is_of_the_same(current):
        return None
    if before.agencies:
        # "có chủ trì nhiệm vụ nào không?", "mấy cái?" after an agency's work is of that agency.
        return Resolved(replace(inherited, agencies=before.agencies, facets=_joined(current.facets, before.facets)))
    if current.has("count") and len(current.text.tokens) <= _BARE:
        return Resolved(replace(inherited, topic=before.topic, whole_topic=before.whole_topic), before=last.record_ids)
    return None


def _pointed(
    current: Understanding, inherited: Understanding, last: Turn, portal_commune: str | None, *, has_topic: bool
) -> Resolved | None:
    """Resolves what points straight at the last turn: a slip put right, who signed, the document cited."""
    before = last.understanding
    again = _asked_again(current, inherited, last, portal_commune, has_topic=has_topic)
    if again is not None:
        return again
    if before.has(*DOCUMENT_FACETS) and not has_topic and "to_whom" in current.cues:
        return Resolved(replace(inherited, facets=("recipients",)))
    if before.has("signatory") and not current.agencies and "office" in current.cues:
        return Resolved(replace(inherited, facets=("signatory",)))
    if "owner" in current.cues and last.record_ids and not current.agencies:
        # "đơn vị đó còn làm gì nữa?": of the one that was named, else of whoever the last records are given to.
        asked = replace(inherited, facets=("listing",), agencies=before.agencies, topic=_NOTHING, whole_topic=_NOTHING)
        return Resolved(asked, focus=() if before.agencies else last.record_ids)
    if before.has("legal_basis") and not has_topic and "who_issued" in current.cues:
        return Resolved(replace(inherited, facets=("issuing_body",)), focus=last.record_ids)
    is_of_cited = _asks_of_document(current) and not _asks_of_plan(current)
    if before.document_numbers and "about_what" in current.cues:
        return Resolved(replace(inherited, facets=("issued_on",)), focus=last.record_ids)
    if before.has("legal_basis") and ("that_document" in current.cues or (is_of_cited and not has_topic)):
        # "ngày mấy?" after a document that the plan rests on is the day of that document.
        facets = tuple(facet for facet in current.facets if facet in DOCUMENT_FACETS) or ("issued_on",)
        return Resolved(replace(inherited, facets=facets), focus=last.record_ids)
    return None


def _asked_again(
    current: Understanding, inherited: Understanding, last: Turn, portal_commune: str | None, *, has_topic: bool
) -> Resolved | None:
    """Resolves what asks the last question once more: of another agency or commune, of all, for the other end, why."""
    before = last.understanding
    if "why" in current.cues and last.record_ids:
        return Resolved(inherited, focus=last.record_ids)
    if current.is_correction and current.agencies and before.agencies and not has_topic:
        # "à nhầm, ý em là Phòng Kinh tế": the same is asked of another agency.
        return Resolved(replace(inherited, facets=before.facets, topic=before.topic, whole_topic=before.whole_topic))
    if current.is_commune_named and "beside" in current.cues and before.topic.weight > NO_TOPIC:
        # "so với Tân An?": what was just asked, of both.
        first = before.communes[:1] or ((portal_commune,) if portal_commune else ())
        facets = ("compare", *(facet for facet in before.facets if facet not in _ABOUT_DOCUMENT))
        matter = replace(current, facets=facets, topic=before.topic, whole_topic=before.whole_topic)
        return Resolved(replace(matter, communes=(*first, *current.communes), asked_unit=before.asked_unit))
    if before.has("figure") and last.record_ids and "widens" in current.cues:
        continued = replace(inherited, facets=before.facets, topic=before.topic, whole_topic=before.whole_topic)
        return Resolved(replace(continued, is_widened=True), focus=last.record_ids)
    if before.has("compare") and not current.topic.names_a_matter and "extreme" in current.cues:
        # "còn thấp nhất?": the same, of the same communes.
        matter = replace(current, facets=before.facets, topic=before.topic, whole_topic=before.whole_topic)
        return Resolved(replace(matter, communes=before.communes, asked_unit=before.asked_unit))
    return None


def _of_document(current: Understanding, before: Understanding) -> tuple[str, ...]:
    """Returns what of the document is gone on about, after a question on the document; empty where nothing is."""
    if not before.has(*DOCUMENT_FACETS):
        return ()
    if _asks_day(current) and not current.agencies:
        # "ngày nào?" after the number or the signatory is the day of the document.
        return ("issued_on",)
    # "còn bên Phong Thổ thì ai?" after who signed is who signed there.
    return before.facets if current.is_commune_named and set(current.facets) <= {"lead"} else ()


def _asks_day(current: Understanding) -> bool:
    """Tells whether a day is asked for and nothing else: "ngày nào?", "ngày bao nhiêu?"."""
    return current.has("deadline") and set(current.facets) <= _DAY


def _asks_of_document(current: Understanding) -> bool:
    return _asks_day(current) or (bool(current.facets) and set(current.facets) <= set(CITED_FACETS))


def _asks_of_plan(current: Understanding) -> bool:
    """Tells whether a question names the plan itself or its commune ("thế kế hoạch này ra ngày nào?")."""
    return current.names_own_place or current.is_about_own_subject or bool(_OWN_PLAN.search(current.text.folded))


def _is_of_the_same(current: Understanding) -> bool:
    """Tells whether a count or a list is asked for without saying of what: of what was talked about, then."""
    # "tổng cộng là mấy việc?" counts what was listed; "tất cả có mấy nhiệm vụ trong phụ lục?" does not.
    is_of_all = current.names_own_place or current.is_about_own_subject or _OF_ALL.search(current.text.folded)
    return not (current.agencies or current.is_commune_named or is_of_all) and len(current.text.tokens) <= _GOES_ON


def _is_bare(current: Understanding) -> bool:
    """Tells whether a question is a few words with hardly a matter in them."""
    lone = [term for term in current.topic.terms if term.weight > NO_TOPIC]
    is_own = bool(current.facets) or not current.is_follow_up
    names = current.topic.names_a_matter or current.agencies or current.unavailable or current.task_numbers
    return is_own and len(current.text.tokens) <= _BARE and len(lone) <= 1 and not names


def _joined(facets: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """Returns `facets`, and the part that was asked about where they name none."""
    parts = tuple(facet for facet in before if facet in ("lead", "coordinate"))
    return facets if set(facets) & {"lead", "coordinate"} else (*facets, *parts)


def _narrowed(current: Understanding, before: Understanding) -> Understanding | None:
    stands_alone = current.is_commune_named or current.document_numbers or current.unavailable
    if stands_alone or len(current.text.tokens) > _SHORT:
        return None
    topic = Topic((*before.topic.terms, *current.topic.terms), f"{before.topic.wording} {current.topic.wording}")
    facets = current.facets or before.facets
    return replace(current, topic=topic, whole_topic=topic, facets=facets, years=current.years or before.years)


class Memory(Protocol):
    """Where the last turn of each conversation is kept."""

    def last(self, conversation_id: str) -> Turn | None: ...

    def remember(self, conversation_id: str, turn: Turn) -> None: ...


class Conversations:
    """The open conversations, in memory: the oldest are forgotten past `limit`, any after `lifetime_s` of silence."""

    def __init__(self, clock: Callable[[], float], limit: int = 10_000, lifetime_s: float = 1800) -> None:
        self._clock = clock
        self._limit = limit
        self._lifetime_s = lifetime_s
        self._turns: OrderedDict[str, tuple[float, Turn]] = OrderedDict()
        self._lock = threading.Lock()

    def last(self, conversation_id: str) -> Turn | None:
        """Returns the last turn, or None where there is none or the silence was too long."""
        with self._lock:
            entry = self._turns.get(conversation_id)
            if entry is None or self._is_over(entry[0]):
                self._turns.pop(conversation_id, None)
                return None
            return entry[1]

    def remember(self, conversation_id: str, turn: Turn) -> None:
        """Keeps `turn` as the last one."""
        with self._lock:
            self._turns[conversation_id] = (self._clock(), turn)
            self._turns.move_to_end(conversation_id)
            while len(self._turns) > self._limit or self._is_over(next(iter(self._turns.values()))[0]):
                self._turns.popitem(last=False)

    def forget(self, conversation_id: str) -> None:
        with self._lock:
            self._turns.pop(conversation_id, None)

    def _is_over(self, since: float) -> bool:
        return self._clock() - since > self._lifetime_s
