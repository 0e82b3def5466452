"""What the pages show, ready to be written out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from api.admin import words
from api.admin.tallies import Tally, add_up, percent
from api.admin.times import minute_of
from bot.store.answers import Gap
from bot.store.operating import AuditEntry, Part, Switch
from bot.store.opinions import Opinion
from bot.store.reporting import Span
from bot.store.store import Store
from corpus.documents import Commune

SPANS = (7, 30)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel's line of the overview."""

    name: str
    tally: Tally
    unanswered: str
    satisfaction: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The last so many days by channel, all of them together last."""

    days: int
    rows: tuple[ChannelRow, ...]


@dataclass(frozen=True, slots=True)
class SwitchCard:
    """One part that can be switched off."""

    part: str
    name: str
    note: str
    is_on: bool
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """A question that got no answer, however often and on whose portal it was asked."""

    folded: str
    question: str
    outcome: str
    communes: str
    count: int
    last_at: str


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """Something that somebody said."""

    opinion_id: str
    said_at: str
    commune: str
    text: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """One administrative act."""

    done_at: str
    actor: str
    action: str
    detail: str


def recent(store: Store, days: int) -> Recent:
    """Returns the counts of the last `days` days."""
    now = store.database.now()
    span = Span(now - timedelta(days=days), now)
    answers, ratings = store.reporting.answers(span), store.reporting.ratings(span)
    by_channel = add_up(answers, ratings, lambda count: words.channel_of(count.channel))
    total = add_up(answers, ratings, lambda _: "Tất cả")
    return Recent(days, tuple(_row(name, tally) for name, tally in (*by_channel.items(), *total.items())))


def _row(name: str, tally: Tally) -> ChannelRow:
    unanswered = percent(tally.unanswered_share, words.NOT_ASKED)
    return ChannelRow(name, tally, unanswered, percent(tally.satisfaction, words.NOT_RATED))


def switch_cards(switches: Mapping[Part, Switch]) -> tuple[SwitchCard, ...]:
    """Returns the switches in the order of the enumeration."""
    return tuple(
        SwitchCard(
            part.value,
            *words.PARTS[part],
            switches[part].is_on,
            switches[part].reason,
            minute_of(changed) if (changed := switches[part].changed_at) else "",
        )
        for part in Part
    )


class Names:
    """Communes by slug, as people call them."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        self._names = {commune.slug: commune.name for commune in communes}

    def of(self, slug: str | None) -> str:
        """Returns the name; a commune that was withdrawn keeps its slug."""
        return self._names.get(slug, slug) if slug else words.OF_NONE

    def of_all(self, slugs: Iterable[str]) -> str:
        return ", ".join(map(self.of, slugs)) or words.OF_NONE


def gap_row(gap: Gap, names: Names) -> GapRow:
    """Returns a gap as the page lists it."""
    outcome, communes = words.outcome_of(gap.outcome), names.of_all(gap.communes)
    return GapRow(gap.folded, gap.question, outcome, communes, gap.count, minute_of(gap.last_at))


def opinion_row(opinion: Opinion, names: Names) -> OpinionRow:
    """Returns feedback as the page lists it."""
    return OpinionRow(
        opinion.opinion_id,
        minute_of(opinion.said_at),
        names.of(opinion.commune),
        opinion.text,
        words.outcome_of(opinion.outcome) if opinion.outcome else "",
        words.REASONS.get(opinion.reason, opinion.reason),
    )


def act_row(entry: AuditEntry) -> ActRow:
    """Returns an act as the record lists it."""
    detail = "; ".join(f"{words.DETAILS.get(key, key)}: {_said(key, value)}" for key, value in entry.detail.items())
    action = words.ACTIONS.get(entry.action, entry.action)
    return ActRow(minute_of(entry.done_at), words.ACTORS.get(entry.actor, entry.actor), action, detail)


def _said(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if key == "part" and value in list(Part):
        return words.PARTS[Part(str(value))][0]
    return str(value)
