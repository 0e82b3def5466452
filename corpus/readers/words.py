"""Words with their place on a page, and the lines and segments that they form: what PDF and scan have in common.

Coordinates grow to the right and downwards; their unit is the page's own (points, pixels).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.readers.extract import Doubt

# A space is 0.25 em and 0.6 em where a line is justified; what parts two columns is wider.
SEGMENT_GAP = 0.9
# How sure a word is at most that two readings disagree in, or that was put right.
DISPUTED = 50.0
# Words that share less than half of their height do not stand in one line.
_LINE_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, other: "Box | Word") -> bool:
        """Whether the middle of `other` lies inside."""
        x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word; `doubt` is the confidence (0–100) of one that recognition was not sure of."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    doubt: float | None = None

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def disputed(self, text: str | None = None) -> "Word":
        """Returns the word, as `text` if that is given, doubted."""
        return replace(self, text=text or self.text, doubt=min(self.doubt or DISPUTED, DISPUTED))


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words that stand beside each other, from left to right; never empty."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return doubts_of(self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def em(self) -> float:
        """The size of the line's letters: the height of its middle word."""
        return sorted(word.height for word in self.words)[len(self.words) // 2]

    def segments(self, gap_em: float = SEGMENT_GAP) -> list["TextLine"]:
        """Returns the line cut where a gap is wider than any space between words."""
        parts = [[self.words[0]]]
        for word in self.words[1:]:
            if word.x0 - max(before.x1 for before in parts[-1]) > gap_em * self.em:
                parts.append([])
            parts[-1].append(word)
        return [TextLine(tuple(part)) for part in parts]


def doubts_of(words: Iterable[Word]) -> tuple[Doubt, ...]:
    """Returns a doubt for each word that recognition was not sure of."""
    return tuple(Doubt(words=word.text, confidence=word.doubt) for word in words if word.doubt is not None)


def text_lines(words: Iterable[Word]) -> list[TextLine]:
    """Returns the lines that `words` form, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.top + one.bottom, one.x0)):
        if not rows or not _is_beside(word, rows[-1]):
            rows.append([])
        rows[-1].append(word)
    return [TextLine(tuple(sorted(row, key=lambda one: one.x0))) for row in rows]


def _is_beside(word: Word, row: Sequence[Word]) -> bool:
    nearest = min(row, key=lambda one: max(word.x0 - one.x1, one.x0 - word.x1))
    shared = min(word.bottom, nearest.bottom) - max(word.top, nearest.top)
    return shared > _LINE_OVERLAP * min(word.height, nearest.height)
