"""Ruled and partly ruled tables of a PDF page → grids of cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pdfplumber.page import Page

from corpus.readers.cells import Grid
from corpus.readers.rule_grids import Rule, joined_rules, rule_grids
from corpus.readers.words import Word, text_lines

# Rules nearer than this are one (double rules, edges of neighbouring cells), in points.
_TOLERANCE = 3.0
_LONG_RULE_SHARE = 0.3
_NUMBER = re.compile(r"\d{1,3}\.?$")
_WHITE = frozenset({(1,), (1, 1, 1), (0, 0, 0, 0)})


def find_grids(page: Page, words: Sequence[Word]) -> tuple[Grid, ...]:
    """Returns the page's ruled tables; those without rules between rows are none."""
    across = joined_rules(_rules(page.horizontal_edges, "top", "x0", "x1"), _TOLERANCE)
    down = joined_rules(_rules(page.vertical_edges, "x0", "top", "bottom"), _TOLERANCE)
    grids = rule_grids(across, down, _TOLERANCE)
    return tuple(grid for grid in grids if any(grid.box.holds(word) for word in words) and not _lacks_rows(grid, words))


def horizontal_rules(page: Page) -> tuple[float, ...]:
    """Returns the heights of rules that cross a good part of the page."""
    across = joined_rules(_rules(page.horizontal_edges, "top", "x0", "x1"), _TOLERANCE)
    least = _LONG_RULE_SHARE * float(page.width)
    return tuple(sorted({rule.at for rule in across if rule.end - rule.start >= least}))


def _rules(edges: Sequence[Mapping[str, Any]], at: str, start: str, end: str) -> Iterator[Rule]:
    for edge in edges:
        if not _is_white(edge):
            yield Rule(float(edge[at]), float(edge[start]), float(edge[end]))


def _is_white(edge: Mapping[str, Any]) -> bool:
    """Whether an edge is that of a white ground behind text, which nobody sees."""
    colour = edge.get("non_stroking_color")
    shown = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    return bool(edge.get("fill")) and not edge.get("stroke") and shown in _WHITE


def _lacks_rows(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether one cell of the first column holds the numbers of several rows."""
    for box in grid.boxes:
        if box.x0 <= grid.xs[0] + _TOLERANCE:
            lines = text_lines(word for word in words if box.holds(word))
            if sum(_NUMBER.match(line.text) is not None for line in lines) > 1:
                return True
    return False
