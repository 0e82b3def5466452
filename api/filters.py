"""The filters of the record routes and the pages: forgiving about diacritics, strict about everything else."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from corpus.documents import Agency
from corpus.procedures.records import Procedure
from corpus.records import AgencyRef, Period, Schedule
from corpus.text import fold

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W_]+")


def holds_words(q: str | None, *texts: str | None) -> bool:
    """Whether every word of `q` is a word of `texts`, marks and case aside; true without `q`."""
    wanted = set(_WORD.findall(fold(q or "")))
    return not wanted or wanted.issubset(chain.from_iterable(_words_of(text) for text in texts if text))


def is_named(procedure: Procedure, q: str | None) -> bool:
    """Whether every word of `q` stands in the procedure's name, an everyday name or its code."""
    return holds_words(q, procedure.name, *procedure.everyday_names, procedure.code)


@lru_cache(maxsize=8192)
def _words_of(text: str) -> frozenset[str]:
    """Returns the folded words of a text of the corpus: the same few thousand are read for every request."""
    return frozenset(_WORD.findall(fold(text)))


def is_in_period(asked: str | None, span: Period | Schedule | None) -> bool:
    """Whether `span` covers the year asked for, or is the period asked for ("2026-2030"); true without `asked`.

    A span without dates is compared by its wording ("thường xuyên").
    """
    if not asked or not asked.strip():
        return True
    if span is None:
        return False
    years = [int(year) for year in _YEAR.findall(asked)]
    start = span.start_on
    end = span.end_on if isinstance(span, Period) else span.deadline_on
    if not years or (start is None and end is None):
        return holds_words(asked, span.raw)
    first, last = (start or end), (end or start)
    assert first is not None
    assert last is not None
    if len(years) == 1:
        return first.year <= years[0] <= last.year
    return (first.year, last.year) == (years[0], years[-1])


def names_agency(asked: str | None, named: Iterable[AgencyRef], known: Iterable[Agency]) -> bool:
    """Whether one of `named` is the agency asked for: by id, or by words of a name or alias; true without `asked`."""
    if not asked or not asked.strip():
        return True
    spellings = {agency.agency_id: (agency.name, *agency.aliases) for agency in known}
    return any(
        asked == agency.agency_id
        or any(holds_words(asked, name) for name in (agency.name, *spellings.get(agency.agency_id, ())))
        for agency in named
    )
