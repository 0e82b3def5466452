"""What a plan names in its sentences: the standards it follows, the enumerations that say their own number."""

import re

from bot.composing.absences import absent
from bot.composing.draft import Draft
from bot.composing.facts import compose_facts
from bot.composing.kit import Ask, Kit
from bot.selection import NO_TOPIC, Selector
from bot.understanding.understanding import PART_UNITS
from corpus.records import DocumentFact, FactTopic
from corpus.text import fold

_ASKS_STANDARDS = re.compile(
    r"\b(tieu chuan|chuan|iso|tcvn)( \w+){0,2} (nao|gi)\b|"
    r"\b(may|bao nhieu|nhung|cac) (bo |cai )?(tieu chuan|chuan|iso|tcvn)\b"
)
_NAMED = re.compile(r"\b(iso|tcvn)\b")
_STANDARD_NUMBER = re.compile(r"\b\d{4,5}\b")
_CALLED_ALIKE = ("nội dung", "lĩnh vực", "mảng")
# What the sentence of an enumeration must cover of the question; "những nội dung nào" names no more than that.
_COVERS = 0.6


class MentionAnswers:
    """Facts that are only a name in a sentence; each is cited with its sentence."""

    def __init__(self, kit: Kit, selector: Selector) -> None:
        self._kit = kit
        self._selector = selector

    def standards(self, ask: Ask) -> Draft | None:
        """Names every standard, where a question asks which or how many and names none itself."""
        folded = ask.understanding.text.folded
        if not _ASKS_STANDARDS.search(folded) or _STANDARD_NUMBER.search(folded):
            return None
        if ask.understanding.has("lead", "coordinate", "deadline", "deliverable"):
            return None
        facts = self._kit.library.facts(ask.commune.slug, FactTopic.STANDARD)
        if not facts and _NAMED.search(folded):
            return absent(self._kit, ask, self._kit.say("what_standard"), outcome="not_found_no_evidence", near=None)
        is_meant = any(self._is_meant(ask, fact) for fact in facts)
        return compose_facts(self._kit, ask, "standard", facts) if is_meant else None

    def enumerated(self, ask: Ask) -> Draft | None:
        """Says an enumeration that states its own number ("06 nội dung: …"), where as much is counted or listed."""
        unit = PART_UNITS.get(ask.understanding.asked_unit or "")
        if unit is None:
            return None
        facts = self._kit.library.facts(ask.commune.slug, FactTopic.ENUMERATION)
        # A field of reform is called either.
        called = tuple(map(fold, (unit, *(_CALLED_ALIKE if unit in _CALLED_ALIKE else ()))))
        counted = [fact for fact in facts if fold(fact.label).endswith(called) and self._is_meant(ask, fact)]
        return compose_facts(self._kit, ask, "enumeration", counted[:1]) if counted else None

    def _is_meant(self, ask: Ask, fact: DocumentFact) -> bool:
        topic = ask.understanding.topic
        if topic.weight <= NO_TOPIC:
            topic = ask.understanding.whole_topic
        return self._selector.covers(topic, [fact.record_id]) >= _COVERS
