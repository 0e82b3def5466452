"""Opens an archive and makes sure that it is whole before anything is done with it."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from bot.store.archive.manifest import FILES, MANIFEST, TABLES, ArchiveRefused, Manifest
from bot.store.migrating import HEAD

_BLOCK = 1 << 16
_LARGEST_MANIFEST = 1 << 24
_NAME = re.compile(rf"{TABLES}[a-z_]+\.jsonl|{FILES}(?!\.)[^\\/]+(?:/(?!\.)[^\\/]+)*")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)


class Archive:
    """An archive that was found whole."""

    def __init__(self, content: zipfile.ZipFile, manifest: Manifest) -> None:
        self._content = content
        self.manifest = manifest

    def lines(self, table: str) -> Iterator[str]:
        """Yields the rows of a table as they were written."""
        with self._content.open(f"{TABLES}{table}.jsonl") as member:
            for line in member:
                yield line.decode()

    def files(self, label: str) -> Iterator[tuple[str, IO[bytes]]]:
        """Yields the path of each file below `label` ("" for a single file) and its content."""
        for name in self.manifest.members:
            if name == FILES + label or name.startswith(f"{FILES}{label}/"):
                with self._content.open(name) as member:
                    yield name.removeprefix(FILES + label).removeprefix("/"), member

    def holds(self, label: str) -> bool:
        return any(True for _ in self.files(label))


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Yields the archive at `path` after every member of it was compared with its checksum.

    Raises:
        ArchiveRefused: it cannot be read, is damaged, or is of a newer program.
    """
    try:
        content = zipfile.ZipFile(path)
    except OSError as exc:
        raise ArchiveRefused(f"không đọc được {str(path)!r} ({exc.strerror or type(exc).__name__}).") from exc
    except zipfile.BadZipFile as exc:
        raise ArchiveRefused(f"{str(path)!r} không phải bản sao lưu của `motcua store backup`, hoặc đã hỏng.") from exc
    with content:
        try:
            manifest = _manifest(content, path)
            _compare(content, manifest, path)
        except _BROKEN as exc:
            raise _damaged(path, "không đọc được hết") from exc
        yield Archive(content, manifest)


def _manifest(content: zipfile.ZipFile, path: Path) -> Manifest:
    if content.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _damaged(path, MANIFEST)
    try:
        manifest = Manifest.model_validate_json(content.read(MANIFEST))
    except ValidationError as exc:
        raise ArchiveRefused(
            f"{str(path)!r} có phần mô tả không hiểu được: tệp hỏng, hoặc do bản chương trình mới hơn làm ra."
        ) from exc
    if manifest.revision > HEAD:
        raise ArchiveRefused(
            f"{str(path)!r} do bản chương trình mới hơn làm ra (bước {manifest.revision}, ở đây mới đến {HEAD}); "
            "hãy cập nhật chương trình trước."
        )
    return manifest


def _compare(content: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    names = [name for name in content.namelist() if name != MANIFEST]
    tables = {f"{TABLES}{table}.jsonl" for table in manifest.rows}
    if sorted(names) != sorted(manifest.members) or tables != {name for name in names if name.startswith(TABLES)}:
        raise _damaged(path, "thiếu hoặc thừa tệp")
    for name, member in manifest.members.items():
        if not _NAME.fullmatch(name):
            raise _damaged(path, f"tên lạ {name!r}")
        digest, size = hashlib.sha256(), 0
        with content.open(name) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
                if size > member.size:
                    break
        if (digest.hexdigest(), size) != (member.sha256, member.size):
            raise _damaged(path, name)


def _damaged(path: Path, what: str) -> ArchiveRefused:
    return ArchiveRefused(f"bản sao lưu {str(path)!r} đã hỏng ({what}); chưa thay đổi gì.")
