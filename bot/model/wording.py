"""Text as a row of words: what the check of a generated sentence compares."""

import re
import unicodedata
from dataclasses import dataclass

from corpus.restoration import modern

# "ngày 02 tháng 02 năm 2026", "tháng 6 năm 2026" are one date each, as "02/02/2026" and "6/2026" are.
_LONG_DATE = re.compile(r"(?i)\b(\d{1,2}) tháng (\d{1,2}) năm (\d{4})\b")
_MONTH = re.compile(r"(?i)\b(tháng )(\d{1,2}) năm (\d{4})\b")
_PERCENT = re.compile(r"(?i)(?<=\d)\s*(?:%|phần trăm\b)")
# A row of a table: "| % | ≥ 90 |" says "tối thiểu 90%".
_CELLS = re.compile(r"\|\s*(%|‰)\s*\|\s*([≥≤]?)\s*(\d+(?:[.,]\d+)?)(?=\s*(?:\||$))")
_SIGNS = {"≥": "tối thiểu ", "≤": "tối đa "}
_DASHES = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")
_TOKEN = re.compile(r"\d+(?:[.,/-]\d+)*|[^\W\d_]+|%|[.;:\n,()|]")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_SENTENCE_ENDS = frozenset(".;\n|")
_BREAKS = _SENTENCE_ENDS | frozenset(":,()")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or "%". `clause` and `sentence` count the pieces of the text that it stands in."""

    text: str
    is_number: bool
    is_capital: bool
    opens: bool
    sentence: int
    clause: int


def words_of(text: str) -> tuple[Word, ...]:
    """Returns the words of `text`: lower case, tones in current spelling, each number and date in one form."""
    flat = unicodedata.normalize("NFC", text)
    flat = _CELLS.sub(r"| \2 \3\1", flat)
    for sign, meaning in _SIGNS.items():
        flat = flat.replace(sign, meaning)
    flat = _LONG_DATE.sub(r"\1/\2/\3", flat)
    flat = _MONTH.sub(r"\1\2/\3", flat)
    flat = _PERCENT.sub(" %", _DASHES.sub("-", flat))
    words: list[Word] = []
    sentence = clause = 0
    opens = True
    for token in _TOKEN.findall(flat):
        if token in _BREAKS:
            sentence += token in _SENTENCE_ENDS
            clause += 1
            opens = opens or token in _SENTENCE_ENDS or token == ":"
            continue
        is_number = token[0].isdigit()
        word = _plain(token) if is_number else modern(token.lower())
        words.append(Word(word, is_number, token[0].isupper(), opens, sentence, clause))
        opens = False
    return tuple(words)


def _plain(number: str) -> str:
    """Returns a number or date without its grouping and leading zeros: "02/02/2026" → "2/2/2026"."""
    number = _THOUSANDS.sub("", number)
    return "".join(part.lstrip("0") or "0" if part.isdigit() else part for part in re.split(r"([.,/-])", number))
