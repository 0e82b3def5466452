"""True sentences of the five plans with one thing changed: none passes the check, however small the change."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.library import Library
from bot.model.checking import Ground, SentenceCheck
from bot.model.wording import words_of
from corpus.documents import Agency, Section
from corpus.text import fold
from prompts.loader import load_words
from prompts.model_rules import load_model_rules

MUTATIONS = 10_000
_NUMBER = re.compile(r"(?<![\w/.,-])\d+(?:[.,]\d+)*(?![\w/.,-]*\w)")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(20\d\d)\b")
_UNIT = re.compile(r"(?<=\d)\s*(?:%|ngày|tháng|năm|giờ|lần|tuần)(?!\w)")
_COMPARATOR = re.compile(
    r"(?i)\b(tối thiểu|ít nhất|không quá|tối đa|trên|dưới|từ)\s+(?=\d)|(?<=[\d%])\s+(trở lên|trở xuống)\b"
)
_NEGATION = re.compile(r"\b(không|chưa)\s+(?=\w)")
_UNITS = ("%", "ngày", "tháng", "năm", "giờ", "lần", "tuần")
_COMPARATORS = ("tối thiểu", "tối đa", "không quá", "dưới", "trên", "khoảng")
# Words of one kind: to put one in another's place changes nothing.
_ALIKE = ({"tối thiểu", "ít nhất"}, {"không quá", "tối đa"})
_COMMUNES = ("Lạc Phượng", "Tân An", "Lê Lợi", "Lộc Bình", "Phong Thổ")
_LONGEST = 600
_SHORTEST = 8


@dataclass(frozen=True)
class Truth:
    """What a source says, and the ground that a model would have cited for it."""

    text: str
    ground: Ground
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """`span` of a true text, and what is put in its place."""

    kind: str
    span: tuple[int, int]
    new: str

    def of(self, text: str) -> str:
        return text[: self.span[0]] + self.new + text[self.span[1] :]


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.kit.library


@pytest.fixture(scope="module")
def check(library: Library) -> SentenceCheck:
    names = [names for _, names in library.agency_phrases]
    return SentenceCheck(load_model_rules(), names, load_words().split("function_words"))


@pytest.fixture(scope="module")
def sections(library: Library) -> list[Section]:
    words = ((section, len(section.text.split())) for section in library.corpus.sections)
    return [s for s, count in words if s.kind != "heading" and count >= _SHORTEST and len(s.text) <= _LONGEST]


@pytest.fixture(scope="module")
def truths(library: Library, check: SentenceCheck, sections: list[Section]) -> list[Truth]:
    found = [_truth(library, section) for section in sections]
    return [truth for truth in found if not check.violations(truth.text, [truth.ground]) and _can_change(truth)]


def _truth(library: Library, section: Section) -> Truth:
    document = library.document(section.document_id)
    about = f"{document.title} ; {library.commune(document.commune).name} ; {document.document_number or ''}"
    named = tuple(a.name for a in library.corpus.agencies if a.commune == document.commune and a.name in section.text)
    return Truth(section.text.lstrip("-+ "), Ground(section.text, about), named)


def _can_change(truth: Truth) -> bool:
    patterns = (_NUMBER, _DATE, _UNIT, _COMPARATOR, _NEGATION)
    return bool(truth.agencies) or any(pattern.search(truth.text) for pattern in patterns)


def _is_another(old: str, agency: Agency) -> bool:
    """Whether an agency is not one that goes by the old name, wholly or in part."""
    names = {fold(name) for name in (agency.name, *agency.aliases)}
    return not any(name in fold(old) or fold(old) in name for name in names)


def _changes(draw: st.DrawFn, truth: Truth, agencies: Sequence[Agency]) -> Iterator[Change]:
    """Yields one change of each kind that the text allows."""
    text = truth.text
    numbers = list(_NUMBER.finditer(text))
    if numbers:
        place = draw(st.sampled_from(numbers))
        yield Change("another number", place.span(), str(draw(st.integers(1, 3000))))
        yield Change("another digit", place.span(), place.group() + str(draw(st.integers(0, 9))))
        others = [m.group() for m in numbers if m.group() != place.group()]
        if others:
            yield Change("a number of the same passage", place.span(), draw(st.sampled_from(others)))
        more = draw(st.integers(1, 3000).filter(lambda number: number != int(re.sub(r"\D", "", place.group()))))
        yield Change("one more number", (place.end(), place.end()), f" và {more}")
    for kind, pattern, new in (
        ("another unit", _UNIT, " " + draw(st.sampled_from(_UNITS))),
        ("another comparator", _COMPARATOR, draw(st.sampled_from(_COMPARATORS)) + " "),
        ("a comparator left out", _COMPARATOR, ""),
        ("a negation left out", _NEGATION, ""),
        (
            "another day",
            _DATE,
            f"{draw(st.integers(1, 28))}/{draw(st.integers(1, 12))}/{draw(st.integers(2020, 2030))}",
        ),
    ):
        found = list(pattern.finditer(text))
        if found:
            yield Change(kind, draw(st.sampled_from(found)).span(), new)
    if truth.agencies:
        old = draw(st.sampled_from(truth.agencies))
        span = (text.index(old), text.index(old) + len(old)) if old in text else None
        if span:
            yield Change(
                "another agency", span, draw(st.sampled_from([a.name for a in agencies if _is_another(old, a)]))
            )
            rest = [name for name in truth.agencies if fold(name) not in fold(old) and fold(old) not in fold(name)]
            if rest:
                yield Change("an agency of the same passage", span, draw(st.sampled_from(rest)))
    for name in _COMMUNES:
        if name in text:
            start = text.index(name)
            new = draw(st.sampled_from([other for other in _COMMUNES if other != name]))
            yield Change("another commune", (start, start + len(name)), new)


def _is_a_change(text: str, change: Change) -> bool:
    """Whether something else is said now: "02" for "2", "tối thiểu" for "ít nhất" is none."""
    old = text[slice(*change.span)].strip().lower()
    if any({old, change.new.strip()} <= alike for alike in _ALIKE):
        return False
    before, after = words_of(text), words_of(change.of(text))
    return [word.text for word in before] != [word.text for word in after]


def test_the_sources_own_sentences_pass(
    library: Library, check: SentenceCheck, sections: list[Section], say: Callable[[str], None]
) -> None:
    refused = [
        section.text
        for section in sections
        for truth in [_truth(library, section)]
        if check.violations(truth.text, [truth.ground])
    ]

    say(f"\nsentences of the plans that pass the check: {len(sections) - len(refused)} of {len(sections)}")
    assert len(refused) <= len(sections) // 100, refused


@pytest.mark.slow
def test_no_mutation_of_a_true_sentence_passes(
    library: Library, check: SentenceCheck, truths: list[Truth], say: Callable[[str], None]
) -> None:
    tried: Counter[str] = Counter()

    @settings(
        max_examples=MUTATIONS // 3,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def mutate(data: st.DataObject) -> None:
        truth = data.draw(st.sampled_from(truths))
        for change in data.draw(st.composite(lambda draw: list(_changes(draw, truth, library.corpus.agencies)))()):
            if not _is_a_change(truth.text, change):
                continue
            tried[change.kind] += 1
            said = change.of(truth.text)
            assert check.violations(said, [truth.ground]), f"{change.kind}: {said}\n<- {truth.text}"

    mutate()
    say(f"\nmutations of true sentences, none of which passed: {tried.total()} ({dict(tried)})")
    assert tried.total() >= MUTATIONS
