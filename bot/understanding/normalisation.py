"""The question as typed → one spelling that every rule reads: abbreviations, teencode and contractions written out.

Rules read the folded form, so a question means the same typed with or without diacritics.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.understanding.chat_spelling import ChatSpelling
from bot.understanding.known_pairs import KnownPairs
from bot.understanding.phrases import PhraseTable
from bot.understanding.spelling import is_vietnamese_syllable, repair
from bot.understanding.vocabulary import Vocabulary
from corpus.restoration import Restorer, needs_restoration
from corpus.text import fold, normalise
from prompts.loader import Abbreviations

_TOKEN = re.compile(r"\d+(?:[.,/:-]\w+)+|[^\W_]+|%")
_NUMBER = re.compile(r"\d")
# "vậyyyy"
# "chàooo"; not the numeral of "phần III".
_WORDS = re.compile(r"\w+")
_STRETCHED = re.compile(r"(?!\b[Ii]{3}\b)([^\W\d_])\1{2,}")
# "iso18091", "so10", "5de", but not "5G".
_BOUNDARY = re.compile(r"(?<=[^\W\d_]{2})(?=\d)|(?<=\d)(?=[^\W\d_]{2})")
_INVISIBLE = {"Cf", "Cc", "Co", "Cs"}


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """`text` is what was typed, cleaned; `tokens` are the folded syllables after every short form is written out.

    `written` holds the same tokens with diacritics, position by position: as typed, or restored where the question was
    typed without.
    """

    text: str
    tokens: tuple[str, ...]
    written: tuple[str, ...]
    is_restored: bool = False

    @property
    def folded(self) -> str:
        """The folded tokens joined by single spaces: what patterns are matched against."""
        return " ".join(self.tokens)


def clean(text: str) -> str:
    """Returns `text` in NFC without invisible characters (bidi controls, zero-width, tags), white space collapsed."""
    kept = "".join(" " if char in "\n\t\r" else char for char in text)
    visible = "".join(char for char in kept if unicodedata.category(char) not in _INVISIBLE)
    return normalise(visible)


class Normaliser:
    """Writes out short forms and repairs typing against the corpus vocabulary."""

    def __init__(
        self,
        abbreviations: Abbreviations,
        vocabulary: Vocabulary,
        restorer: Restorer,
        written_pairs: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._typed = {key.lower(): value for key, value in abbreviations.typed.items() if " " not in key}
        self._phrases: PhraseTable[str] = PhraseTable()
        for key, value in abbreviations.typed.items():
            if " " in key:
                self._phrases.add(key, value)
        self._particles = frozenset(abbreviations.particles.split())
        self._administrative = {fold(key): value for key, value in abbreviations.administrative.items()}
        self._after_number = abbreviations.after_number
        self._typed_last = abbreviations.typed_last
        self._capitals = abbreviations.capitals
        self._vocabulary = vocabulary
        self._restorer = restorer
        self._known_pairs = KnownPairs(written_pairs, abbreviations.alone)
        self._chat = ChatSpelling(vocabulary.unigrams, vocabulary.bigrams)
        self._abbreviations_of = {
            tuple(_syllables(value)): fold(key) for key, value in abbreviations.administrative.items()
        }

    def normalise(self, text: str) -> NormalisedText:
        """Returns the cleaned text with its folded and written tokens."""
        cleaned = clean(text)
        spoken = _WORDS.sub(self._unstretched, cleaned.replace("&", " và "))
        is_marked = not needs_restoration(cleaned)
        written: list[str] = []
        found = _TOKEN.findall(spoken)
        is_shouted = self._is_shouted(found)
        phrases = {start: (end, value) for start, end, value in self._phrases.find(tuple(map(fold, found)))}
        last = self._last_word(found)
        position = 0
        while position < len(found):
            token = found[position]
            if position in phrases:
                position, value = phrases[position]
                written.extend(value.split())
                continue
            if position == last and token in self._typed_last:
                written.extend(self._typed_last[token].split())
            elif position and len(token) == 1 and token.isupper() and not is_shouted:
                written.append(token)
            elif is_marked and self._is_plain(token, is_shouted):
                # Beside words with their marks a plain syllable is meant as it stands: "leo" is no contraction.
                written.append(token)
            else:
                written.extend(self._write_out(token, is_shouted))
            position += 1
        tokens = [fold(token) for token in written]
        repaired = repair(tuple(tokens), self._vocabulary.unigrams, self._vocabulary.bigrams)
        if list(repaired) != tokens:
            written = (
                list(repaired)
                if len(repaired) != len(tokens)
                else [old if fold(old) == new else new for old, new in zip(written, repaired, strict=True)]
            )
        typed = " ".join(written)
        # Written-out short forms carry marks of their own: whether the person typed them is asked of what was typed.
        wants_marks = not is_marked
        restored = _TOKEN.findall(self._restorer.restore(typed, always=True)) if wants_marks else []
        is_restored = len(restored) == len(repaired)
        words = self._known_pairs.prefer(restored) if is_restored else written
        return NormalisedText(cleaned, tuple(repaired), tuple(word.lower() for word in words), is_restored)

    def _is_shouted(self, tokens: Sequence[str]) -> bool:
        """Tells whether half of the words are in capitals, short forms aside: then none of them says that it is one."""
        words = [t for t in tokens if len(t) > 1 and t not in self._capitals and is_vietnamese_syllable(fold(t))]
        return 2 * sum(map(str.isupper, words)) >= len(words) if words else all(map(str.isupper, tokens))

    def _is_plain(self, token: str, is_shouted: bool) -> bool:
        """Tells whether a token is a syllable that is no short form; "AI" among words that are not shouted is one."""
        is_capital = not is_shouted and token in self._capitals
        return not is_capital and is_vietnamese_syllable(token.lower()) and token.lower() not in self._typed

    def _unstretched(self, match: re.Match[str]) -> str:
        """Returns a word without letters held down ("điii"); a short form that has three alike ("cccd") as it is."""
        word = match.group()
        is_short_form = fold(word) in self._administrative or word.lower() in self._typed
        return word if is_short_form else _STRETCHED.sub(r"\1", word)

    def short_forms(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """Returns the abbreviations whose long form stands in `tokens`: documents write either."""
        text = f" {' '.join(tokens)} "
        return tuple(short for long, short in self._abbreviations_of.items() if f" {' '.join(long)} " in text)

    def _last_word(self, tokens: list[str]) -> int:
        """Returns the position of the last token that is not a particle ("… kh ạ": the last word is "kh")."""
        last = len(tokens) - 1
        while last > 0 and tokens[last].lower() in self._particles:
            last -= 1
        return last

    def _write_out(self, token: str, is_shouted: bool) -> list[str]:
        has_number = _NUMBER.search(token) is not None
        if token == "%" or token.isdigit() or (has_number and not token.isalnum()):
            return [token]
        if has_number and token.lower() in self._typed:
            return self._typed[token.lower()].split()
        parts = [part for part in _BOUNDARY.split(token) if part]
        if len(parts) > 1:
            # "6th" is six months, and "th" by itself another word.
            after = [
                parts[0],
                *(self._after_number.get(p.lower(), p) if o.isdigit() else p for o, p in pairwise(parts)),
            ]
            return [word for part in after for word in self._write_out(part, is_shouted)]
        if has_number:
            return [token]
        if not is_shouted and token in self._capitals:
            return self._capitals[token].split()
        lowered = token.lower()
        folded = fold(lowered)
        if folded in self._administrative and (lowered == folded or (lowered != folded and len(folded) > 2)):
            return _TOKEN.findall(self._administrative[folded])
        if lowered in self._typed:
            return self._typed[lowered].split()
        if is_vietnamese_syllable(folded) and (lowered != folded or self._restorer.knows(folded)):
            # A legal syllable is meant as it stands: "phiếu" is not "ph… hiệu", "thap" not "th… áp".
            return [token]
        contraction = self._vocabulary.expand_contraction(folded)
        if contraction:
            return list(contraction)
        return list(self._chat.rewrite(folded) or (token,))


def _syllables(text: str) -> list[str]:
    return [fold(token) for token in _TOKEN.findall(text)]
