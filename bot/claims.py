"""Whether all of a claim is borne out by what it is answered from: only then is yes said to it.

"Đúng, 85%" to "tối đa 85%" where the plan says "tối thiểu 85%" states what is wrong: the figure is right, the claim is
not. What is not borne out word by word gets no verdict; the source's own words stand there all the same.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.composing.draft import Draft
from bot.composing.kit import Kit, upper_first
from bot.features import own_words
from bot.selection import Selector
from bot.understanding.times import times_in
from bot.understanding.understanding import Understanding
from corpus.documents import Section
from corpus.records import DocumentFact, FactTopic, Record, Target
from corpus.text import fold
from prompts.loader import ClaimWord

_AFFIRMS = re.compile(r"(?:Đúng|Có)[.,] ")
_DENIES = re.compile(r"Không, (?=kế hoạch ghi )")
# What a fact of these says is its value, not the words around it.
_BARE_FACTS = (FactTopic.SIGNATORY, FactTopic.NUMBER, FactTopic.ISSUED_ON, FactTopic.ISSUING_BODY)


class Claims:
    """Weighs what is put forward against the source; stateless."""

    def __init__(self, kit: Kit, selector: Selector, words: Sequence[ClaimWord]) -> None:
        self._kit = kit
        self._selector = selector
        self._words = tuple((re.compile(word.said), word.needs) for word in words)

    def weighed(self, reading: Understanding, draft: Draft) -> Draft:
        """Returns the draft, without a yes to what is not borne out as a whole, without a no by another figure."""
        opening = _AFFIRMS.match(draft.text) or _DENIES.match(draft.text)
        # A count is computed: what it says is what was counted.
        if opening is None or draft.total is not None or not reading.is_yes_no:
            return draft
        items = [item for item in map(self._kit.library.item, draft.item_ids) if item is not None]
        is_denied = _DENIES.match(draft.text) is not None
        if not items or (self._is_of(reading, items[0]) if is_denied else self._is_borne_out(reading, items)):
            return draft
        return replace(draft, text=upper_first(draft.text[opening.end() :]))

    def _is_of(self, reading: Understanding, item: Record | Section) -> bool:
        """Tells whether a figure is surely of what is claimed: another target's figure denies nothing."""
        return not isinstance(item, Target) or self._selector.meets_all(reading.topic, item)

    def _is_borne_out(self, reading: Understanding, items: Sequence[Record | Section]) -> bool:
        first = items[0]
        if isinstance(first, DocumentFact) and first.topic in _BARE_FACTS:
            return self._has_words(reading.claim, " ".join(map(self._selector.folded, items)))
        return (
            self._has_words(reading.claim, " ".join(map(self._said, items)))
            and self._has_times(reading, items)
            and self._selector.meets_all(reading.whole_topic if isinstance(first, Section) else reading.topic, first)
        )

    def _has_words(self, claim: str, said: str) -> bool:
        """Tells whether the words that turn a claim round ("không", "chỉ", "tối đa") are the source's too."""
        return all(
            re.search(_filled(needs, found), said) for word, needs in self._words for found in word.finditer(claim)
        )

    def _said(self, item: Record | Section) -> str:
        """Returns what an item says, folded: of a target its own words, not those of the others in its sentence."""
        return fold(own_words(item)) if isinstance(item, Target) else self._selector.folded(item)

    def _has_times(self, reading: Understanding, items: Sequence[Record | Section]) -> bool:
        """Tells whether every point in time of a claim is the source's: said, or the end of its period."""
        claimed = reading.claimed_times
        if not claimed:
            return True
        known: set[str] = set()
        for item in items:
            known |= times_in(item.text if isinstance(item, Section) else item.provenance.quote)
            document_id = item.document_id if isinstance(item, Section) else item.provenance.document_id
            own = item.period if isinstance(item, Target) else None
            period = own or self._kit.library.document(document_id).period
            if period:
                known.add(str(period.end_on.year))
                if len(claimed) > 1:
                    known.add(str(period.start_on.year))
        return claimed <= known


def _filled(needs: str, found: re.Match[str]) -> str:
    """Returns `needs` with what was found in the places of its groups."""
    for number, said in enumerate(found.groups(), start=1):
        needs = needs.replace(f"{{{number}}}", re.escape(said or ""))
    return needs
