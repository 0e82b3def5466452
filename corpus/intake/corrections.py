"""What an officer put right in a text that was read, kept apart from it so that the next reading keeps it too."""

from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.readers.extract import ReadLine
from corpus.records import Frozen


class Correction(Frozen):
    """A line as it was read and as it stands in the source; an empty `after` takes the line out.

    `nth` tells lines of the very same words apart, from 1 on in the order in which they were read.
    """

    before: str
    after: str
    nth: int = 1

    @property
    def key(self) -> tuple[str, int]:
        """The line that it puts right."""
        return self.before, self.nth


class Corrections(Frozen):
    """All that was put right in one version.

    `withheld` are sections, by their text, whose records are not to be used: they were read wrongly.
    """

    lines: tuple[Correction, ...] = ()
    withheld: tuple[str, ...] = ()


def corrected(
    lines: Iterable[ReadLine], corrections: Sequence[Correction]
) -> tuple[tuple[ReadLine, ...], tuple[Correction, ...]]:
    """Returns the lines as corrected, and the corrections whose line was not found: each puts right one line."""
    left = {correction.key: correction for correction in corrections}
    seen = Counter[str]()
    result: list[ReadLine] = []
    for line in lines:
        seen[line.text] += 1
        found = left.pop((line.text, seen[line.text]), None)
        # What a person wrote is not doubted.
        result.append(line if found is None else line.model_copy(update={"text": found.after, "doubts": ()}))
    return tuple(result), tuple(left.values())


def merged(before: Iterable[Correction], newer: Iterable[Correction]) -> tuple[Correction, ...]:
    """Returns corrections of one text after some lines were corrected again: the last word on a line counts."""
    last = {correction.key: correction for correction in (*before, *newer)}
    return tuple(correction for correction in last.values() if correction.before != correction.after)
