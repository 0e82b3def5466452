"""The documents that a plan rests on, asked for by their kind and by who issued them."""

import re
from collections.abc import Iterable, Sequence

from bot.composing.draft import Draft
from bot.composing.facts import compose_legal_bases
from bot.composing.kit import Ask, Kit
from bot.selection import NO_TOPIC, Selector
from bot.understanding.topic import Topic
from corpus.records import LegalBasis
from corpus.text import fold
from prompts.loader import Words

_KIND = "quyet dinh|nghi quyet|nghi dinh|chi thi|cong van|ket luan|ke hoach|luat"
_ASKED = re.compile(
    rf"\b(?:may|bao nhieu|nhung|cac|tung) (?P<many>{_KIND}|van ban)\b|"
    rf"\b(?P<kind>{_KIND}|van ban)(?: so)?(?: \w+)? (?:nao|gi|may|bao nhieu)\b"
)
# "kế hoạch của tỉnh mà xã căn cứ là số mấy"
_ASKED_NUMBER = re.compile(rf"\b(?P<kind>{_KIND})\b.{{3,90}}\bso (?:nao|may|bao nhieu|hieu)\b")
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
                re.compile(
                    rf"\b(?:cua|tu|tren|ben|phia|do|cap|o)( uy ban nhan dan| \w+)? {fold(said)}\b|"
                    rf"\b{fold(said)} ban hanh\b"
                ),
                written,
            )
            for said, written in words.issuers.items()
        )

    def of_kind(self, ask: Ask) -> Draft | None:
        """Names the documents of a kind and an issuer ("quyết định nào của thành phố"); None where neither is told."""
        reading = ask.understanding
        folded = reading.text.folded
        asked = _ASKED.search(folded) or _ASKED_NUMBER.search(folded)
        if asked is None or reading.document_numbers or reading.has("lead", "coordinate", "deliverable", "replaces"):
            return None
        issuer = next(((said, written) for said, written in self._issuers if said.search(folded)), None)
        if issuer is None:
            return None
        told = asked.groupdict()
        kind = told.get("many") or told["kind"]
        found = [
            base
            for base in self._kit.library.legal_bases(ask.commune.slug)
            if (kind == "van ban" or fold(base.document_type).startswith(kind))
            and re.search(issuer[1], fold(base.issuer or ""))
        ]
        if asked.re is _ASKED_NUMBER and self._matter(ask, found).weight > NO_TOPIC:
            # A document that is described at length is found by its words.
            return None
        bases = self._of_matter(ask, [b for b in found if b.is_basis]) or self._of_matter(ask, found)
        return self._named(ask, each_once(bases))

    def cited(self, ask: Ask, item_ids: Sequence[str]) -> Draft | None:
        """Names the documents that the last answer was of or that stood in its words; None where it held none."""
        cited = set(item_ids)
        bases = self._kit.library.legal_bases(ask.commune.slug)
        found = each_once(b for b in bases if b.record_id in cited) or each_once(
            b for b in bases if f"{b.provenance.document_id}#{b.provenance.section_id}" in cited
        )
        return self._named(ask, found)

    def _named(self, ask: Ask, bases: Sequence[LegalBasis]) -> Draft | None:
        if not bases:
            return None
        return compose_legal_bases(self._kit, ask, bases, "legal_basis_some" if len(bases) > 1 else "")

    def _of_matter(self, ask: Ask, bases: Sequence[LegalBasis]) -> list[LegalBasis]:
        """Returns those of `bases` that are about what else is asked; all of them where nothing else is."""
        matter = self._matter(ask, bases)
        if matter.weight <= NO_TOPIC:
            return list(bases)
        return [base for base in bases if self._selector.covers(matter, [base.record_id]) >= _COVERS]

    def _matter(self, ask: Ask, bases: Sequence[LegalBasis]) -> Topic:
        """Returns what is asked for beside a kind and an issuer."""
        named = {syllable for base in bases for syllable in fold(base.issuer or "").split()}
        topic = ask.understanding.topic
        return Topic(tuple(t for t in topic.terms if not t.syllables <= self._fillers | named), topic.wording)


def each_once(bases: Iterable[LegalBasis]) -> list[LegalBasis]:
    """Returns each document once, by its number and date."""
    return list({(fold(base.number), base.issued_on): base for base in bases}.values())
