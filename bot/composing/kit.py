"""What every composer needs: the corpus, the sentences, and small pieces of wording."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.composing.draft import Sheet
from bot.library import Library, period_phrase
from bot.understanding.understanding import Understanding
from corpus.documents import Agency, Commune, Section, SourceDocument
from corpus.records import AgencyRef, Conflict, Provenance, Record, Target
from prompts.loader import Messages

# Long titles would push the fact out of what a phone shows first.
_TITLE_LENGTH = 150
# Of a longer list the rest is counted and cited, not shown.
SHOWN = 10
Item = TypeVar("Item", bound="Record | Section")


@dataclass(frozen=True, slots=True)
class Kit:
    """Passed to every composer."""

    library: Library
    messages: Messages
    today: Callable[[], date]

    def say(self, key: str, **variables: object) -> str:
        """Renders a sentence."""
        return self.messages.render(key, **variables)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for one commune and its plan."""

    understanding: Understanding
    commune: Commune
    plan: SourceDocument


def lower_first(text: str) -> str:
    """Lowers the first letter unless it opens an abbreviation ("TTHC") or a name in quotes."""
    if len(text) > 1 and text[0].isupper() and not text[1].isupper() and not text[1].isdigit():
        return text[0].lower() + text[1:]
    return text


def upper_first(text: str) -> str:
    """Raises the first letter."""
    return text[:1].upper() + text[1:]


def sentence_case(heading: str) -> str:
    """Returns a heading set in capitals as a sentence is written; any other as it is."""
    return heading.capitalize() if heading.isupper() else heading


def shorten(text: str, length: int = _TITLE_LENGTH) -> str:
    """Cuts at a word boundary with an ellipsis."""
    if len(text) <= length:
        return text.rstrip(" .;,")
    return text[:length].rsplit(" ", 1)[0].rstrip(" .;,") + "…"


def join_names(agencies: Iterable[AgencyRef]) -> str:
    """Names agencies in a row."""
    names = list(dict.fromkeys(agency.name for agency in agencies))
    return "; ".join(names)


def full_name(agency: Agency | AgencyRef) -> str:
    """Returns an agency's name as it opens a sentence."""
    return upper_first(agency.name)


def plan_name(ask_or_plan: Ask | SourceDocument) -> str:
    """Returns how the plan is called in a sentence: "Kế hoạch giai đoạn 2026 - 2030"."""
    plan = ask_or_plan.plan if isinstance(ask_or_plan, Ask) else ask_or_plan
    phrase = period_phrase(plan.period)
    return f"{plan.document_type} {phrase}".strip()


def document_title(document: SourceDocument) -> str:
    """Returns how a document is cited: its type and title."""
    title = document.title.strip()
    kind = document.document_type
    return title if title.lower().startswith(kind.lower()) else f"{kind} {lower_first(title)}"


def target_period(kit: Kit, target: Target) -> str:
    """Returns the period of a target as said in a sentence ("giai đoạn 2026 - 2027"); its plan's where it has none.

    Where the source contradicts itself about the period, nothing is said here: the notice tells both readings.
    """
    plan = kit.library.document(target.provenance.document_id)
    period = target.period or plan.period
    if period and plan.period and period.raw != plan.period.raw and kit.library.has_conflict(plan, "period"):
        return ""
    return period_phrase(period)


def target_place(kit: Kit, target: Target) -> Provenance:
    """Returns where a target stands; the label of a row says which period of the table it is in."""
    place = target.provenance
    plan = kit.library.document(place.document_id)
    is_same = target.period is None or plan.period is None or target.period.raw == plan.period.raw
    if target.period is None or is_same or kit.library.has_conflict(plan, "period"):
        return place
    period = period_phrase(target.period)
    if period in place.section_label:
        return place
    return place.model_copy(update={"section_label": f"{place.section_label}, {period}"})


def indicator(target: Target) -> str:
    """Returns what a target measures, as it stands inside a sentence, with its condition."""
    words = lower_first(target.indicator.strip(" .;,"))
    if target.scope and target.scope.lower() not in words.lower():
        words = f"{words} ({target.scope})"
    if target.condition and target.condition.lower() not in words.lower():
        condition = target.condition.strip()
        words = f"{words} {condition}" if condition.startswith("(") else f"{words} ({condition})"
    return words


def cite_rest(kit: Kit, sheet: Sheet, items: Sequence[Item], place_of: Callable[[Item], Provenance]) -> None:
    """Says how many of `items` are not shown, and cites them all the same: a total is a count over cited rows."""
    rest = items[SHOWN:]
    if not rest:
        return
    sheet.counts |= {len(items), len(rest)}
    sheet.add(kit.say("list_rest", rest=len(rest), count=len(items)))
    for item in rest:
        sheet.cite(item, place_of(item))


def source_line(kit: Kit, places: Iterable[Provenance]) -> str:
    """Returns the closing line that names the document and, where it is one place, the section."""
    listed = list(places)
    documents = list(dict.fromkeys(place.document_id for place in listed))
    labels = list(dict.fromkeys(place.section_label for place in listed))
    titles = [document_title(kit.library.document(document_id)) for document_id in documents]
    if len(documents) == 1 and len(labels) == 1:
        return kit.say("source", title=titles[0], label=labels[0])
    return kit.say("sources", title="; ".join(titles))


def notices(kit: Kit, commune: str, item_ids: tuple[str, ...], places: tuple[Provenance, ...]) -> str | None:
    """Returns what a reader must know beside the answer: period over, source contradicts itself."""
    found: list[str] = []
    for document_id in dict.fromkeys(place.document_id for place in places):
        plan = kit.library.document(document_id)
        if plan.period and plan.period.end_on < kit.today():
            found.append(kit.say("notice_period_over", period=period_phrase(plan.period)))
    for conflict in kit.library.conflicts(commune, item_ids):
        found.append(kit.say("notice_conflict", subject=conflict.subject, readings=_readings(conflict)))
    return " ".join(dict.fromkeys(found)) or None


def _readings(conflict: Conflict) -> str:
    """Names each distinct reading once, with the first place that has it."""
    places: dict[str, str] = {}
    for reading in conflict.readings:
        places.setdefault(
            reading.value.lower().replace(" ", ""), f"{reading.value} ({reading.provenance.section_label})"
        )
    return "; ".join(places.values())
