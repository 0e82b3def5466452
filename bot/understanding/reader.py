"""Reads a question: facets by pattern, slots by lookup, and what is left is its topic."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.understanding.normalisation import NormalisedText, Normaliser
from bot.understanding.phrases import PhraseTable
from bot.understanding.places import PlaceFinder, Places
from bot.understanding.topic import TopicBuilder
from bot.understanding.understanding import AgencyMention, Understanding, YearSpan
from corpus.documents import Agency
from corpus.text import fold
from prompts.loader import Facet, Routing

_YEARS = re.compile(r"\b(20[0-4]\d)(?:[-/ ]+(?:den |toi |nam )*(20[0-4]\d))?\b")
_DOCUMENT_NUMBER = re.compile(r"^\d+[\w.]*(?:[/-][a-z0-9]+)*[/-][a-z]")
_NUMBER_AFTER_TYPE = re.compile(
    r"\b(?:quyet dinh|nghi quyet|nghi dinh|chi thi|cong van|ket luan|ke hoach|thong tu) (?:so )?(\d+(?:\.\d+)*)\b(?![-/])"
)
_SHARE = re.compile(r"(?<![\w/.-])(\d+(?:[.,]\d+)?) ?(?:%|phan tram\b)")
_PLAIN_NUMBER = re.compile(r"(?<![\w/.-])(\d{1,3})(?![\w/.%-])")
_ANNEX = re.compile(r"\bphu luc(?: so)?(?: [ivx]+\b| \d+)?")
# A question that still weighs this much after a document facet's own words is about something else.
_OWN_TOPIC = 3.2


class Reader:
    """Reads normalised questions against one corpus."""

    def __init__(
        self,
        normaliser: Normaliser,
        places: PlaceFinder,
        agencies: tuple[Agency, ...],
        topics: TopicBuilder,
        routing: Routing,
    ) -> None:
        self._normaliser = normaliser
        self._places = places
        self._topics = topics
        self._facets = tuple(
            (facet, tuple(re.compile(pattern) for pattern in facet.patterns), frozenset(facet.words.split()))
            for facet in routing.facets
        )
        self._unavailable = {name: _compile(patterns) for name, patterns in routing.unavailable.items()}
        self._yes_no = _compile(routing.yes_no)
        self._follow_up = _compile(routing.follow_up)
        self._pronouns = _compile(routing.pronouns)
        self._agencies = _agency_table(agencies)

    def fold_question(self, question: str) -> str:
        """Returns the folded, written-out form of `question` that patterns are matched against."""
        return self._normaliser.normalise(question).folded

    def read(self, question: str) -> Understanding:
        """Returns the reading of `question` on its own, without the conversation before it."""
        text = self._normaliser.normalise(question)
        folded = text.folded
        places = self._places.find(text)
        agency_spans = tuple(self._agencies.find(text.tokens))
        facets = [facet for facet, patterns, _ in self._facets if any(p.search(folded) for p in patterns)]
        fixed = self._fixed_positions(text, places, tuple((start, end) for start, end, _ in agency_spans))
        fixed |= {i for pattern in self._yes_no for match in pattern.finditer(folded) for i in _positions(folded, match)}
        fixed |= {i for match in _ANNEX.finditer(folded) for i in _positions(folded, match)}
        facets = self._settle(facets, text, fixed)
        explained = fixed | self._explained_by(facets, text)
        is_yes_no = any(pattern.search(folded) for pattern in self._yes_no)
        return Understanding(
            text=text,
            facets=tuple(facet.name for facet in facets),
            communes=places.communes,
            unknown_place=places.unknown,
            agencies=tuple(mention for _, _, mention in agency_spans),
            years=_years(text),
            document_numbers=_document_numbers(text),
            claimed_values=_claimed(folded, is_yes_no),
            is_yes_no=is_yes_no,
            is_follow_up=any(pattern.search(folded) for pattern in (*self._follow_up, *self._pronouns)),
            unavailable=next((n for n, ps in self._unavailable.items() if any(p.search(folded) for p in ps)), None),
            topic=self._topics.build(text.tokens, text.written, frozenset(explained)),
            is_commune_named=bool(places.communes),
        )

    def _settle(self, facets: list[Facet], text: NormalisedText, fixed: set[int]) -> list[Facet]:
        """Keeps document facets only where the question is about nothing else."""
        about_document = [facet for facet in facets if facet.is_about_document]
        if not about_document:
            return facets
        explained = frozenset(fixed | self._explained_by(about_document, text))
        if self._topics.build(text.tokens, text.written, explained).weight <= _OWN_TOPIC:
            return about_document
        return [facet for facet in facets if not facet.is_about_document]

    def _explained_by(self, facets: list[Facet], text: NormalisedText) -> set[int]:
        names = {facet.name for facet in facets}
        words: set[str] = set()
        for facet, _, facet_words in self._facets:
            if facet.name in names:
                words |= facet_words
        return {position for position, token in enumerate(text.tokens) if token in words}

    @staticmethod
    def _fixed_positions(
        text: NormalisedText, places: Places, agency_spans: tuple[tuple[int, int], ...]
    ) -> set[int]:
        positions = {i for start, end in (*places.spans, *agency_spans) for i in range(start, end)}
        for position, token in enumerate(text.tokens):
            if token.isdigit() or token == "%" or _YEARS.fullmatch(token) or _DOCUMENT_NUMBER.match(token):
                positions.add(position)
        return positions


def _positions(folded: str, match: re.Match[str]) -> range:
    """Returns the token positions that a match over space-joined tokens spans."""
    return range(folded.count(" ", 0, match.start()), folded.count(" ", 0, match.end()) + 1)


def _compile(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _agency_table(agencies: tuple[Agency, ...]) -> PhraseTable[AgencyMention]:
    by_alias: dict[str, dict[str, Agency]] = {}
    for agency in agencies:
        for alias in (agency.name, *agency.aliases):
            by_alias.setdefault(alias, {}).setdefault(agency.commune, agency)
    table: PhraseTable[AgencyMention] = PhraseTable()
    grouped: dict[str, dict[str, str]] = {}

    for alias, holders in by_alias.items():
        grouped.setdefault(fold(alias), {}).update({slug: agency.agency_id for slug, agency in holders.items()})
    names = {agency.agency_id: agency.name for agency in agencies}
    for alias, ids in grouped.items():
        table.add(alias, AgencyMention(names[next(iter(ids.values()))], ids))
    return table


def _years(text: NormalisedText) -> YearSpan | None:
    plain = " ".join(token for token in text.tokens if "/" not in token)
    found = _YEARS.search(plain)
    if not found:
        return None
    first = int(found.group(1))
    return YearSpan(first, int(found.group(2) or first))


def _document_numbers(text: NormalisedText) -> tuple[str, ...]:
    whole = [token for token in text.tokens if _DOCUMENT_NUMBER.match(token)]
    return tuple(whole) or tuple(
        number for number in _NUMBER_AFTER_TYPE.findall(text.folded) if not _YEARS.fullmatch(number)
    )


def _claimed(folded: str, is_yes_no: bool) -> tuple[Decimal, ...]:
    found = _SHARE.findall(folded) or (_PLAIN_NUMBER.findall(folded) if is_yes_no else [])
    return tuple(Decimal(number.replace(",", ".")) for number in found)


def facet_kinds(routing: Routing) -> Mapping[str, Mapping[str, float]]:
    """Returns per facet which record kinds may answer it and how well."""
    return {facet.name: facet.kinds for facet in routing.facets}
