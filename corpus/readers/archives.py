"""Office files are ZIP archives of XML, and both can be made to grow without end: checks before unpacking."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from corpus.errors import UnreadableDocument

MAX_UNPACKED_BYTES = 128 * 1024 * 1024
MAX_PART_BYTES = 64 * 1024 * 1024
MAX_PARTS = 5_000
# Office's own XML shrinks to a twentieth; a thousandth is a bomb.
_MAX_RATIO = 200
_SMALL_BYTES = 1024 * 1024
# What `zipfile` raises of a damaged archive.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
)
_CODES = ("utf-8", "utf-16-le", "utf-16-be")


def check_archive(data: bytes, name: str, part: str, program: str) -> None:
    """Refuses an archive that is no Office file of the kind whose main part is `part`, or that is not safe to unpack.

    `zipfile` never unpacks more of an entry than the directory says, so the sizes that it states can be trusted.

    Raises:
        UnreadableDocument: damaged, locked, too big when unpacked, with a DTD (which OOXML does not have), or another
            kind of file; the message says to open it in `program` and save it again.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name, program)
            if part not in {entry.filename for entry in entries}:
                raise UnreadableDocument(
                    f"Tệp {name!r} không phải tệp của {program}; hãy mở bằng {program} và lưu lại đúng định dạng."
                )
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")) and _has_dtd(archive.read(entry)):
                    raise UnreadableDocument(
                        f"Tệp {name!r} chứa khai báo XML không an toàn; hãy mở bằng {program} và lưu lại."
                    )
    except _DAMAGES as exc:
        raise UnreadableDocument(
            f"Tệp {name!r} hỏng hoặc đặt mật khẩu; hãy mở bằng {program} và lưu lại không mật khẩu."
        ) from exc


def parts_in(data: bytes, name: str) -> frozenset[str]:
    """Returns the names of what an archive holds; nothing is unpacked.

    Raises:
        UnreadableDocument: it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _DAMAGES as exc:
        raise UnreadableDocument(f"Tệp {name!r} hỏng (không mở được); hãy tải lại hoặc lưu lại tệp.") from exc


def parts_under(folder: str, data: bytes) -> Iterator[bytes]:
    """Yields what lies under a folder of an archive that was checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield from (archive.read(entry) for entry in archive.namelist() if entry.startswith(folder))


def _check_sizes(entries: list[zipfile.ZipInfo], name: str, program: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    is_bomb = unpacked > _SMALL_BYTES and unpacked / packed > _MAX_RATIO
    largest = max((entry.file_size for entry in entries), default=0)
    if is_bomb or unpacked > MAX_UNPACKED_BYTES or largest > MAX_PART_BYTES or len(entries) > MAX_PARTS:
        raise UnreadableDocument(
            f"Tệp {name!r} bung ra quá lớn ({unpacked // 1024 // 1024} MB), giống tệp nén gây hại; "
            f"hãy mở bằng {program}, bỏ bớt hình ảnh và lưu lại."
        )


def _has_dtd(data: bytes) -> bool:
    return any(mark.encode(code) in data for mark in ("<!DOCTYPE", "<!ENTITY") for code in _CODES)
