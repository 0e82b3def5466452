"""Printed rules of a scanned page, found by morphology: ruled tables with their cells, and the page without rules."""

from dataclasses import dataclass

import cv2
import numpy as np

from corpus.readers.cells import Grid
from corpus.readers.grey import Grey
from corpus.readers.pictures import ink_of
from corpus.readers.rule_grids import Rule, joined_rules, rule_grids

# Longer than any stroke of a letter ("p" has 0.75 em); pieces of rules are this long, whole rules longer.
_PIECE_EM = 1.2
_RULE_EM = 3.0
# Breaks that are closed. More would make one stroke of the letters of two lines.
_CLOSED_PX = 3
_THICKEST_EM = 0.3
# A straightened page leaves rules a little off; rules nearer than this are one, in em.
_TOLERANCE_EM = 0.3
_LONG_RULE_EM = 8.0


@dataclass(frozen=True, slots=True)
class RuledPage:
    """A page's tables, the heights of its long rules, and the page with all rules painted over."""

    grids: tuple[Grid, ...]
    rules: tuple[float, ...]
    picture: Grey


def find_rules(grey: Grey, em: float) -> RuledPage:
    """Returns what is ruled on a straight page."""
    ink = ink_of(grey)
    length, tolerance = round(_PIECE_EM * em), _TOLERANCE_EM * em
    across = _joined(_pieces(_strokes(ink, length, 1), em), em)
    down = _joined(_pieces(_strokes(ink, 1, length).T, em), em)
    painted = grey.copy()
    for rules, picture in ((across, painted), (down, painted.T)):
        for rule in rules:
            _paint(picture, ink if picture is painted else ink.T, rule, em)
    grids = tuple(rule_grids(across, down, tolerance))
    for grid in grids:
        _paint_crossings(painted, grid, em)
    long_rules = sorted(rule.at for rule in across if rule.end - rule.start > _LONG_RULE_EM * em)
    return RuledPage(grids, tuple(long_rules), painted)


def _joined(pieces: list[Rule], em: float) -> list[Rule]:
    joined = joined_rules(pieces, _TOLERANCE_EM * em)
    return [rule for rule in joined if rule.end - rule.start >= _RULE_EM * em]


def _paint(picture: Grey, ink: Grey, rule: Rule, em: float) -> None:
    """Paints a rule white where it is thin: what is thicker there is a letter that touches it."""
    reach = round(_THICKEST_EM * em / 2) + 1
    top = max(0, round(rule.at) - reach)
    band = (slice(top, round(rule.at) + reach + 1), slice(max(0, int(rule.start) - 2), int(rule.end) + 3))
    thin = (ink[band] > 0).sum(axis=0) <= _THICKEST_EM * em
    picture[band][:, thin] = 255


def _paint_crossings(picture: Grey, grid: Grid, em: float) -> None:
    """Paints the crossings of a table's rules, which are as thick as letters and read as full stops."""
    reach = round(_THICKEST_EM * em / 2) + 2
    for x in grid.xs:
        for y in grid.ys:
            picture[max(0, int(y) - reach) : int(y) + reach, max(0, int(x) - reach) : int(x) + reach] = 255


def _strokes(ink: Grey, width: int, height: int) -> Grey:
    """Returns the ink that runs straight for at least `width` or `height`; small breaks are closed."""
    gap = np.ones((1, _CLOSED_PX) if width > height else (_CLOSED_PX, 1), np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((height, width), np.uint8))
    return np.asarray(opened, dtype=np.uint8)


def _pieces(mask: Grey, em: float) -> list[Rule]:
    """Returns the pieces of rules in a mask of lines that run across; blots are too thick."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(mask))
    return [
        Rule(y + height / 2, float(x), float(x + width))
        for x, y, width, height, _ in stats[1:].tolist()
        if height <= _THICKEST_EM * em
    ]
