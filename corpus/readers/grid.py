"""Tables as readers find them → the lines that `corpus.tables` reads: one a row, cells parted by tabs."""

from collections.abc import Sequence

from corpus.text import normalise

# One row of cells; None where a cell to the left or above reaches over.
Row = Sequence[str | None]


def table_lines(rows: Sequence[Row]) -> list[str]:
    """Returns one line a row of a table; white space inside a cell is collapsed, empty rows are left out."""
    lines = ["\t".join(normalise(cell or "") for cell in row) for row in rows]
    return [line for line in lines if line.strip()]
