"""What an officer put right in a text that was read, kept apart from it so that the next reading keeps it too."""

from collections.abc import Iterable, Sequence

from corpus.readers.extract import ReadLine
from corpus.records import Frozen


class Correction(Frozen):
    """A line as it was read and as it stands in the source; an empty `after` takes the line out."""

    before: str
    after: str


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
    left = list(corrections)
    result: list[ReadLine] = []
    for line in lines:
        found = next((correction for correction in left if correction.before == line.text), None)
        if found is None:
            result.append(line)
            continue
        left.remove(found)
        # What a person wrote is not doubted.
        result.append(line.model_copy(update={"text": found.after, "doubts": ()}))
    return tuple(result), tuple(left)


def merged(before: Sequence[Correction], newer: Sequence[Correction]) -> tuple[Correction, ...]:
    """Returns corrections of one text after some lines were corrected again: the last word counts.

    A newer one may name the line as it was read or as the older correction left it.
    """
    result = list(before)
    for correction in newer:
        at = next((n for n, old in enumerate(result) if correction.before in (old.after, old.before)), None)
        if at is None:
            result.append(correction)
        else:
            result[at] = Correction(before=result[at].before, after=correction.after)
    return tuple(correction for correction in result if correction.before != correction.after)
