"""The page of administrative procedures (thủ tục): the listing by sector and words, a card each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from api.filters import holds_words, is_named
from api.pages.options import Option, count_options
from bot.links import viewer_path, web_address
from corpus.procedures.outline import document_id, fee_text, time_text
from corpus.procedures.records import ChannelKind, Procedure, ProcedureStatus
from corpus.text import normalise, slugify

PAGE_SIZE = 20
# Of a longer list the card shows the beginning; the procedure's own page has all.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure at a glance. Empty `times`, `fees` or `channels`: the portal gives none, which is not "free"."""

    procedure: Procedure
    path: str
    source: str | None
    agency: str | None
    times: tuple[str, ...]
    fees: tuple[str, ...]
    channels: tuple[str, ...]

    @property
    def is_online(self) -> bool:
        return any(channel.kind is ChannelKind.ONLINE for channel in self.procedure.channels)

    @property
    def is_withdrawn(self) -> bool:
        return self.procedure.status is not ProcedureStatus.IN_FORCE


@dataclass(frozen=True, slots=True)
class ProcedureList:
    """One page of the cards that passed the filter, counted from 1."""

    cards: tuple[Card, ...]
    found: int
    total: int
    page: int
    pages: int
    sectors: tuple[Option, ...]


def build_procedures(procedures: Sequence[Procedure], sector: str, words: str, page: int) -> ProcedureList:
    """Returns the page of procedures of `sector` (its key) that hold `words`; a page past the end is the last one."""
    found = sorted(
        (
            procedure
            for procedure in procedures
            if sector in ("", slugify(procedure.sector)) and is_named(procedure, words)
        ),
        key=partial(_rank, words),
    )
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, pages)
    return ProcedureList(
        cards=tuple(map(_card, found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])),
        found=len(found),
        total=len(procedures),
        page=page,
        pages=pages,
        sectors=list_sectors(procedures),
    )


def list_sectors(procedures: Iterable[Procedure]) -> tuple[Option, ...]:
    """Returns the sectors (lĩnh vực), those of most procedures first."""
    options = count_options((slugify(procedure.sector), procedure.sector) for procedure in procedures)
    return tuple(sorted(options, key=lambda option: -option.count))


def _rank(words: str, procedure: Procedure) -> tuple[bool, bool, bool, int]:
    """Orders by what a person most likely means: still in force, named so, no special case; the shortest name first.

    Without words the names' lengths say nothing, and the order of the listing stays.
    """
    return (
        procedure.status is not ProcedureStatus.IN_FORCE,
        not holds_words(words, procedure.name),
        bool(procedure.variants),
        len(procedure.name) if words.strip() else 0,
    )


def _card(procedure: Procedure) -> Card:
    return Card(
        procedure=procedure,
        path=viewer_path(document_id(procedure.code)),
        source=web_address(procedure.source_url),
        agency=normalise(procedure.handling_agency) if procedure.handling_agency else None,
        times=_first(time_text(time) for channel in procedure.channels for time in channel.times),
        fees=_first(fee_text(fee) for channel in procedure.channels for fee in channel.fees),
        channels=tuple(dict.fromkeys(channel.kind.value for channel in procedure.channels)),
    )


def _first(texts: Iterable[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(texts))
    return (*distinct[:_SHOWN], "…") if len(distinct) > _SHOWN else distinct
