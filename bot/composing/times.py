"""Times that a question puts forward ("hạn là quý 2/2027, phải không?"), held against what the source says."""

import re
from collections.abc import Sequence

from bot.composing.kit import Ask, Kit
from bot.understanding.times import times_in
from corpus.records import Target

_ASKS_DAY = re.compile(r"\b(?:ngay|thang|quy) (?:may|nao|bao nhieu)\b")


def judged_time(ask: Ask, text: str) -> bool | None:
    """Returns whether `text` states every time that is put forward.

    None where no time is put forward, or none stands in `text`: then neither yes nor no is said.
    """
    claimed, stated = ask.understanding.claimed_times, times_in(text)
    return claimed <= stated if claimed and stated else None


def is_coarser(ask: Ask, text: str) -> bool:
    """Tells whether a day or a month is asked for and `text` names none."""
    asked = _ASKS_DAY.search(ask.understanding.text.folded)
    return asked is not None and not any("/" in time or " " in time for time in times_in(text))


def opening(kit: Kit, ask: Ask, text: str) -> str:
    """Returns "Đúng, " or that the source has another time, where one is put forward for when something is done."""
    verdict = judged_time(ask, text) if ask.understanding.puts_deadline_forward else None
    if verdict is None:
        return ""
    return "Đúng. " if verdict else kit.say("other_time") + " "


def is_other_time(kit: Kit, ask: Ask, targets: Sequence[Target]) -> bool:
    """Tells whether a deadline is put forward that is none of `targets`: neither theirs nor their plan's last year."""
    if not ask.understanding.puts_deadline_forward:
        return False
    periods = (target.period or kit.library.document(target.provenance.document_id).period for target in targets)
    known = frozenset(str(period.end_on.year) for period in periods if period)
    stated = known.union(*(times_in(target.provenance.quote) for target in targets))
    return not ask.understanding.claimed_times <= stated
