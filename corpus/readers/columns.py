"""Blocks of two columns without rules (letterhead and motto, recipients and signature) → lines, left column first."""

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.words import TextLine, text_lines

# White above which a line goes on in another block, in em.
_BLOCK_GAP = 6.0
_FEWEST_LINES = 2


def unfold_columns(lines: Sequence[TextLine]) -> list[TextLine]:
    """Returns the lines in reading order: where two columns stand side by side, the left one's come first."""
    ordered: list[TextLine] = []
    index = 0
    while index < len(lines):
        block = _block(lines, index)
        if block is None:
            ordered.append(lines[index])
            index += 1
            continue
        last, river = block
        words = [word for line in lines[index:last] for word in line.words]
        ordered += text_lines(word for word in words if word.x1 <= river)
        ordered += text_lines(word for word in words if word.x1 > river)
        index = last
    return ordered


def _block(lines: Sequence[TextLine], start: int) -> tuple[int, float] | None:
    """Returns the end of the block of two columns that begins at `start`, and the white between its columns."""
    for river in _rivers(lines[start]):
        last, low, high = start, *river
        sides = {"left": 0, "right": 0}
        end = start
        for index in range(start, len(lines)):
            line = lines[index]
            if index > start and line.top - lines[index - 1].bottom > _BLOCK_GAP * line.em:
                break
            narrowed = _narrow(line, low, high)
            if narrowed is None:
                break
            low, high = narrowed
            sides["left"] += line.x0 < low
            sides["right"] += line.x1 > high
            end = index + 1
            if line.x0 < low and line.x1 > high:
                last = end
        if min(sides.values()) >= _FEWEST_LINES and last - start >= _FEWEST_LINES:
            # What follows the last line with both columns belongs to them only when nothing else follows on the page.
            return (end if end == len(lines) else last), (low + high) / 2
    return None


def _rivers(line: TextLine) -> list[tuple[float, float]]:
    """Returns the whites of a line that may part two columns, the widest first."""
    parts = line.segments()
    whites = [(left.x1, right.x0) for left, right in pairwise(parts)]
    return sorted(whites, key=lambda white: white[0] - white[1])


def _narrow(line: TextLine, low: float, high: float) -> tuple[float, float] | None:
    """Returns what a line leaves of a white, None when it runs over it."""
    for word in line.words:
        if word.x1 <= low or word.x0 >= high:
            continue
        if word.x0 > (low + high) / 2:
            high = min(high, word.x0)
        elif word.x1 < (low + high) / 2:
            low = max(low, word.x1)
        else:
            return None
    return (low, high) if high - low > 0.5 * line.em else None
