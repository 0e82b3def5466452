"""Reads a question: facets by pattern, slots by lookup, and what is left is its topic."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, pairwise

from bot.understanding.normalisation import NormalisedText, Normaliser
from bot.understanding.phrases import PhraseTable
from bot.understanding.places import PlaceFinder, Places
from bot.understanding.times import times_in
from bot.understanding.topic import TopicBuilder
from bot.understanding.understanding import PART_UNITS, AgencyMention, Understanding, YearSpan
from corpus.documents import Agency
from corpus.restoration import modern
from corpus.text import fold
from prompts.loader import Facet, Routing, Words
from retrieval.tokenizer import syllables

_YEARS = re.compile(r"\b(20[0-4]\d)(?:[-/ ]+(?:den |toi |nam )*(20[0-4]\d))?\b")
# "các chỉ tiêu giai đoạn 2028-2030" is about no matter that has "giai đoạn" in its title.
_YEARS_OPEN = re.compile(r"\b(?:giai doan|thoi ky|nam) 20[0-4]\d\b")
# "6 tháng cuối năm", of a year that is not named: the plan's own
_HALF_YEAR = re.compile(r"\b(?:trong )?(?:6|sau) thang (?:dau|cuoi|con lai|toi)(?: cua)?(?: nam)?(?: nay)?\b")
# "quý 2/2027"
_QUARTER = re.compile(r"\bquy (?:\d|iv|i{1,3})(?:/20\d\d)?\b")
# "gd 28-30"
_SHORT_YEARS = re.compile(r"\bgiai doan ([23]\d)-([23]\d)\b")
_DOCUMENT_NUMBER = re.compile(r"^\d+[\w.]*(?:[/-][a-z0-9]+)*[/-][a-z]")
_NUMBER_AFTER_TYPE = re.compile(
    r"\b(?:quyet dinh|nghi quyet|nghi dinh|chi thi|cong van|ket luan|ke hoach|thong tu) (?:so )?"
    r"(\d+(?:[./]\d+)*)\b(?![-/])(?! (?:thang|tuan|quy)\b)"
)
_SHARE = re.compile(r"(?<![\w/.-])(\d+(?:[.,]\d+)?) ?(?:%|phan tram\b)")
_PLAIN_NUMBER = re.compile(r"(?<![\w/.-])(\d{1,3})(?![\w/.%-])")
_ANNEX = re.compile(r"\bphu luc(?: so)?(?: [ivx]+\b| \d+)?")
_TASK_NUMBER = re.compile(
    r"\b(?:nhiem vu (?:(?:so|thu) )?|viec so )\d{1,2}(?: (?:va|voi|den)?(?: ?nhiem vu)?(?: ?so| ?thu)? ?\d{1,2})*\b"
)
# "ông Trịnh Khắc Tấn", "Chủ tịch Bùi Văn Khoan": who a question says has signed.
_NAMED_PERSON = re.compile(
    r"(?:[Ôô]ng|[Bb]à|[Cc]hủ tịch(?: xã| phường| UBND xã)?|[Đđ]ồng chí)((?: [A-ZĐ][^\W\d_A-Z]+){2,4})"
)
_DATE = re.compile(r"\d{1,2}(?:/\d{1,2})?/20\d\d|\d{1,2}/\d{1,2}")
_SO_VOI = re.compile(r"\bso voi (?:nam |voi nam |giai doan )?20\d\d(?:[- ]+20\d\d)?")
_UNIT = re.compile(r"\b(?:bao nhieu|may) (?:(?:cai|con|chiec|thu|loai) )?(%|[a-z]+)")
_ASKS_PERCENT = re.compile(r"\b(?:bao nhieu|may) (?:phan tram|%)")
_PERCENT = re.compile(r"phan (tram|nghin)\b")
_ASKS_SHARE = re.compile(r"%|\bphan tram\b|\b(?:ty|ti) le\b|\bchi tieu\b.*\bbao nhieu\b")
_PART = re.compile(
    r"\b(?:bao nhieu|may) (?:linh vuc|noi dung|phan|muc|nhom|mang)(?: lon| nho| chinh)?\b|"
    r"\b(?:phan|muc) (?:so )?[ivx]+\b"
)
_ASIDE_LENGTH = 6
# A shorter number may count anything.
_CITED_LENGTH = 3
# "Công chức Địa chính - Xây dựng"
_OFFICE = re.compile(r"[Cc]ông chức ([A-ZĐ][^\W\d_]+ [^\W\d_]+)(?: - [^\W\d_]+ [^\W\d_]+)?")
_QUESTION_WORDS = frozenset({"gi", "nao", "ai", "nhieu", "may", "dau", "sao", "khi", "lau", "gio"})
_CLAUSE_MARK = re.compile(r"[,.?!;]+\s+")
# "có gửi cho trường học không"
_SENT_TO = re.compile(r"\b(?:gui|chuyen)(?: ca)?(?: ke hoach| van ban)? (?:cho|den|toi|len|ve)\b.*")
_PLURALS = frozenset({"cac", "nhung", "moi"})
# A question that still weighs this much after a document facet's own words is about something else.
_OWN_TOPIC = 2.4


class Reader:
    """Reads normalised questions against one corpus."""

    def __init__(
        self,
        normaliser: Normaliser,
        places: PlaceFinder,
        agencies: tuple[Agency, ...],
        topics: TopicBuilder,
        routing: Routing,
        own_numbers: frozenset[str],
        cited_numbers: frozenset[str],
        signatories: frozenset[str],
        words: Words,
        corpus_pairs: Container[tuple[str, str]],
        collocations: Container[tuple[str, str]],
    ) -> None:
        self._collocations = collocations
        self._normaliser = normaliser
        self._places = places
        self._topics = topics
        self._own_numbers = own_numbers
        # "cái 2943 ra ngày nào": the documents that the plans cite are known by the number alone, if it is no count.
        self._cited_numbers = frozenset(head for head in map(_head, cited_numbers) if len(head) >= _CITED_LENGTH)
        self._signatories = signatories
        self._common_words = words.common
        self._function_words = words.split("function_words")
        self._unknown_heads = words.split("unknown_agency_heads")
        self._posts = tuple((post, re.compile(rf"(?<!\bla )(?<!\blam ){fold(post)}\b")) for post in words.posts)
        self._not_agency_names = words.split("not_agency_names")
        self._not_agency_before = words.split("not_agency_before")
        self._corpus_pairs = corpus_pairs
        self._own_subject = tuple(re.compile(rf"\b{fold(phrase)}\b") for phrase in words.own_subject)
        self._facets = tuple(
            (facet, tuple(re.compile(pattern) for pattern in facet.patterns), frozenset(facet.words.split()))
            for facet in routing.facets
        )
        self._unavailable = {name: _compile(patterns) for name, patterns in routing.unavailable.items()}
        self._yes_no = _compile(routing.yes_no)
        self._period_words = routing.period_words
        self._hearsay = _compile(routing.hearsay)
        self._openings = _compile(routing.openings)
        self._added = re.compile(routing.afterthoughts.opens)
        self._added_asks = re.compile(routing.afterthoughts.asks)
        self._asides = _compile(chain.from_iterable(routing.asides.values()))
        self._follow_up = _compile((*routing.follow_up, *routing.corrections))
        self._own_place = _compile(routing.own_place)
        self._corrections = _compile(routing.corrections)
        self._homographs = frozenset(tuple(map(modern, phrase.split())) for phrase in routing.homographs)
        self._cues = {name: _compile(patterns) for name, patterns in routing.cues.items()}
        self._pronouns = _compile(routing.pronouns)
        self._agencies = _agency_table(agencies, frozenset(routing.agency_heads), frozenset(routing.generic_agencies))

    def normalise(self, question: str) -> NormalisedText:
        """Returns `question` written out, without what leads up to it and follows: what patterns are held against."""
        return self._without_opening(self._normaliser.normalise(self._without_afterthought(question)))

    def read(self, question: str) -> Understanding:
        """Returns the reading of `question` on its own, without the conversation before it."""
        return self.understand(self.normalise(question))

    def understand(self, text: NormalisedText) -> Understanding:
        """Returns the reading of a question that is written out already."""
        folded = text.folded
        places = self._places.find(text)
        agency_spans = tuple(
            (start, end, mention)
            for start, end, mention in self._agencies.find(text.tokens)
            if text.tokens[end : end + 1] != ("nao",)
        )
        asked = self._without_homographs(text)
        facets = [facet for facet, patterns, _ in self._facets if any(p.search(asked) for p in patterns)]
        if not any(facet.name in ("listing", "count") for facet in facets):
            agency_spans = tuple(span for span in agency_spans if not span[2].is_generic)
        fixed = self._fixed_positions(text, places, tuple((start, end) for start, end, _ in agency_spans))
        asides = [match for pattern in self._yes_no for match in pattern.finditer(folded)]
        fixed |= {i for match in asides for i in _positions(folded, match) if match.group().count(" ") <= _ASIDE_LENGTH}
        fixed |= {
            i
            for p in (
                *(_ANNEX, _TASK_NUMBER, _PART, _YEARS_OPEN, _SHORT_YEARS, _HALF_YEAR),
                *(*self._asides, *self._hearsay, *self._own_place, *self._corrections),
            )
            for match in p.finditer(folded)
            for i in _positions(folded, match)
        }
        fixed |= {i for match in _QUARTER.finditer(folded) for i in _positions(folded, match)}
        is_correction = any(pattern.search(folded) for pattern in self._corrections)
        if is_correction and text.tokens[-1] == "co":
            # "Lộc Bình cơ": the particle that insists.
            fixed.add(len(text.tokens) - 1)
        claimed_name = self._claimed_name(text)
        fixed |= {i for i, token in enumerate(text.tokens) if claimed_name and token in claimed_name.split()}
        is_yes_no = any(pattern.search(folded) for pattern in (*self._yes_no, *self._hearsay))
        claimed = _claimed(folded, is_yes_no)
        # A figure put forward without a question is a claim to be checked.
        is_yes_no = is_yes_no or (bool(claimed) and not _QUESTION_WORDS & set(text.tokens))
        facets = self._settle(facets, text, fixed) or self._implied(
            claimed, is_yes_no=is_yes_no, names=bool(agency_spans)
        )
        if _ASKS_PERCENT.search(folded) and any(facet.name == "figure" for facet in facets):
            # "mấy năm cuối đạt bao nhiêu phần trăm" asks for no day.
            facets = [facet for facet in facets if facet.name != "deadline"]
        own = {i for p in self._own_subject for match in p.finditer(folded) for i in _positions(folded, match)}
        explained = fixed | own | self._explained_by(facets, text)
        return Understanding(
            text=text,
            facets=tuple(facet.name for facet in facets),
            communes=places.communes,
            unknown_place=places.unknown,
            agencies=tuple(mention for _, _, mention in agency_spans),
            years=_years(text),
            document_numbers=_document_numbers(text) or self._cited(text),
            claimed_values=claimed,
            claimed_times=times_in(folded) if is_yes_no else frozenset(),
            claim=_without(text.tokens, folded, asides) if is_yes_no else "",
            is_yes_no=is_yes_no,
            is_follow_up=any(pattern.search(folded) for pattern in (*self._follow_up, *self._pronouns)),
            unavailable=next((n for n, ps in self._unavailable.items() if any(p.search(asked) for p in ps)), None),
            topic=self._topics.build(text.tokens, text.written, frozenset(explained), is_restored=text.is_restored),
            whole_topic=self._topics.build(text.tokens, text.written, frozenset(fixed), is_restored=text.is_restored),
            task_numbers=_task_numbers(folded),
            claimed_name=claimed_name,
            asked_unit=self._asked_unit(text),
            unknown_agency=(None if agency_spans else self._unknown_agency(text, facets)) or self._post(text, facets),
            is_commune_named=bool(places.communes),
            names_own_place=any(pattern.search(folded) for pattern in self._own_place),
            is_correction=is_correction,
            cues=tuple(name for name, ps in self._cues.items() if any(p.search(folded) for p in ps)),
            is_about_own_subject=bool(own),
            relative_period=next((w for words, w in self._period_words.items() if f" {words} " in f" {folded} "), None),
        )

    def _without_afterthought(self, question: str) -> str:
        """Returns the question without a last clause about the person who asks; what is left must ask something."""
        parts = list(_CLAUSE_MARK.finditer(question))
        for mark in parts:
            asked, added = fold(question[: mark.start()]), fold(question[mark.end() :]).strip(" .!")
            if (
                self._added.match(added)
                and not self._added_asks.search(added)
                and _QUESTION_WORDS & set(re.findall(r"\w+", asked))
            ):
                return question[: mark.start()]
        return question

    def _without_opening(self, text: NormalisedText) -> NormalisedText:
        """Returns the question without what leads up to it ("cho em hỏi"), which asks nothing: "hỏi ai" would."""
        opening = next((match for pattern in self._openings if (match := pattern.match(text.folded))), None)
        if opening is None:
            return text
        asked = opening.group().count(" ")
        return replace(text, tokens=text.tokens[asked:], written=text.written[asked:])

    def _without_homographs(self, text: NormalisedText) -> str:
        """Returns the folded question with underscores for the words that only look like question words."""
        written = tuple(map(modern, text.written))
        hidden = {i + k for i, pair in enumerate(pairwise(written)) if pair in self._homographs for k in (0, 1)}
        if not text.is_restored:
            hidden |= {i for i, word in enumerate(written) if (word,) in self._homographs}
        return " ".join("_" * len(token) if i in hidden else token for i, token in enumerate(text.tokens))

    def _settle(self, facets: list[Facet], text: NormalisedText, fixed: set[int]) -> list[Facet]:
        """Keeps document facets only where the question is about nothing else."""
        about_document = [facet for facet in facets if facet.is_about_document]
        if not about_document:
            return facets
        if any(facet.name == "recipients" for facet in about_document):
            if self._is_of_sending(facets, text, fixed):
                return [facet for facet in about_document if facet.name == "recipients"]
            facets = [facet for facet in facets if facet.name != "recipients"]
        explained = frozenset(fixed | self._explained_by(facets, text))
        if self._topics.build(text.tokens, text.written, explained, is_restored=text.is_restored).weight <= _OWN_TOPIC:
            return [facet for facet in facets if facet.is_about_document or facet.name == "compare"]
        return [facet for facet in facets if not facet.is_about_document]

    def _is_of_sending(self, facets: list[Facet], text: NormalisedText, fixed: set[int]) -> bool:
        """Tells whether nothing is asked but to whom the plan goes; whom it is asked about is no other matter."""
        sent_to = _SENT_TO.search(text.folded)
        explained = fixed | self._explained_by(facets, text) | set(_positions(text.folded, sent_to) if sent_to else ())
        topic = self._topics.build(text.tokens, text.written, frozenset(explained), is_restored=text.is_restored)
        return topic.weight <= _OWN_TOPIC

    def _implied(self, claimed: tuple[Decimal, ...], *, is_yes_no: bool, names: bool) -> list[Facet]:
        """A claim asks for what it claims: a share for the figure, an agency for who leads."""
        wanted = "figure" if claimed else "lead" if is_yes_no and names else None
        return [facet for facet, _, _ in self._facets if facet.name == wanted]

    def _claimed_name(self, text: NormalisedText) -> str | None:
        """Returns the folded name of a person that the question puts forward: any in capitals, a signatory's anyhow."""
        found = _NAMED_PERSON.search(text.text)
        if found:
            return " ".join(fold(found.group(1)).split())
        return next((name for name in self._signatories if f" {name} " in f" {text.folded} "), None)

    def _unknown_agency(self, text: NormalisedText, facets: list[Facet]) -> str | None:
        """Returns the name of an agency that no commune here has ("phòng tài nguyên"), or None.

        Where nothing but a figure is asked for, the place is no agency at work ("đi trạm xá khám bệnh").
        """
        if facets and all(facet.name == "figure" for facet in facets):
            return None
        office = _OFFICE.search(text.text)
        if office and not self._is_written(office.group(1)):
            return office.group(0)[0].lower() + office.group(0)[1:]
        for position, token in enumerate(text.tokens[:-2]):
            following = text.tokens[position + 1]
            before = modern(text.written[position - 1]) if position else ""
            is_of_another_word = (
                before in self._not_agency_before or (before, modern(text.written[position])) in self._collocations
            )
            if (
                text.written[position] not in self._unknown_heads
                or is_of_another_word
                or fold(before) in _PLURALS
                or (token, following) in self._corpus_pairs
            ):
                continue
            words = text.written[position + 1 : position + 3]
            if not set(words) & self._common_words and following not in self._not_agency_names:
                return f"{text.written[position]} {' '.join(words)}"
        return None

    def _post(self, text: NormalisedText, facets: list[Facet]) -> str | None:
        """Returns the post whose work is asked for ("kế toán làm gì"), or None."""
        if not any(facet.name == "listing" for facet in facets):
            return None
        return next((post for post, pattern in self._posts if pattern.search(text.folded)), None)

    def _asked_unit(self, text: NormalisedText) -> str | None:
        """Returns "%" where a share is asked for, the noun where a number of something is, else None."""
        found = _UNIT.search(text.folded)
        is_part = found is not None and found.group(1) in PART_UNITS and not _PERCENT.match(text.folded, found.start(1))
        if _ASKS_SHARE.search(text.folded) and not is_part:
            return "%"
        if found is None or found.group(1) == "%":
            return found and found.group(1)
        position = text.folded.count(" ", 0, found.start(1))
        word, following = (*text.written, "")[position : position + 2]
        # "bác" alone is whom one speaks to, "bác sĩ" is counted.
        is_compound = following not in self._common_words and following.isalpha()
        is_noun = word not in self._function_words or found.group(1) in PART_UNITS or is_compound
        return found.group(1) if is_noun else None

    def _cited(self, text: NormalisedText) -> tuple[str, ...]:
        """Returns the bare numbers that are those of documents which a plan cites."""
        pairs = zip(text.tokens, (*text.tokens, "")[1:], strict=False)
        return tuple(
            token
            for token, after in pairs
            if token in self._cited_numbers and not _YEARS.fullmatch(token) and after not in ("%", "phan")
        )

    def _is_written(self, name: str) -> bool:
        return any(pair in self._corpus_pairs for pair in pairwise(syllables(name)))

    def _explained_by(self, facets: list[Facet], text: NormalisedText) -> set[int]:
        names = {facet.name for facet in facets}
        words: set[str] = set()
        for facet, _, facet_words in self._facets:
            if facet.name in names:
                words |= facet_words
        explained = {position for position, token in enumerate(text.tokens) if token in words}
        return {position for position in explained if not self._is_part_of_another_word(text, position, explained)}

    def _is_part_of_another_word(self, text: NormalisedText, position: int, explained: set[int]) -> bool:
        """Tells whether a facet's word is really half of a compound that the question is about ("đất" of "đất đai")."""
        written = (*map(modern, text.written), "")
        before, after = position - 1, position + 1
        return (after not in explained and (written[position], written[after]) in self._collocations) or (
            before >= 0 and before not in explained and (written[before], written[position]) in self._collocations
        )

    def _fixed_positions(
        self, text: NormalisedText, places: Places, agency_spans: tuple[tuple[int, int], ...]
    ) -> set[int]:
        positions = {i for start, end in (*places.spans, *agency_spans) for i in range(start, end)}
        # "bên tài chính kế toán" is the office and nothing beside it.
        positions |= {start - 1 for start, _ in agency_spans if start and text.tokens[start - 1] == "ben"}
        following = (*text.tokens, "")[1:]
        for position, (token, after) in enumerate(zip(text.tokens, following, strict=True)):
            is_share = token[:1].isdigit() and after in ("%", "phan")
            is_time = _YEARS.fullmatch(token) or _DATE.fullmatch(token)
            if is_share or token == "%" or is_time or token in self._own_numbers:
                positions.add(position)
        for match in _NUMBER_AFTER_TYPE.finditer(text.folded):
            if any(number.split("/")[0] == match.group(1) for number in self._own_numbers):
                positions.update(_positions(text.folded, match))
        return positions


def _without(tokens: Sequence[str], folded: str, matches: Iterable[re.Match[str]]) -> str:
    left_out = {i for match in matches if match.group().count(" ") <= _ASIDE_LENGTH for i in _positions(folded, match)}
    return " ".join(token for i, token in enumerate(tokens) if i not in left_out)


def _head(number: str) -> str:
    """Returns the digits that a document's number opens with."""
    found = re.match(r"\d+", number)
    return found.group() if found else ""


def _task_numbers(folded: str) -> tuple[str, ...]:
    found = _TASK_NUMBER.search(folded)
    return tuple(re.findall(r"\d{1,2}", found.group())) if found else ()


def _positions(folded: str, match: re.Match[str]) -> range:
    """Returns the token positions that a match over space-joined tokens spans."""
    return range(folded.count(" ", 0, match.start()), folded.count(" ", 0, match.end()) + 1)


def _compile(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _agency_table(
    agencies: tuple[Agency, ...], heads: frozenset[str], generic: frozenset[str]
) -> PhraseTable[AgencyMention]:
    """Returns the names by which a question can mean an agency: those that open like one, and written abbreviations.

    "Một cửa" or "sự nghiệp công" alone is more often the matter than the agency.
    """
    by_alias: dict[str, dict[str, Agency]] = {}
    for agency in agencies:
        if any(fold(agency.name).startswith(word) for word in generic):
            continue
        spellings = (agency.name, *agency.aliases)
        # People leave the "và" out: "văn phòng hđnd ubnd".
        for alias in (*spellings, *(name.replace(" và ", " ") for name in spellings if " và " in name)):
            is_written_short = " " not in alias and alias.isupper() and len(alias) > 2
            if fold(alias).split()[0] not in heads and " - " not in alias and not is_written_short:
                continue
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
    plain = _SO_VOI.sub(" ", " ".join(token for token in text.tokens if "/" not in token))
    plain = _SHORT_YEARS.sub(r"giai doan 20\1-20\2", plain)
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
