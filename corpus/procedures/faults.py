"""What can go wrong with an import of procedures.

CorpusError
 +- ImportRefused   the whole file: nothing of it was taken
RowRejected         one row: the rest of the file goes on
"""

from corpus.errors import CorpusError


class ImportRefused(CorpusError):
    """Raised for a file that nothing can be taken from; its message is the one sentence that the operator reads."""


class RowRejected(Exception):
    """Raised for one row. `code` is the procedure's, None where the row has none; `column` is where in a table."""

    def __init__(self, reason: str, code: str | None, column: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.column = column
