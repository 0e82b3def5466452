"""Headings of tables that recognition misread: one wrong letter would cost the whole table."""

from collections.abc import Iterable
from difflib import get_close_matches

from corpus.readers.extract import Doubt, ReadLine
from corpus.readers.words import DISPUTED
from corpus.tables import heading_columns, heading_names
from corpus.text import fold
from corpus.tokens import key_of

# "thco dõi" for "theo dõi" is 0.94 alike; a wrong mark alone makes no other heading.
_ALIKE = 0.85
_FEWEST_COLUMNS = 3


def mended_headings(lines: Iterable[ReadLine]) -> tuple[ReadLine, ...]:
    """Returns the lines; in a row of headings, those that nearly are known ones are, and are doubted."""
    return tuple(_mended(line) if "\t" in line.text else line for line in lines)


def _mended(line: ReadLine) -> ReadLine:
    cells = line.text.split("\t")
    known = heading_columns()
    unknown = [n for n, cell in enumerate(cells) if key_of(cell) not in known]
    if len(cells) < _FEWEST_COLUMNS or not unknown or 2 * len(unknown) > len(cells):
        return line
    names = heading_names()
    doubts = [
        doubt for doubt in line.doubts if any(doubt.words in cells[n] for n in set(range(len(cells))) - {*unknown})
    ]
    for n in unknown:
        close = get_close_matches(fold(cells[n]), names, n=1, cutoff=_ALIKE)
        if not close:
            return line
        cells[n] = names[close[0]]
        doubts.append(Doubt(words=cells[n], confidence=DISPUTED))
    return line.model_copy(update={"text": "\t".join(cells), "doubts": tuple(doubts)})
