"""Which communes a question names, and which it names that this deployment does not hold."""

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise, takewhile

from bot.understanding.normalisation import NormalisedText
from bot.understanding.phrases import PhraseTable
from bot.understanding.place_names import PlaceNames
from bot.understanding.spelling import is_vietnamese_syllable
from corpus.documents import Commune
from corpus.restoration import modern
from corpus.text import fold
from prompts.loader import Words
from retrieval.tokenizer import syllables

# Log odds that two syllables are a name: of any, of one that opens with a plain word, and whatever stands beside it.
_NO_NAME = 1.0
_LIKELY_NAME = 3.0
_SURE_NAME = 7.0
_CERTAIN_NAME = 10.5
_CLAUSE_OPENERS = frozenset({"co", "ai", "chi", "thi", "dat", "giao", "ky", "muc", "ty", "ti", "de", "phai"})
_UNIT_WORDS = {"xa": "xã", "phuong": "phường"}
_PROVINCE_UNIT = re.compile(r"^(tỉnh|thành phố) ")
_NAMED = re.compile(r"\b([Xx][ãa]|[Pp]h[ưu][ờo]ng|[Tt]h[ịi] tr[ấa]n|[Đđ]ặc khu)((?: \w+){1,4})")
# "Chủ tịch UBND xã Nguyễn Văn A": the office's holder, no place.
_TITLE = re.compile(r"([Cc]hủ tịch|[Bb]í thư|[Ôô]ng|[Bb]à)( UBND| Ủy ban nhân dân)? $")


@dataclass(frozen=True, slots=True)
class Places:
    """Slugs of the communes named, the spans of tokens they stand at, and a place that is not held (its name)."""

    communes: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    unknown: str | None


class PlaceFinder:
    """Finds communes by name, with or without "xã"/"phường", and recognises names that are not held."""

    def __init__(
        self,
        communes: tuple[Commune, ...],
        words: Words,
        corpus_pairs: Container[tuple[str, str]],
        spoken_pairs: Container[tuple[str, str]],
        written_pairs: Container[tuple[str, str]],
        names: PlaceNames,
    ) -> None:
        self._names = names
        self._folded_common = frozenset(map(fold, words.common))
        self._folded_function = frozenset(map(fold, words.split("function_words")))
        self._table: PhraseTable[tuple[str, tuple[str, ...]]] = PhraseTable()
        self._not_names = words.split("not_place_names")
        self._common_words = words.common
        self._pairs = corpus_pairs
        self._spoken = spoken_pairs
        self._written_pairs = written_pairs
        self._provinces: PhraseTable[str] = PhraseTable()
        for commune in communes:
            self._provinces.add(commune.province, commune.province)
            self._provinces.add(_PROVINCE_UNIT.sub("", commune.province), commune.province)
            for name in (commune.name, *commune.aliases, commune.name.split(" ", 1)[-1]):
                self._table.add(name, (commune.slug, tuple(map(modern, name.lower().split()))))

    def find(self, text: NormalisedText) -> Places:
        """Returns what is named; beside a held commune only a name in capitals counts as another place."""
        found = [
            (start, end, slug)
            for start, end, (slug, name) in self._table.find(text.tokens)
            if not self._is_other_phrase(text, start, end, name)
        ]
        communes = tuple(dict.fromkeys(slug for _, _, slug in found))
        # "xã Lộc Bình, tỉnh Lạng Sơn" names one place; a province by itself is another matter.
        ends = {end for _, end, _ in found}
        provinces = [span for span in self._provinces.find(text.tokens) if span[0] in ends]
        spans = tuple((start, end) for start, end, _ in (*found, *provinces))
        taken = {position for start, end in spans for position in range(start, end)}
        unknown = self._unknown_in_capitals(text)
        # Who writes with marks and capitals writes a place with a capital.
        writes_capitals = not text.is_restored and text.text[:1].isupper()
        if unknown is None and not communes and not writes_capitals:
            unknown = self._unknown(text) or self._unknown_by_syllables(text, taken)
        return Places(communes, spans, unknown)

    def _is_other_phrase(self, text: NormalisedText, start: int, end: int, name: tuple[str, ...]) -> bool:
        """Tells "lề lối" from "Lê Lợi": no syllable is written as in the name, and each carries marks of its own.

        Marks that were restored are no proof: there the documents must write that very phrase after the word before it.
        """
        written = text.written[start:end]
        is_marked_otherwise = len(name) == len(written) and all(
            modern(word) != own and fold(word) != word for word, own in zip(written, name, strict=True)
        )
        is_named_as_place = start > 0 and text.tokens[start - 1] in _UNIT_WORDS
        if not is_marked_otherwise or is_named_as_place:
            return False
        phrase = tuple(map(modern, text.written[max(start - 1, 0) : end]))
        return not text.is_restored or (start > 0 and all(pair in self._written_pairs for pair in pairwise(phrase)))

    def _unknown_in_capitals(self, text: NormalisedText) -> str | None:
        for named in _NAMED.finditer(text.text):
            words = list(takewhile(lambda word: word[0].isupper() and not word.isupper(), named.group(2).split()))
            folded = syllables(" ".join(words))
            # A name that the documents themselves write (a signatory's after "Chủ tịch xã") is no place.
            is_person = _TITLE.search(text.text[: named.start()]) is not None and len(named.group(2).split()) > 2
            if is_person:
                continue
            if (words and not all(pair in self._pairs for pair in pairwise(folded))) or len(folded) == 1:
                return f"{named.group(1).lower()} {' '.join(words)}"
        return None

    def _unknown_by_syllables(self, text: NormalisedText, taken: Container[int]) -> str | None:
        """Returns what follows "xã" or "phường" and looks like a name by its syllables alone.

        The more a syllable is one of plain words, the surer the rest must be.
        """
        tokens = text.tokens
        for position, token in enumerate(tokens[:-2]):
            unit = _UNIT_WORDS.get(token)
            first, second = tokens[position + 1], tokens[position + 2]
            if unit is None or position + 1 in taken or position + 2 in taken or not (first + second).isalpha():
                continue
            third = tokens[position + 3] if position + 3 < len(tokens) else ""
            if (first, second) in self._pairs or (second, third) in self._pairs or (second, third) in self._spoken:
                # "xa tinh rut ngan" asks how much is cut.
                continue
            if first in self._folded_function and not is_vietnamese_syllable(second):
                # "xa co app gi" is no name; "xa ea kar" is one.
                continue
            score = self._names.score(first, second)
            if position == 0 and third in _CLAUSE_OPENERS and first != "minh" and score >= _LIKELY_NAME:
                # "xa hoa binh co bao nhieu nhiem vu": what a question opens with is its subject.
                return f"{unit} {' '.join(word.capitalize() for word in text.written[position + 1 : position + 3])}"
            is_plain = first in self._folded_common or first in self._not_names
            may_follow = second not in self._folded_function and second not in self._not_names
            needed = _SURE_NAME if is_plain or not may_follow else _LIKELY_NAME
            if score >= _CERTAIN_NAME or (
                score >= needed and may_follow and not (is_plain and self._is_common(second))
            ):
                return f"{unit} {' '.join(word.capitalize() for word in text.written[position + 1 : position + 3])}"
        return None

    def _is_common(self, token: str) -> bool:
        return token in self._folded_common

    def _unknown(self, text: NormalisedText) -> str | None:
        tokens = text.tokens
        for position, token in enumerate(tokens[:-2]):
            unit = _UNIT_WORDS.get(token)
            first, second = tokens[position + 1], tokens[position + 2]
            is_name = is_vietnamese_syllable(first) and is_vietnamese_syllable(second)
            if unit is None or not is_name or {first, second} & self._not_names:
                continue
            if set(text.written[position + 1 : position + 3]) & self._common_words:
                continue
            if (token, first) in self._pairs or (first, second) in self._pairs:
                continue
            if self._names.score(first, second) < _NO_NAME:
                # "xa thu phi gi": no syllables of a name.
                continue
            name = " ".join(word.capitalize() for word in text.written[position + 1 : position + 3])
            return f"{unit} {name}"
        return None
