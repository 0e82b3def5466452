"""`import_procedures`: one file of an official → the store, whole or not at all, with a report of every row.

A row is created, updated, unchanged or rejected. A file that cannot be read at all is refused with one sentence.
Nothing is written when nothing changed, so importing a file twice leaves the store as it is, byte for byte.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.lexicon import parse_yaml
from corpus.locking import locked
from corpus.procedures.faults import ImportRefused, RowRejected
from corpus.procedures.files import FileKind, ReadFile, read_file
from corpus.procedures.portal import REQUIRED, parse_portal_record
from corpus.procedures.records import Procedure
from corpus.procedures.spreadsheets import find_table, parse_row, table_rows
from corpus.procedures.store import (
    merge,
    read_imported,
    read_withdrawals,
    write_imported,
    write_withdrawals,
)
from corpus.procedures.tables import read_csv, read_workbook
from corpus.procedures.withdrawals import Withdrawal

# A record of the portal has some 20 KB; a line of megabytes is none.
_LONGEST_LINE = 2_000_000


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: where ("dòng 14", "ô F14"), which procedure if that can be told, and why."""

    place: str
    code: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, by code. `withdrawn` counts entries of a list of abolished and replaced procedures."""

    source: str
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def has_changes(self) -> bool:
        """Whether the store is another than before."""
        return bool(self.created or self.updated)


@dataclass(slots=True)
class _Rows:
    """The usable rows of a file: place and record of each code, and what was rejected on the way."""

    found: dict[str, tuple[str, Procedure]] = field(default_factory=dict)
    rejected: list[RejectedRow] = field(default_factory=list)
    contradicted: set[str] = field(default_factory=set)

    def add(self, place: str, procedure: Procedure) -> None:
        """Takes a row. Two rows of one code that differ are both rejected: nobody can tell which is right."""
        code = procedure.code
        before = self.found.get(code)
        if code in self.contradicted or (before and before[1] != procedure):
            if before:
                self._contradict(before[0], code)
                del self.found[code]
            self._contradict(place, code)
        elif not before:
            self.found[code] = (place, procedure)

    def _contradict(self, place: str, code: str) -> None:
        self.contradicted.add(code)
        self.rejected.append(RejectedRow(place, code, "mã có nhiều dòng nội dung khác nhau; hãy giữ một dòng"))


def import_procedures(path: Path, store_dir: Path, *, as_of: date) -> ImportReport:
    """Reads a file by its content and merges it into the store.

    Takes the portal's records (JSON Lines, gzip or not), its listing (XLSX), a plain table (XLSX, CSV), or a list of
    abolished and replaced procedures (YAML). `as_of` is the day that the facts of the file are of.

    Raises:
        ImportRefused: nothing can be taken from the file, or the store cannot be written; nothing has changed.
        UnreadableDocument: the store itself is damaged.
    """
    content = read_file(path)
    store: Callable[[], ImportReport]
    if content.kind is FileKind.WITHDRAWALS:
        entries = tuple(_withdrawals(content.text, path.name))
        store = partial(_import_withdrawals, entries, path.name, store_dir)
    else:
        store = partial(_import_rows, _rows(content, path.name, as_of), path.name, store_dir)
    try:
        # Two imports at once would each write the store without what the other brought.
        with locked(store_dir):
            return store()
    except OSError as exc:
        raise ImportRefused(
            f"Không ghi được kho thủ tục {str(store_dir)!r}; hãy kiểm tra quyền ghi và dung lượng đĩa."
        ) from exc


def _import_rows(rows: _Rows, source: str, store_dir: Path) -> ImportReport:
    stored = read_imported(store_dir)
    after = dict(stored)
    created: list[str] = []
    updated: list[str] = []
    unchanged: list[str] = []
    for code, (_, procedure) in rows.found.items():
        known = stored.get(code)
        after[code] = procedure if known is None else merge(known, procedure)
        group = created if known is None else unchanged if after[code] == known else updated
        group.append(code)
    if created or updated:
        write_imported(store_dir, after)
    return ImportReport(source, tuple(created), tuple(updated), tuple(unchanged), tuple(rows.rejected))


def _rows(content: ReadFile, name: str, as_of: date) -> _Rows:
    if content.kind is FileKind.RECORDS:
        return _record_rows(content.text, name, as_of)
    sheets = read_workbook(content.data, name) if content.kind is FileKind.WORKBOOK else read_csv(content.text, name)
    sheet, header = find_table(sheets, name)
    rows = _Rows()
    for row in table_rows(sheet, header):
        try:
            rows.add(f"dòng {row.number}", parse_row(row, header, as_of))
        except RowRejected as exc:
            place = f"ô {exc.column}" if exc.column else f"dòng {row.number}"
            rows.rejected.append(RejectedRow(place, exc.code, exc.reason))
    return rows


def _record_rows(text: str, name: str, as_of: date) -> _Rows:
    rows = _Rows()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.add(f"dòng {number}", parse_portal_record(_record(line), as_of))
        except RowRejected as exc:
            rows.rejected.append(RejectedRow(f"dòng {number}", exc.code, exc.reason))
    if not rows.found and not any(row.code for row in rows.rejected):
        raise ImportRefused(
            f"Tệp {name!r} không có bản ghi nào của Cổng Dịch vụ công (thiếu {', '.join(sorted(REQUIRED))}); "
            "hãy kiểm tra lại tệp xuất."
        )
    return rows


def _record(line: str) -> Mapping[str, str]:
    if len(line) > _LONGEST_LINE:
        raise RowRejected("dòng dài bất thường, không phải một bản ghi", None)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise RowRejected("không phải JSON", None) from exc
    if not isinstance(record, dict) or not record.keys() >= REQUIRED:
        raise RowRejected(f"thiếu trường {', '.join(sorted(REQUIRED))}", None)
    return {key: value if isinstance(value, str) else "" for key, value in record.items()}


def _import_withdrawals(
    entries: Iterable[tuple[int, Withdrawal | RejectedRow]], source: str, store_dir: Path
) -> ImportReport:
    stored = read_withdrawals(store_dir)
    after = dict(stored)
    created: list[str] = []
    updated: list[str] = []
    unchanged: list[str] = []
    rejected: list[RejectedRow] = []
    for number, item in entries:
        if isinstance(item, RejectedRow):
            rejected.append(item)
            continue
        group = created if item.code not in after else unchanged if after[item.code] == item else updated
        if group is updated and item.code not in stored:
            rejected.append(RejectedRow(f"mục {number}", item.code, "mã có nhiều mục khác nhau; mục đầu được giữ"))
            continue
        after[item.code] = item
        group.append(item.code)
    if created or updated:
        write_withdrawals(store_dir, after)
    codes = (*created, *updated, *unchanged)
    return ImportReport(source, tuple(created), tuple(updated), tuple(unchanged), tuple(rejected), withdrawn=codes)


def _withdrawals(text: str, source: str) -> Iterator[tuple[int, Withdrawal | RejectedRow]]:
    try:
        content = parse_yaml(text)
    except (yaml.YAMLError, RecursionError) as exc:
        raise ImportRefused(f"Tệp {source!r} sai cú pháp YAML; hãy sửa lại (xem docs/procedures-import.md).") from exc
    entries = content.get("abolished") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise ImportRefused(f"Tệp {source!r} không phải danh sách thủ tục bãi bỏ; hãy xem docs/procedures-import.md.")
    for number, entry in enumerate(entries, start=1):
        try:
            yield number, Withdrawal.model_validate(entry)
        except ValidationError:
            code = entry.get("code") if isinstance(entry, dict) else None
            reason = (
                "cần code là mã trong dấu nháy ('1.001193'), replaced_by là danh sách mã, decision là số quyết định"
            )
            yield number, RejectedRow(f"mục {number}", str(code) if code else None, reason)
