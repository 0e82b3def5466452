"""The process that reads one file: `python -m corpus.intake.worker PATH KIND NAME`, a JSON object a line on its output.

It lowers its own limits first. Python code in it cannot reach a network, whatever a document asks of a library.
"""

import json
import sys
from pathlib import Path

from corpus.errors import CorpusError, UnreadableDocument
from corpus.intake.sandbox import MAX_PAGES
from corpus.readers.extract import FileKind
from corpus.readers.reading import read_extract

_MEMORY_BYTES = 3 * 1024**3  # addresses, not pages in use: libraries map several times what they touch
_FILE_BYTES = 256 * 1024**2
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto")


def main() -> int:
    """Reads the file that the arguments name and tells what came of it."""
    path, kind, name = sys.argv[1:]
    _lower_limits()
    sys.addaudithook(_refuse_network)
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


if sys.platform == "win32":

    def _lower_limits() -> None:
        """The system knows no such limits; those of time and pages hold."""
else:
    import resource

    def _lower_limits() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _progress(name: str, page: int, pages: int) -> None:
    if pages > MAX_PAGES:
        raise UnreadableDocument(f"Tệp {name!r} có {pages} trang, nhiều hơn {MAX_PAGES}; hãy chia thành nhiều tệp.")
    _tell(kind="page", page=page, pages=pages)


def _refuse_network(event: str, _: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("no network for a reader")


def _tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
