"""Where words of one text stand in another: neighbours, runs, names, phrases."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.model.wording import Word

# So many words before and after are compared when it is told where a number or a name stands.
_CONTEXT = 4


def joined(texts: Iterable[tuple[Word, ...]]) -> tuple[Word, ...]:
    """Returns the words of several texts in a row; no sentence or clause runs over from one to the next."""
    row: list[Word] = []
    for words in texts:
        sentence = row[-1].sentence + 1 if row else 0
        clause = row[-1].clause + 1 if row else 0
        row += [
            Word(w.text, w.is_number, w.is_capital, w.opens, w.sentence + sentence, w.clause + clause) for w in words
        ]
    return tuple(row)


def text_pairs(words: Sequence[Word]) -> list[tuple[str, str]]:
    """Returns the texts of neighbouring words."""
    return [(first.text, second.text) for first, second in pairwise(words)]


def pairs_around(words: Sequence[Word], middle: frozenset[str]) -> list[tuple[str, str]]:
    """Returns what stands before and after each of the words `middle`."""
    return [(words[i - 1].text, words[i + 1].text) for i in range(1, len(words) - 1) if words[i].text in middle]


def common_before(said: Sequence[Word], here: int, source: Sequence[Word], there: int) -> int:
    """Returns how many words before one place stand before the other too."""
    return _common([w.text for w in said[:here]][::-1], [w.text for w in source[:there]][::-1])


def common_beside(said: Sequence[Word], here: int, source: Sequence[Word], there: int) -> int:
    """Returns how many words before and after one place stand before and after the other too."""
    after = _common([w.text for w in said[here + 1 :]], [w.text for w in source[there + 1 :]])
    return common_before(said, here, source, there) + after


def common_around(said: Sequence[str], here: range, source: Sequence[str], there: range) -> int:
    """Returns how many words before and after one name stand before and after the other too."""
    before = _common(said[: here.start][::-1], source[: there.start][::-1])
    return before + _common(said[here.stop :], source[there.stop :])


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    length = 0
    for one, other in zip(first[:_CONTEXT], second[:_CONTEXT], strict=False):
        if one != other:
            break
        length += 1
    return length


def name_places(words: Sequence[str], name: str) -> list[range]:
    """Returns where `name` (folded words between spaces) stands."""
    text = f" {' '.join(words)} "
    length = name.count(" ") + 1
    places = []
    at = text.find(f" {name} ")
    while at >= 0:
        first = text.count(" ", 0, at)
        places.append(range(first, first + length))
        at = text.find(f" {name} ", at + 1)
    return places


def overlap(first: range, second: range) -> bool:
    """Tells whether two places share a word."""
    return first.start < second.stop and second.start < first.stop


def find_phrase(words: Sequence[str], phrase: tuple[str, ...]) -> int | None:
    """Returns where `phrase` begins, or None."""
    return next((i for i in range(len(words) - len(phrase) + 1) if tuple(words[i : i + len(phrase)]) == phrase), None)


def word_runs(words: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    """Returns every run of `length` words."""
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))
