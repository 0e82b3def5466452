"""Pages of a scan or a PDF as pictures, for whoever compares them with what was read; drawn once, each apart."""

import subprocess
import sys
import tempfile
from pathlib import Path

from corpus.drafts import draft_of
from corpus.errors import UnreadableDocument
from corpus.intake.sandbox import bare_environment
from corpus.intake.shelf import Shelf
from corpus.readers.extract import FileKind

# The other kinds have no pages until somebody prints them.
PICTURED = frozenset({FileKind.PDF, FileKind.IMAGE})
_TIME_LIMIT_S = 60.0
# Hidden: a backup leaves it out, since it can be drawn again.
_FOLDER = ".pages"


def page_picture(shelf: Shelf, document_id: str, number: int, page: int) -> bytes:
    """Returns a page, 1-based, as a PNG.

    Raises:
        VersionRefused: there is no such version.
        UnreadableDocument: its file has no such page, or cannot be drawn.
    """
    source = shelf.source(document_id, number)
    kind = shelf.history(document_id).version(number).kind
    drawn = source.parent / _FOLDER / f"{page}.png"
    try:
        return drawn.read_bytes()
    except FileNotFoundError:
        pass
    if kind not in PICTURED or not 1 <= page <= shelf.extract(document_id, number).pages:
        raise UnreadableDocument(f"Bản {number} của {document_id!r} không có hình của trang {page}.")
    content = _draw(source, kind, page)
    drawn.parent.mkdir(exist_ok=True)
    with draft_of(drawn, mode=0o644) as file:
        file.write(content)
    return content


def _draw(source: Path, kind: FileKind, page: int) -> bytes:
    with tempfile.TemporaryDirectory(prefix="motcua-page-") as folder:
        target = Path(folder) / "page.png"
        command = [
            sys.executable,
            "-m",
            "corpus.intake.picture_worker",
            str(source),
            kind.value,
            str(page),
            str(target),
        ]
        try:
            subprocess.run(
                command,
                check=True,
                timeout=_TIME_LIMIT_S,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=bare_environment(folder),
            )
            return target.read_bytes()
        except (subprocess.SubprocessError, OSError) as exc:
            raise UnreadableDocument(f"Không vẽ được trang {page} của {source.name!r}; hãy mở tệp gốc.") from exc
