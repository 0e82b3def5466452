"""Words that recognition misread, put right by the words beside them; each is then doubted."""

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, zip_longest
from re import Match

from corpus.readers.extract import Doubt, ReadLine
from corpus.readers.words import DISPUTED
from corpus.restoration import Restorer, is_marked, like, modern, sentences
from corpus.syllables import is_syllable
from corpus.text import fold


@dataclass(frozen=True, slots=True)
class _Costs:
    """What another reading must be likelier by, in natural logarithms, for each mark or letter that differs.

    `dot_as_hook`: the dot of an "i" is read as a hook now and then ("tỉnh gọn"), a hook as a dot never where measured.
    """

    mark: float
    dot_as_hook: float


# Chosen on scans of the shipped plans, each by counts that have not seen it (docs/ingestion.md): at 8 no right word was
# changed, at 6 nine were. From 5 on a word is only doubted.
_SURE = _Costs(8.0, 2.0)
_SUSPECT = _Costs(5.0, -1.0)
_HOOK = "\N{COMBINING HOOK ABOVE}"
# Of two letters, capitals and small ones are told apart by their height alone ("Dịch VỤ").
_ALIKE_IN_CAPITALS = 2


@dataclass(frozen=True, slots=True)
class _Mend:
    """What a word is to be; where it only may be another one, the word as it was read."""

    start: int
    end: int
    word: str


def mended_words(lines: Sequence[ReadLine], pages: Collection[int]) -> tuple[ReadLine, ...]:
    """Returns the lines; on these pages, which were recognised, with the words put right that do not fit the others.

    Lines of running text go on in the next, cells of a table stand alone. Names are left as they were read.
    """
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    found: dict[int, list[_Mend]] = defaultdict(list)
    for mend in _mends(_running(lines, pages)):
        number = bisect_right(starts, mend.start) - 1
        start = mend.start - starts[number]
        found[number].append(_Mend(start, start + mend.end - mend.start, mend.word))
    return tuple(_with(line, found[number]) if number in found else line for number, line in enumerate(lines))


def _running(lines: Sequence[ReadLine], pages: Collection[int]) -> str:
    """Returns the lines of these pages as one text, in which a line break ends a context; the others are left white.

    Each takes as many characters as it has, and one more.
    """
    parts: list[str] = []
    for line, after in zip_longest(lines, lines[1:]):
        goes_on = after is not None and "\t" not in line.text + after.text
        text = line.text.replace("\t", "\n") if line.page in pages else "\n" * len(line.text)
        parts += [text, " " if goes_on else "\n"]
    return "".join(parts)


def _with(line: ReadLine, mends: Sequence[_Mend]) -> ReadLine:
    text, end, doubts = "", 0, list(line.doubts)
    for one in mends:
        read = line.text[one.start : one.end]
        text += line.text[end : one.start] + one.word
        end = one.end
        doubts = [doubt for doubt in doubts if read not in doubt.words]
        doubts.append(Doubt(words=one.word, confidence=DISPUTED))
    return line.model_copy(update={"text": text + line.text[end:], "doubts": tuple(doubts)})


def _mends(text: str) -> Iterator[_Mend]:
    for sentence in sentences(text):
        sure, suspect = ([*_likeliest(sentence, costs)] for costs in (_SURE, _SUSPECT))
        for place, match in enumerate(sentence):
            # Names are not told from other words in capitals.
            likely = match[0] if match[0].isupper() else sure[place]
            word = _in_case(likely, sentence, place)
            if word != match[0] or suspect[place] != match[0]:
                yield _Mend(match.start(), match.end(), word)


def _likeliest(sentence: Sequence[Match[str]], costs: _Costs) -> Iterator[str]:
    """Yields each word as it most likely was; names as they were read."""
    chosen = _restorer().likeliest([_choices(match, costs) for match in sentence])
    for place, (match, syllable) in enumerate(zip(sentence, chosen, strict=True)):
        is_kept = syllable == _read(match) or _is_name(sentence, place)
        yield match[0] if is_kept else like(match[0], syllable)


@lru_cache(maxsize=1)
def _restorer() -> Restorer:
    return Restorer.load()


def _read(match: Match[str]) -> str:
    return modern(match[0].lower())


def _choices(match: Match[str], costs: _Costs) -> dict[str, float]:
    """Returns what a word may have been, each with what it costs to say that it was misread."""
    word, read = match["syllable"], _read(match)
    if word is None or (word.isupper() and not is_marked(word)):
        return {read: 0.0}
    others = {other: _cost(read, other, costs) for other in _restorer().spellings(fold(read)) if other != read}
    if is_syllable(read):
        return {read: 0.0, **others}
    # No word at all: one that differs in a mark or a letter is likelier, one that differs in two is not.
    letters = dict.fromkeys(_with_other_letters(read), costs.mark)
    return {
        read: 2 * costs.mark,
        **{other: cost for other, cost in {**others, **letters}.items() if is_syllable(other)},
    }


def _with_other_letters(read: str) -> Iterator[str]:
    """Yields "giao" for "glao", "dõi" for "đõi"."""
    for letter, other in (("l", "i"), ("đ", "d")):
        for place, found in enumerate(read):
            if found == letter:
                yield modern(read[:place] + other + read[place + 1 :])


def _cost(read: str, other: str, costs: _Costs) -> float:
    differing = [
        (_marks(one), _marks(two), fold(one))
        for one, two in zip(read, other, strict=False)
        if _marks(one) != _marks(two) or (one == "đ") != (two == "đ")
    ]
    if len(differing) == 1 and differing[0] == (frozenset(_HOOK), frozenset(), "i"):
        return costs.dot_as_hook
    return costs.mark * sum(max(len(one - two), len(two - one), 1) for one, two, _ in differing)


def _marks(letter: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFD", letter)[1:])


def _is_name(sentence: Sequence[Match[str]], place: int) -> bool:
    """Whether a word begins with a capital and so does one beside it, in a line that is not all capitals."""
    if not _is_titled(sentence[place][0]):
        return False
    return any(_is_titled(sentence[n][0]) for n in (place - 1, place + 1) if 0 <= n < len(sentence))


def _is_titled(word: str) -> bool:
    return word[:1].isupper() and not word.isupper()


def _in_case(word: str, sentence: Sequence[Match[str]], place: int) -> str:
    """Returns "vụ" for the "VỤ" of "Dịch VỤ sự nghiệp", "Sở" for the one of "SỞ Nội vụ", "việc" for "viỆc"."""
    if not (is_marked(word) and is_syllable(word)):
        return word
    if not word.isupper() and not word[1:].islower():
        return word[0] + word[1:].lower()
    if not word.isupper() or len(word) != _ALIKE_IN_CAPITALS:
        return word
    before, after = (sentence[n][0] if 0 <= n < len(sentence) else "" for n in (place - 1, place + 1))
    if before.isupper() or after.isupper() or not (before.islower() or after[-1:].islower()):
        return word
    if not before or _is_titled(after):
        return word.capitalize()
    return word.lower()
