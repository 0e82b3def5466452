"""What kind of file an operator hands over, by its content, and its text: within limits, whatever its name says."""

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from corpus.procedures.faults import ImportRefused

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_TEXT_BYTES = 128 * 1024 * 1024
# JSON of the portal shrinks to a twentieth.
MAX_RATIO = 200
_BLOCK = 1024 * 1024

# First bytes of what people mistake for a listing, and what to tell them.
_OTHER_KINDS = (
    (b"%PDF", "là tệp PDF; hãy xuất danh mục ra XLSX hoặc CSV"),
    (b"\xd0\xcf\x11\xe0", "là bảng tính Excel cũ (.xls); hãy mở bằng Excel và lưu thành .xlsx"),
    (b"\x89PNG", "là ảnh; hãy xuất danh mục ra XLSX hoặc CSV"),
    (b"\xff\xd8\xff", "là ảnh; hãy xuất danh mục ra XLSX hoặc CSV"),
    (b"Rar!", "là tệp nén RAR; hãy giải nén rồi nhập từng tệp"),
)
_HTML = re.compile(r"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_YAML_LIST = re.compile(
    r"^(?:\s*#.*\n|\s*\n|---\s*\n)*(?:abolished:\s*\n\s*)?-\s+[\"']?(?:code|replaced_by|decision)[\"']?\s*:",
    re.MULTILINE,
)


class FileKind(Enum):
    """The formats that can be imported."""

    WORKBOOK = "xlsx"
    RECORDS = "jsonl"
    TABLE = "csv"
    WITHDRAWALS = "yaml"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file's kind with its bytes (a workbook) or its text (the rest)."""

    kind: FileKind
    data: bytes = b""
    text: str = ""


def read_file(path: Path) -> ReadFile:
    """Returns the content of a file that an import understands.

    Raises:
        ImportRefused: it cannot be read, is too big, or is something else; the message says what and what to do.
    """
    data = _read(path)
    if data.startswith(b"\x1f\x8b"):
        data = _unzip(data, path.name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ReadFile(FileKind.WORKBOOK, data=data)
    for start, what in _OTHER_KINDS:
        if data.startswith(start):
            raise ImportRefused(f"Tệp {path.name!r} {what}.")
    text = _decode(data, path.name)
    if not text.strip():
        raise ImportRefused(f"Tệp {path.name!r} trống, không có dòng nào; hãy xuất lại danh mục.")
    if _HTML.match(text):
        raise ImportRefused(f"Tệp {path.name!r} là trang web; hãy xuất danh mục ra XLSX hoặc CSV.")
    if text.lstrip().startswith("{"):
        return ReadFile(FileKind.RECORDS, text=text)
    if text.lstrip().startswith("["):
        raise ImportRefused(f"Tệp {path.name!r} là một mảng JSON; hãy ghi mỗi thủ tục trên một dòng (JSON Lines).")
    if _YAML_LIST.match(text):
        return ReadFile(FileKind.WITHDRAWALS, text=text)
    return ReadFile(FileKind.TABLE, text=text)


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise ImportRefused(f"Không có tệp {str(path)!r}; hãy kiểm tra đường dẫn.")
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as exc:
        raise ImportRefused(f"Không đọc được tệp {str(path)!r}; hãy kiểm tra quyền đọc.") from exc
    if len(data) > MAX_FILE_BYTES:
        raise ImportRefused(f"Tệp {path.name!r} lớn hơn {MAX_FILE_BYTES // 1024 // 1024} MB; hãy chia thành nhiều tệp.")
    return data


def _unzip(data: bytes, name: str) -> bytes:
    """Unpacks block by block and stops at the limit, because the size that gzip states may be a lie."""
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while block := file.read(_BLOCK):
                unpacked += block
                if len(unpacked) > MAX_TEXT_BYTES or (len(unpacked) > _BLOCK and len(unpacked) > len(data) * MAX_RATIO):
                    raise ImportRefused(
                        f"Tệp {name!r} bung ra quá lớn, giống tệp nén gây hại; hãy xuất lại từ Cổng Dịch vụ công."
                    )
    except (OSError, EOFError, zlib.error) as exc:
        raise ImportRefused(f"Tệp {name!r} hỏng (gzip không giải nén được); hãy tải lại.") from exc
    return bytes(unpacked)


def _decode(data: bytes, name: str) -> str:
    code = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(code)
    except UnicodeDecodeError as exc:
        raise ImportRefused(f"Tệp {name!r} không phải văn bản UTF-8; hãy lưu lại dạng XLSX hoặc “CSV UTF-8”.") from exc
    if "\0" in text:
        raise ImportRefused(f"Tệp {name!r} không phải văn bản; hãy chọn tệp XLSX, CSV hoặc JSON Lines.")
    return text
