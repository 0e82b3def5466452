"""What tests of the import share: the portal's files where they are, and small files of every format."""

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.shipped import ROOT

PORTAL = ROOT.parent / "shared" / "procedures"
RECORDS = PORTAL / "portal_commune.jsonl.gz"
LISTING = PORTAL / "portal_listing_justice.xlsx"

CHANNEL_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def portal_file(path: Path) -> Path:
    """Returns one of the portal's files, or skips the test where the project's shared folder is absent."""
    if not path.is_file():
        pytest.skip(f"{path} is not here: the portal's own files are read only beside the project's shared folder")
    return path


def portal_records() -> list[dict[str, str]]:
    """Returns the portal's records, or skips the test."""
    with gzip.open(portal_file(RECORDS), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def record(code: str = "1.000001", name: str = "Đăng ký thử", **fields: str) -> dict[str, str]:
    """Returns a record as the portal writes it."""
    return {"ma_thu_tuc": code, "ten_thu_tuc": name, "linh_vuc": "Hộ tịch", **fields}


def write_records(path: Path, records: Iterable[object]) -> Path:
    """Writes JSON Lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records), encoding="utf-8")
    return path


def write_workbook(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    """Writes one sheet, with merged ranges ("A1:E1")."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path
