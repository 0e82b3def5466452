"""Ruled tables: cells as boxes on the page → rows of texts, merged cells told from empty ones."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.blocks import join_lines
from corpus.readers.words import Box, Word, text_lines


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words, the rows that it reaches over, and the column that it begins in."""

    first_row: int
    last_row: int
    first_column: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return cell_text(self.words)


def cell_text(words: Iterable[Word]) -> str:
    """Returns the words of a cell as one text; its lines are joined."""
    return join_lines([line.text for line in text_lines(words)])


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the edges of its columns and rows, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def columns(self) -> int:
        return len(self.xs) - 1


def grid_rows(grid: Grid, words: Iterable[Word]) -> list[list[Cell | None]]:
    """Returns the rows of a table: None where a cell to the left reaches over.

    A cell that several numbered rows share ("Chủ trì" once for three tasks) is given to each of them; where the number
    itself is shared, the rows below have None.
    """
    held = list(words)
    cells = [_cell(grid, box, held) for box in grid.boxes]
    rows: list[list[Cell | None]] = []
    for row in range(len(grid.ys) - 1):
        starting = [cell for cell in cells if cell.first_row <= row <= cell.last_row]
        if not any(cell.first_row == row and cell.words for cell in starting):
            continue
        slots: list[Cell | None] = [None] * grid.columns
        is_own = any(cell.first_column == 0 and cell.first_row == row for cell in starting)
        for cell in starting:
            if cell.first_row == row or is_own:
                slots[cell.first_column] = cell
        rows.append(slots)
    return _without_unused_columns(rows)


def _cell(grid: Grid, box: Box, words: Iterable[Word]) -> Cell:
    inside = tuple(word for word in words if box.holds(word))
    rows = [n for n in range(len(grid.ys) - 1) if box.top < (grid.ys[n] + grid.ys[n + 1]) / 2 < box.bottom]
    columns = [n for n in range(grid.columns) if box.x0 < (grid.xs[n] + grid.xs[n + 1]) / 2 < box.x1]
    # A box thinner than the tolerance covers no slot's middle.
    return Cell(
        rows[0] if rows else 0,
        rows[-1] if rows else -1,
        columns[0] if columns else 0,
        inside,
    )


def _without_unused_columns(rows: list[list[Cell | None]]) -> list[list[Cell | None]]:
    """An edge that only merged cells have makes columns in which no cell begins; an empty cell is a cell."""
    used = [any(cell is not None for cell in column) for column in zip(*rows, strict=True)]
    return [[cell for cell, keep in zip(row, used, strict=True) if keep] for row in rows]
