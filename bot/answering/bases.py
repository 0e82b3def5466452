"""The documents that a plan rests on, asked for by their kind and by who issued them."""

import re
from collections.abc import Sequence

from bot.composing.draft import Draft
from bot.composing.facts import compose_legal_bases
from bot.composing.kit import Ask, Kit
from bot.selection import NO_TOPIC, Selector
from bot.understanding.topic import Topic
from corpus.records import LegalBasis
from corpus.text import fold
from prompts.loader import Words

_KINDS = ("quyet dinh", "nghi quyet", "nghi dinh", "chi thi", "cong van", "ket luan", "ke hoach", "luat")
_ASKED = re.compile(
    rf"\b(?:may|bao nhieu|nhung|cac|tung) (?P<many>{'|'.join(_KINDS)}|van ban)\b|"
    rf"\b(?P<kind>{'|'.join(_KINDS)}|van ban)(?: so)?(?: \w+)? (?:nao|gi|may|bao nhieu)\b"
)
# What a document must say of the matter that is asked for beside its kind and its issuer.
_COVERS = 0.6


class BaseAnswers:
    """Filtered by type and issuer; what is said of the matter beside must stand in the document's own line."""

    def __init__(self, kit: Kit, selector: Selector, words: Words) -> None:
        self._kit = kit
        self._selector = selector
        self._fillers = words.split("base_fillers")
        self._issuers = tuple(
            (
                re.compile(rf"\b(?:cua|tu|tren|ben|phia|do|cap|o)( \w+)? {fold(said)}\b|\b{fold(said)} ban hanh\b"),
                written,
            )
            for said, written in words.issuers.items()
        )

    def of_kind(self, ask: Ask) -> Draft | None:
        """Names the documents of a kind and an issuer ("quyết định nào của thành phố"); None where neither is told."""
        reading = ask.understanding
        folded = reading.text.folded
        asked = _ASKED.search(folded)
        if asked is None or reading.document_numbers or reading.has("lead", "coordinate", "deliverable", "replaces"):
            return None
        issuer = next(((said, written) for said, written in self._issuers if said.search(folded)), None)
        if issuer is None:
            return None
        kind = asked["many"] or asked["kind"]
        found = [
            base
            for base in self._kit.library.legal_bases(ask.commune.slug)
            if (kind == "van ban" or fold(base.document_type).startswith(kind))
            and re.search(issuer[1], fold(base.issuer or ""))
        ]
        bases = self._of_matter(ask, [b for b in found if b.is_basis]) or self._of_matter(ask, found)
        unique = list({(fold(base.number), base.issued_on): base for base in bases}.values())
        return compose_legal_bases(self._kit, ask, unique, is_list=len(unique) > 1) if unique else None

    def _of_matter(self, ask: Ask, bases: Sequence[LegalBasis]) -> list[LegalBasis]:
        """Returns those of `bases` that are about what else is asked; all of them where nothing else is."""
        terms = ask.understanding.topic.terms
        named = {syllable for base in bases for syllable in fold(base.issuer or "").split()}
        rest = tuple(t for t in terms if not t.syllables <= self._fillers | named)
        topic = Topic(rest, ask.understanding.topic.wording)
        if topic.weight <= NO_TOPIC:
            return list(bases)
        return [base for base in bases if self._selector.covers(topic, [base.record_id]) >= _COVERS]
