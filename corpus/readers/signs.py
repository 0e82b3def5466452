"""Signs that recognition takes for others, told by their shape on the scan: "–" and "-", "≥" and ">", ";" and ":"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.readers.grey import Grey
from corpus.readers.ink import Ink, Run, column_runs, cut, ink_in, row_runs
from corpus.readers.words import Word

_DASH = re.compile(r"[-–—]+$")
# In em: hyphens were 0.19 to 0.35 wide, dashes 0.46 to 0.48; the longest is 1.
_DASH_EM = 0.4
_LONG_DASH_EM = 0.75
# A dash is hardly higher than a stroke.
_FLAT_EM = 0.15
_DASHED = re.compile(r"(?P<before>\w+)-(?P<after>\w+)$")
_COMPARING = {">": "≥", "<": "≤"}
# The bar under "≥" spans the sign; the lowest ink of ">" is the end of its lower stroke.
_BAR = 0.7
# Boxes of words end above the bar, or the tail of a comma, now and then.
_BELOW_EM = 0.15
# A space between words is 0.25 em; within a word signs are nearer.
_SPACE_EM = 0.15
_STOPS = frozenset(";:")
# Neither of their marks is higher; a letter that touches them is.
_MARK_EM = 0.3
# The lower dot of ":" is as high as the upper one, the tail of ";" about twice as high.
_TAIL = 1.5


def with_measured_signs(picture: Grey, words: Sequence[Word], em: float) -> list[Word]:
    """Returns the words with signs as they are drawn; a sign that stands apart from its figure is a word of its own.

    Doubts stay as they are: what compares is always for a person to look at.
    """
    return [measured for word in words for measured in _measured(picture, word, em)]


def _measured(picture: Grey, word: Word, em: float) -> Iterator[Word]:
    if _DASH.match(word.text):
        runs = column_runs(ink_in(picture, word))
        width = (runs[-1][-1] - runs[0][0] + 1) / em if runs else 0.0
        yield replace(word, text="-" if width < _DASH_EM else "–" if width < _LONG_DASH_EM else "—")
    elif word.text[0] in _COMPARING:
        yield from _compared(picture, word, em)
    elif _DASHED.match(word.text):
        yield from _dashed(picture, word, em)
    elif word.text[-1] in _STOPS and len(word.text) > 1:
        yield _stopped(picture, word, em)
    else:
        yield word


def _compared(picture: Grey, word: Word, em: float) -> Iterator[Word]:
    """Yields a sign that compares, and its figure; one that touches its figure, or is broken, stays as read."""
    ink = ink_in(picture, replace(word, bottom=word.bottom + _BELOW_EM * em))
    runs = column_runs(ink)
    is_alone = len(word.text) == 1
    if not runs or (len(runs) == 1) != is_alone:
        yield word
        return
    sign = _COMPARING[word.text[0]] if _has_bar(cut(ink, runs[0])) else word.text[0]
    if is_alone or not _is_space(runs[0], runs[1], em):
        yield replace(word, text=sign + word.text[1:])
    else:
        yield _part(word, sign, runs[:1])
        yield _part(word, word.text[1:], runs[1:])


def _has_bar(sign: Ink) -> bool:
    return bool(sign[-2:].any(axis=0).mean() > _BAR)


def _dashed(picture: Grey, word: Word, em: float) -> Iterator[Word]:
    """Yields "2026", "-", "2030" for "2026-2030" where the page has spaces."""
    ink = ink_in(picture, word)
    runs = column_runs(ink)
    flat = [n for n, run in enumerate(runs) if cut(ink, run).shape[0] < _FLAT_EM * em]
    at = flat[0] if len(flat) == 1 else 0
    match = _DASHED.match(word.text)
    if match and 0 < at < len(runs) - 1 and all(_is_space(runs[n], runs[n + 1], em) for n in (at - 1, at)):
        yield _part(word, match["before"], runs[:at])
        yield from _measured(picture, _part(word, "-", runs[at : at + 1]), em)
        yield _part(word, match["after"], runs[at + 1 :])
    else:
        yield word


def _stopped(picture: Grey, word: Word, em: float) -> Word:
    """Returns the word with the ";" or ":" at its end as it is drawn; one that is not two marks stays as read."""
    ink = ink_in(picture, replace(word, bottom=word.bottom + _BELOW_EM * em))
    runs = column_runs(ink)
    match row_runs(cut(ink, runs[-1])) if runs else ():
        case [upper, lower] if max(len(upper), len(lower)) < _MARK_EM * em:
            return replace(word, text=word.text[:-1] + (";" if len(lower) > _TAIL * len(upper) else ":"))
    return word


def _is_space(one: Run, other: Run, em: float) -> bool:
    return bool(other[0] - one[-1] > _SPACE_EM * em)


def _part(word: Word, text: str, runs: Sequence[Run]) -> Word:
    left = float(max(0, int(word.x0)))
    return replace(word, text=text, x0=left + float(runs[0][0]), x1=left + float(runs[-1][-1]) + 1)
