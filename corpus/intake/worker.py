"""The process that reads one file: `python -m corpus.intake.worker PATH KIND NAME`, a JSON object a line on its output.

It lowers its own limits first, whatever a document asks of a library.
"""

import json
import sys
from pathlib import Path

from corpus.errors import CorpusError, UnreadableDocument
from corpus.intake.confinement import confine
from corpus.intake.sandbox import MAX_PAGES
from corpus.readers.extract import FileKind
from corpus.readers.reading import read_extract


def main() -> int:
    """Reads the file that the arguments name and tells what came of it."""
    path, kind, name = sys.argv[1:]
    confine()
    try:
        extract = read_extract(Path(path).read_bytes(), name, FileKind(kind), lambda *at: _progress(name, *at))
    except CorpusError as exc:
        _tell(kind="fault", fault=type(exc).__name__, reason=str(exc))
    except MemoryError:
        reason = f"Tệp {name!r} cần quá nhiều bộ nhớ để đọc; hãy chia tệp thành nhiều phần."
        _tell(kind="fault", fault="UnreadableDocument", reason=reason)
    else:
        _tell(kind="extract", extract=extract.model_dump(mode="json"))
    return 0


def _progress(name: str, page: int, pages: int) -> None:
    if pages > MAX_PAGES:
        raise UnreadableDocument(f"Tệp {name!r} có {pages} trang, nhiều hơn {MAX_PAGES}; hãy chia thành nhiều tệp.")
    _tell(kind="page", page=page, pages=pages)


def _tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
