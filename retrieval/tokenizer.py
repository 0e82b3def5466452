"""Text as search terms: diacritic-free syllables and pairs of them.

Vietnamese is written syllable by syllable and often typed without marks, so both sides are folded: "Đăng ký" and
"dang ky" are the same terms, and no segmenter is needed that would break on either. Pairs (bigrams) give back most of
what folding loses. See docs/adr/0004-hybrid-retrieval.md for the measurements.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.text import fold
from retrieval.errors import RetrievalError

# A number or document number stays one term (118/2025/nd-cp); everything else is a run of letters and digits.
# One-letter syllables ("y" of "y te") are terms too.
_TERM = re.compile(r"\d+(?:[/.,-]\w+)+|\w+")
_PART = re.compile(r"\w+")
_QUESTION_WORDS = Path(__file__).with_name("question_words.yaml")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text, in order and with repeats. A bigram is its two syllables joined by "_"."""

    unigrams: tuple[str, ...]
    bigrams: tuple[str, ...]


def syllables(text: str) -> list[str]:
    """Returns the folded syllables in order; a document number gives its parts ("104/KH-UBND" → 104, kh, ubnd)."""
    return _PART.findall(fold(text))


def whole_numbers(text: str) -> list[str]:
    """Returns numbers with inner punctuation, whole: "104/KH-UBND" → ["104/kh-ubnd"]."""
    return [match for match in _TERM.findall(fold(text)) if not _PART.fullmatch(match)]


def tokenize(text: str) -> Terms:
    """Returns the terms that a passage is indexed by. Equal for NFC and NFD, with and without diacritics."""
    parts = syllables(text)
    return Terms((*parts, *whole_numbers(text)), tuple(_pairs(parts)))


def _pairs(parts: Sequence[str]) -> Iterable[str]:
    return (f"{first}_{second}" for first, second in pairwise(parts))


class QuestionWords(BaseModel):
    """Words that belong to asking, not to what is asked about (từ để hỏi), in folded form.

    `words` count wherever they stand; `phrases` only where all their syllables stand together, for syllables that are
    meaningful elsewhere ("bao" of "bao nhieu" is also báo cáo and đảm bảo).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: frozenset[str]
    phrases: tuple[str, ...]

    @cached_property
    def _by_opening(self) -> dict[str, list[list[str]]]:
        """The syllables of each phrase, by the first of them."""
        by_opening: dict[str, list[list[str]]] = {}
        for wanted in map(str.split, self.phrases):
            by_opening.setdefault(wanted[0], []).append(wanted)
        return by_opening

    def mark(self, parts: Sequence[str]) -> list[bool]:
        """Returns for each syllable whether it only serves to ask."""
        marks = [part in self.words for part in parts]
        for start, part in enumerate(parts):
            for wanted in self._by_opening.get(part, ()):
                if list(parts[start : start + len(wanted)]) == wanted:
                    marks[start : start + len(wanted)] = [True] * len(wanted)
        return marks


def tokenize_query(text: str, question_words: QuestionWords) -> Terms:
    """Returns the terms to search for: once each, without the words that only serve to ask.

    Stopping is soft: a bigram goes only if both halves are question words, because hard removal destroys the phrases
    that tell near-duplicates apart. A query of nothing but question words keeps them all.
    """
    parts = syllables(text)
    marks = question_words.mark(parts)
    unigrams = [part for part, is_stopped in zip(parts, marks, strict=True) if not is_stopped]
    pairs = list(_pairs(parts))
    bigrams = [pair for pair, first, second in zip(pairs, marks, marks[1:], strict=False) if not (first and second)]
    if not unigrams and not bigrams:
        unigrams, bigrams = parts, pairs
    return Terms(tuple(dict.fromkeys((*unigrams, *whole_numbers(text)))), tuple(dict.fromkeys(bigrams)))


@cache
def load_question_words(path: Path = _QUESTION_WORDS) -> QuestionWords:
    """Reads the word list.

    Raises:
        RetrievalError: The file is not of the expected form.
    """
    try:
        return QuestionWords.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise RetrievalError(f"Không đọc được danh sách từ để hỏi {str(path)!r}: hãy sửa lại tệp này.") from exc
