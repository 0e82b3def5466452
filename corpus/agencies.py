"""Agencies (cơ quan) of communes: which ones a document names, and which one a phrase means."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.agency_lexicon import AgencyLexicon, Body, load_agency_lexicon
from corpus.documents import Agency, Commune
from corpus.records import AgencyRef
from corpus.text import slugify
from corpus.tokens import key_of, tokenise


@dataclass(frozen=True, slots=True)
class AgencyMatch:
    """An agency found in a text at [start, end)."""

    agency: Agency
    start: int
    end: int


class NameFinder:
    """Longest-match search for names, compared by folded syllables."""

    def __init__(self, names: Mapping[tuple[str, ...], Agency | None]) -> None:
        self._names = dict(names)
        self._lengths: dict[str, list[int]] = {}
        for key in self._names:
            lengths = self._lengths.setdefault(key[0], [])
            if len(key) not in lengths:
                lengths.append(len(key))
                lengths.sort(reverse=True)

    def get(self, key: tuple[str, ...]) -> Agency | None:
        return self._names.get(key)

    def find(self, text: str) -> Iterator[AgencyMatch]:
        tokens = tokenise(text)
        words = tuple(token.word for token in tokens)
        index = 0
        while index < len(words):
            length = self._match_at(words, index)
            if length == 0:
                index += 1
                continue
            agency = self._names[words[index : index + length]]
            if agency is not None:
                yield AgencyMatch(agency, tokens[index].start, tokens[index + length - 1].end)
            index += length

    def _match_at(self, words: tuple[str, ...], index: int) -> int:
        for length in self._lengths.get(words[index], ()):
            if index + length <= len(words) and words[index : index + length] in self._names:
                return length
        return 0


class AgencyDirectory:
    """All agencies of a corpus. Two communes' "Phòng Kinh tế" are two agencies, so every look-up names the commune."""

    def __init__(self, agencies: Iterable[Agency], lexicon: AgencyLexicon | None = None) -> None:
        self._lexicon = lexicon or load_agency_lexicon()
        by_commune: dict[str, list[Agency]] = {}
        for agency in agencies:
            by_commune.setdefault(agency.commune, []).append(agency)
        self._finders = {slug: NameFinder(self._names(group)) for slug, group in by_commune.items()}

    def resolve(self, text: str, commune: str) -> Agency | None:
        """Returns the agency of `commune` that `text` names, however it is spelt; None unless it names exactly one."""
        finder = self._finders.get(commune)
        key = self._lexicon.strip_scope(key_of(text))
        if finder is None or not key:
            return None
        exact = finder.get(key)
        if exact is not None:
            return exact
        found = {match.agency.agency_id: match.agency for match in finder.find(text)}
        return next(iter(found.values())) if len(found) == 1 else None

    def find_all(self, text: str, commune: str) -> tuple[AgencyMatch, ...]:
        """Returns every agency of `commune` named in `text`, longest names first at each place, in text order."""
        finder = self._finders.get(commune)
        return tuple(finder.find(text)) if finder else ()

    def _names(self, agencies: Iterable[Agency]) -> dict[tuple[str, ...], Agency | None]:
        names: dict[tuple[str, ...], Agency | None] = {key_of(name): None for name in self._lexicon.not_agencies}
        for agency in agencies:
            for alias in (agency.name, *agency.aliases):
                for key in self._lexicon.variants(alias):
                    names.setdefault(key, agency)
        return names


class AgencyRegistry:
    """The agencies of one commune, collected while its documents are read."""

    def __init__(self, commune: Commune, texts: Iterable[str], lexicon: AgencyLexicon | None = None) -> None:
        self._lexicon = lexicon or load_agency_lexicon()
        self._commune = commune
        self._by_key: dict[tuple[str, ...], Agency] = {}
        self._agencies: dict[str, Agency] = {}
        present = self._lexicon.bodies_in(texts)
        for body in present:
            self._add(self._agency_of(body), body.aliases)
        self._finder = NameFinder(
            {
                **dict.fromkeys(map(key_of, self._lexicon.not_agencies)),
                **{key: self._by_key[key] for key in self._by_key},
            }
        )

    @property
    def agencies(self) -> tuple[Agency, ...]:
        return tuple(sorted(self._agencies.values(), key=lambda agency: agency.agency_id))

    def ref(self, name: str) -> AgencyRef:
        """Returns the reference for a name as printed, adding an agency that was not known yet."""
        key = self._lexicon.strip_scope(key_of(name))
        agency = self._by_key.get(key)
        if agency is None:
            agency_id = f"{self._commune.slug}/{slugify(' '.join(key))}"
            agency = Agency(agency_id=agency_id, commune=self._commune.slug, name=name, aliases=())
            self._add(agency, ())
        return AgencyRef(agency_id=agency.agency_id, name=name)

    def find(self, text: str) -> tuple[AgencyMatch, ...]:
        """Returns the commune's bodies that `text` names by their official names, in text order."""
        return tuple(self._finder.find(text))

    def _agency_of(self, body: Body) -> Agency:
        return Agency(
            agency_id=f"{self._commune.slug}/{body.slug}",
            commune=self._commune.slug,
            name=body.name,
            aliases=tuple(dict.fromkeys((*body.aliases, *body.informal))),
        )

    def _add(self, agency: Agency, formal: Iterable[str]) -> None:
        self._agencies[agency.agency_id] = agency
        for name in (agency.name, *formal):
            for key in self._lexicon.variants(name):
                self._by_key.setdefault(self._lexicon.strip_scope(key), agency)
