"""Printed rules → grids: which rules make one table, where its edges are, and which slots a cell reaches over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.cells import Grid
from corpus.readers.words import Box

# Share of an edge that must be printed for two cells to be parted by it.
_PRINTED = 0.6
_FEWEST_EDGES = 3
# A page with more is a drawing; looking for tables in it would take minutes.
_MOST_RULES = 1500
_MOST_SLOTS = 3000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: at height `at` from `start` to `end` where it runs across, at x `at` where it runs down."""

    at: float
    start: float
    end: float


def joined_rules(rules: Iterable[Rule], tolerance: float) -> list[Rule]:
    """Returns the rules with pieces of one line joined; programs draw a line for each side of each cell."""
    joined: list[Rule] = []
    by_place: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if not by_place or rule.at - by_place[-1][-1].at > tolerance:
            by_place.append([])
        by_place[-1].append(rule)
    for group in by_place:
        at = sum(rule.at for rule in group) / len(group)
        start, end = None, 0.0
        for rule in sorted(group, key=lambda one: one.start):
            if start is not None and rule.start > end + tolerance:
                joined.append(Rule(at, start, end))
                start = None
            start, end = (rule.start, rule.end) if start is None else (start, max(end, rule.end))
        if start is not None:
            joined.append(Rule(at, start, end))
    return joined


def rule_grids(across: Sequence[Rule], down: Sequence[Rule], tolerance: float) -> list[Grid]:
    """Returns the tables that the rules draw, sides that are left open included; a table has two columns or more."""
    grids: list[Grid] = []
    if len(across) + len(down) > _MOST_RULES:
        return grids
    for own_across, own_down in _touching(across, down, tolerance):
        xs = _edges([rule.at for rule in own_down] + _ends(own_across), tolerance)
        ys = _edges([rule.at for rule in own_across] + _ends(own_down), tolerance)
        has_cells = len(xs) >= _FEWEST_EDGES and len(ys) >= _FEWEST_EDGES - 1
        if has_cells and len(xs) * len(ys) <= _MOST_SLOTS:
            grids.append(Grid(xs, ys, tuple(_cells(xs, ys, own_across, own_down, tolerance))))
    return grids


def _touching(across: Sequence[Rule], down: Sequence[Rule], tolerance: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Returns the groups of rules that hang together."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for rule in across:
        crossing = [one for one in down if _meet(rule, one, tolerance)]
        hit = [group for group in groups if any(one in group[1] for one in crossing)]
        kept = [group for group in groups if group not in hit]
        merged = ([rule], list(crossing))
        for own_across, own_down in hit:
            merged[0].extend(own_across)
            merged[1].extend(one for one in own_down if one not in merged[1])
        groups = [*kept, merged]
    return [group for group in groups if group[1]]


def _meet(across: Rule, down: Rule, tolerance: float) -> bool:
    return (
        across.start - tolerance <= down.at <= across.end + tolerance
        and down.start - tolerance <= across.at <= down.end + tolerance
    )


def _ends(rules: Sequence[Rule]) -> list[float]:
    return [min(rule.start for rule in rules), max(rule.end for rule in rules)]


def _edges(values: Iterable[float], tolerance: float) -> tuple[float, ...]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > tolerance:
            edges.append(value)
    return tuple(edges)


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule], tolerance: float
) -> list[Box]:
    """Returns the cells: slots between neighbouring edges, joined where no edge is printed between them."""
    parents = {(row, column): (row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)}

    def root(slot: tuple[int, int]) -> tuple[int, int]:
        while parents[slot] != slot:
            slot = parents[slot]
        return slot

    for row, column in list(parents):
        right, below = (row, column + 1), (row + 1, column)
        if right in parents and not _is_printed(down, xs[column + 1], ys[row], ys[row + 1], tolerance):
            parents[root(right)] = root((row, column))
        if below in parents and not _is_printed(across, ys[row + 1], xs[column], xs[column + 1], tolerance):
            parents[root(below)] = root((row, column))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for slot in parents:
        groups.setdefault(root(slot), []).append(slot)
    return [_box(group, xs, ys) for group in groups.values()]


def _box(slots: Sequence[tuple[int, int]], xs: Sequence[float], ys: Sequence[float]) -> Box:
    rows, columns = [row for row, _ in slots], [column for _, column in slots]
    return Box(xs[min(columns)], ys[min(rows)], xs[max(columns) + 1], ys[max(rows) + 1])


def _is_printed(rules: Sequence[Rule], at: float, start: float, end: float, tolerance: float) -> bool:
    near = sorted((rule for rule in rules if abs(rule.at - at) <= tolerance), key=lambda rule: rule.start)
    covered, reached = 0.0, start
    for rule in near:
        low, high = max(rule.start, reached), min(rule.end, end)
        if high > low:
            covered += high - low
            reached = high
    return covered >= _PRINTED * (end - start)
