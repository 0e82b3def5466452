"""Bytes of any kind of file → `Extract`: the table of readers, each loaded where it is needed."""

import importlib
from collections.abc import Callable

from corpus.readers.extract import Extract, FileKind, Progress

Reader = Callable[[bytes, str, Progress], Extract]

# Module and function; the libraries behind them are heavy.
_READERS = {
    FileKind.PDF: ("corpus.readers.pdf", "read_pdf"),
    FileKind.IMAGE: ("corpus.readers.scan", "read_image"),
    FileKind.WORD: ("corpus.readers.word", "read_word"),
    FileKind.OLD_WORD: ("corpus.readers.old_word", "read_old_word"),
    FileKind.WORKBOOK: ("corpus.readers.workbook", "read_workbook"),
    FileKind.WEB: ("corpus.readers.web", "read_web"),
    FileKind.TEXT: ("corpus.readers.plain", "read_plain"),
}


def read_extract(data: bytes, name: str, kind: FileKind, progress: Progress = lambda page, pages: None) -> Extract:
    """Returns the text of a file of `kind`.

    Raises:
        CorpusError: it cannot be read; the message names the file and the way out.
    """
    module, function = _READERS[kind]
    reader: Reader = getattr(importlib.import_module(module), function)
    return reader(data, name, progress)
