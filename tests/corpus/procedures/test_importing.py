"""Importing a file: what is taken, what is rejected and why, and that nothing is half imported."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from corpus.errors import UnreadableDocument
from corpus.procedures import files
from corpus.procedures.faults import ImportRefused
from corpus.procedures.importing import ImportReport, import_procedures
from corpus.procedures.records import ChannelKind, Procedure, ProcedureStatus
from corpus.procedures.store import PROCEDURES_FILE, load_procedures, read_imported
from tests.corpus.procedures.support import (
    CHANNEL_HEAD,
    LISTING,
    RECORDS,
    portal_file,
    record,
    write_records,
    write_workbook,
)

DAY = date(2026, 7, 1)
HEADER = ("Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí")
ROW = ("1.000001", "Đăng ký thử", "Hộ tịch", "Trực tiếp", "3 ngày làm việc", "8.000 đồng/bản")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def load(path: Path, store: Path) -> ImportReport:
    return import_procedures(path, store, as_of=DAY)


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "bang.csv"
    path.write_bytes(text.encode(encoding))
    return path


def stored(store: Path, code: str = "1.000001") -> Procedure:
    return read_imported(store)[code]


def shipped(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "ho-tich.yaml").write_text(text, encoding="utf-8")
    return folder


def test_portal_records_twice_change_no_byte(store: Path) -> None:
    path = portal_file(RECORDS)
    first = load(path, store)
    before = (store / PROCEDURES_FILE).read_bytes()
    second = import_procedures(path, store, as_of=date(2027, 1, 1))

    assert (len(first.created), len(first.rejected)) == (293, 7)
    assert (second.has_changes, len(second.unchanged)) == (False, 293)
    assert (store / PROCEDURES_FILE).read_bytes() == before


def test_portal_listing_adds_and_never_blanks(store: Path) -> None:
    load(portal_file(RECORDS), store)
    before = read_imported(store)
    report = load(portal_file(LISTING), store)
    after = read_imported(store)

    assert len(report.created) + len(report.updated) + len(report.unchanged) == 271
    assert report.rejected == ()
    assert all(after[code].channels == known.channels and after[code].as_of == DAY for code, known in before.items())
    assert not load(LISTING, store).has_changes


@pytest.mark.parametrize("packed", [False, True])
def test_records_are_known_by_their_content(tmp_path: Path, store: Path, packed: bool) -> None:
    path = write_records(tmp_path / "du-lieu.txt", [record()])
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))

    assert load(path, store).created == ("1.000001",)


def test_rejected_rows_say_where_and_why(tmp_path: Path, store: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps(record()), "{", json.dumps({"ma_thu_tuc": "1.000002"}), json.dumps(record(code="12"))]
    path.write_text("\n".join([*lines, "", json.dumps(record("1.000003", ""))]), encoding="utf-8")

    report = load(path, store)

    assert report.created == ("1.000001",)
    assert [(row.place, row.code) for row in report.rejected] == [
        ("dòng 2", None),
        ("dòng 3", None),
        ("dòng 4", None),
        ("dòng 6", "1.000003"),
    ]


def test_one_code_with_two_contents_is_rejected_wherever_it_stands(tmp_path: Path, store: Path) -> None:
    rows = [record(), record("1.000002", "Khác"), record(name="Đăng ký khác"), record(), record("1.000002", "Khác")]

    report = load(write_records(tmp_path / "a.jsonl", rows), store)

    assert report.created == ("1.000002",)
    assert [(row.place, row.code) for row in report.rejected] == [
        ("dòng 1", "1.000001"),
        ("dòng 3", "1.000001"),
        ("dòng 4", "1.000001"),
    ]


def test_one_name_under_several_codes_is_fine(tmp_path: Path, store: Path) -> None:
    report = load(write_records(tmp_path / "a.jsonl", [record(), record("1.000002")]), store)

    assert (len(report.created), report.rejected) == (2, ())


def test_update_keeps_what_the_new_file_leaves_empty(tmp_path: Path, store: Path) -> None:
    full = record(cach_thuc_thuc_hien=f"{CHANNEL_HEAD}Trực tiếp3 NgàyMiễn phí", so_quyet_dinh="1/QĐ")
    load(write_records(tmp_path / "a.jsonl", [full]), store)

    report = load(write_records(tmp_path / "b.jsonl", [record(so_quyet_dinh="2/QĐ")]), store)

    assert report.updated == ("1.000001",)
    assert (stored(store).decision_number, len(stored(store).channels)) == ("2/QĐ", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_any_program_is_read(tmp_path: Path, store: Path, encoding: str, separator: str) -> None:
    lines = [separator.join(f'"{cell}"' for cell in row) for row in (HEADER, ROW)]

    load(csv_file(tmp_path, "\r\n".join(["DANH MỤC", *lines]), encoding), store)

    (channel,) = stored(store).channels
    assert (channel.kind, channel.times[0].value, channel.fees[0].amount, channel.fees[0].per) == (
        ChannelKind.IN_PERSON,
        Decimal(3),
        Decimal(8000),
        "bản",
    )


def test_two_row_header_and_merged_cells_are_read(tmp_path: Path, store: Path) -> None:
    rows: list[list[object]] = [
        ["DANH MỤC THỦ TỤC"],
        ["Lĩnh vực", "Mã thủ tục", "Tên thủ tục", "Thời hạn giải quyết", None, "Phí, lệ phí", None],
        [None, None, None, "Trực tuyến", "Trực tiếp", "Trực tuyến", "Trực tiếp"],
        ["I. LĨNH VỰC HỘ TỊCH"],
        ["Hộ tịch", "1.000001", "Thử một", "1 ngày", "2 ngày", 5000, 10000.0],
        [None, "1.000002", "Thử hai", None, "3 ngày làm việc", None, "Miễn phí"],
    ]
    merged = ["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "A4:G4", "A5:A6"]

    report = load(write_workbook(tmp_path / "a.xlsx", rows, merged), store)

    assert (report.created, report.rejected) == (("1.000001", "1.000002"), ())
    one, two = stored(store), stored(store, "1.000002")
    assert [(channel.kind, channel.times[0].value, channel.fees[0].amount) for channel in one.channels] == [
        (ChannelKind.ONLINE, Decimal(1), Decimal(5000)),
        (ChannelKind.IN_PERSON, Decimal(2), Decimal(10000)),
    ]
    assert (two.sector, [channel.kind for channel in two.channels]) == ("Hộ tịch", [ChannelKind.IN_PERSON])


def test_two_row_header_of_a_csv_is_read(tmp_path: Path, store: Path) -> None:
    text = "Mã số;Tên;Lĩnh vực;Phí, lệ phí;;\n;;;Trực tuyến;Trực tiếp;Bưu chính\n1.000001;Thử;Hộ tịch;5.000;8.000;\n"

    load(csv_file(tmp_path, text), store)

    assert [(channel.kind, channel.fees[0].amount) for channel in stored(store).channels] == [
        (ChannelKind.ONLINE, Decimal(5000)),
        (ChannelKind.IN_PERSON, Decimal(8000)),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "place", "reason"),
    [
        (0, "1193", "dòng 2", "không phải mã"),
        (1, "", "dòng 2", "thiếu tên"),
        (2, "", "dòng 2", "thiếu lĩnh vực"),
        (3, "Fax", "ô D2", "hình thức nộp"),
        (3, "", "ô D2", "không có hình thức nộp"),
        (4, "vài hôm", "ô E2", "thời hạn"),
        (5, "tám nghìn", "ô F2", "không phải số tiền"),
        (5, "-8000", "ô F2", "không phải số tiền"),
    ],
)
def test_wrong_cell_is_named(tmp_path: Path, store: Path, column: int, cell: str, place: str, reason: str) -> None:
    wrong = [*ROW[:column], cell, *ROW[column + 1 :]]

    report = load(write_workbook(tmp_path / "a.xlsx", [HEADER, wrong, ["1.000009", *ROW[1:]]]), store)

    (rejected,) = report.rejected
    assert (rejected.place, report.created) == (place, ("1.000009",))
    assert reason in rejected.reason


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("50.000 đồng", 50000), ("8000", 8000), ("Miễn phí", 0), ("Theo nghị quyết của HĐND tỉnh", None)],
)
def test_fee_cell_is_a_sum_or_says_who_sets_it(tmp_path: Path, store: Path, cell: str, amount: int | None) -> None:
    load(write_workbook(tmp_path / "a.xlsx", [HEADER, [*ROW[:5], cell]]), store)

    assert stored(store).channels[0].fees[0].amount == amount


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "trống"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel cũ"),
        (b"\x89PNG\r\n", "ảnh"),
        (b"<html><table></table></html>", "trang web"),
        (b"[{}]", "mảng JSON"),
        (b"\xff\xd8\xff\xe0", "ảnh"),
        (b"M\xe3 s\xf4", "UTF-8"),
        (b"a\0b", "không phải văn bản"),
        (b"\x1f\x8bgarbage", "gzip"),
        (b"PK\x03\x04garbage", "hỏng"),
        (b"{}\n{}\n", "không có bản ghi"),
        (b"STT,Noi dung\n1,abc\n", "thiếu cột Mã thủ tục, Tên thủ tục, Lĩnh vực"),
        ("Mã số,Tên\n1.000001,Thử\n".encode(), "thiếu cột Lĩnh vực"),
        ("Mã số,Tên,Lĩnh vực\n".encode(), "chỉ có dòng tiêu đề"),
        ('Mã số,Tên,Lĩnh vực\n1.000001,"Thử,Hộ tịch\n'.encode(), "CSV ở dòng 2"),
        (b"- code: [\n", "YAML"),
    ],
)
def test_file_that_is_no_listing_is_refused_in_a_sentence(
    tmp_path: Path, store: Path, content: bytes, reason: str
) -> None:
    load(write_records(tmp_path / "good.jsonl", [record()]), store)
    before = (store / PROCEDURES_FILE).read_bytes()
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)

    with pytest.raises(ImportRefused, match=reason) as caught:
        load(path, store)

    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert {entry.name: entry.read_bytes() for entry in store.glob("[!.]*")} == {PROCEDURES_FILE: before}


def test_empty_sheet_is_refused(tmp_path: Path, store: Path) -> None:
    with pytest.raises(ImportRefused, match="trống"):
        load(write_workbook(tmp_path / "a.xlsx", []), store)


def test_document_of_another_office_program_is_refused(tmp_path: Path, store: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(ImportRefused, match="không phải tệp của Excel"):
        load(path, store)


def test_file_over_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 1024 * 1024)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (1024 * 1024 + 1))

    with pytest.raises(ImportRefused, match="lớn hơn 1 MB"):
        load(path, store)
    assert not store.exists()


def test_missing_file_is_named(tmp_path: Path, store: Path) -> None:
    with pytest.raises(ImportRefused, match="Không có tệp"):
        load(tmp_path / "a.csv", store)


def workbook_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", " " * 100 * 1024 * 1024)
    return buffer.getvalue()


def gzip_bomb() -> bytes:
    return gzip.compress(b" " * 100 * 1024 * 1024)


@pytest.mark.slow
@pytest.mark.parametrize("make", [workbook_bomb, gzip_bomb])
def test_bomb_is_refused_unexploded(tmp_path: Path, store: Path, make: Callable[[], bytes]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())

    with pytest.raises(ImportRefused, match="bung ra quá lớn"):
        load(path, store)


def test_workbook_with_entities_is_refused(tmp_path: Path, store: Path) -> None:
    source = write_workbook(tmp_path / "a.xlsx", [HEADER, ROW])
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(path, "w") as changed:
        for entry in archive.namelist():
            start = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' if entry == "xl/workbook.xml" else b""
            changed.writestr(entry, start + archive.read(entry))

    with pytest.raises(ImportRefused, match="không an toàn"):
        load(path, store)


def test_sheet_whose_last_cell_is_far_away_is_read_at_once(tmp_path: Path, store: Path) -> None:
    book = Workbook()
    for row in (HEADER, ROW):
        book.active.append(list(row))
    book.active.cell(1_048_576, 16_384).value = "xa"
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert load(path, store).created == ("1.000001",)


def test_failed_write_leaves_the_old_store(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(write_records(tmp_path / "a.jsonl", [record()]), store)
    before = (store / PROCEDURES_FILE).read_bytes()

    def fail(*_: object) -> None:
        raise OSError("đĩa đầy")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(ImportRefused, match="Không ghi được"):
        load(write_records(tmp_path / "b.jsonl", [record("1.000002")]), store)

    assert {entry.name: entry.read_bytes() for entry in store.glob("[!.]*")} == {PROCEDURES_FILE: before}


def test_damaged_store_is_named_with_its_line(tmp_path: Path, store: Path) -> None:
    load(write_records(tmp_path / "a.jsonl", [record()]), store)
    with (store / PROCEDURES_FILE).open("a", encoding="utf-8") as file:
        file.write("{}\n")

    with pytest.raises(UnreadableDocument, match="dòng 2"):
        load(write_records(tmp_path / "b.jsonl", [record()]), store)


SHIPPED = """
procedures:
- code: '1.000001'
  name: Đăng ký thử
  everyday_names: [thử]
  alias_questions: [thử thì làm sao]
  sector: Hộ tịch
  family: thử
  decision_number: 1/QĐ
  conditions: [đủ 18 tuổi]
- {code: '1.000005', name: Khác, sector: Hộ tịch}
"""


def test_imported_facts_meet_the_shipped_listing(tmp_path: Path, store: Path) -> None:
    folder = shipped(tmp_path / "shipped", SHIPPED)
    load(write_records(tmp_path / "a.jsonl", [record(so_quyet_dinh="2/QĐ"), record("1.000003")]), store)

    one, three, five = load_procedures(folder, store)

    assert (one.decision_number, one.everyday_names, one.alias_questions, one.family, one.conditions) == (
        "2/QĐ",
        ("thử",),
        ("thử thì làm sao",),
        "thử",
        ("đủ 18 tuổi",),
    )
    assert (three.code, five.code) == ("1.000003", "1.000005")


def test_record_of_the_same_decision_only_fills_gaps(tmp_path: Path, store: Path) -> None:
    folder = shipped(tmp_path / "shipped", SHIPPED)
    row = record(name="Tên khác", so_quyet_dinh="1/QĐ", yeu_cau_dieu_kien="Khác", trinh_tu_thuc_hien="Nộp hồ sơ")
    load(write_records(tmp_path / "a.jsonl", [row]), store)

    one, _ = load_procedures(folder, store)

    assert (one.name, one.conditions, one.steps) == ("Đăng ký thử", ("đủ 18 tuổi",), ("Nộp hồ sơ",))


def test_abolished_and_replaced_procedures_are_marked(tmp_path: Path, store: Path) -> None:
    folder = shipped(tmp_path / "shipped", SHIPPED)
    path = tmp_path / "bai-bo.yaml"
    path.write_text(
        "- code: '1.000001'\n  replaced_by: ['1.000005']\n  decision: 9/QĐ-UBND\n- code: 1.5\n", encoding="utf-8"
    )

    first, second = load(path, store), load(path, store)
    load(write_records(tmp_path / "a.jsonl", [record()]), store)

    assert (first.created, [row.place for row in first.rejected], second.has_changes) == (
        ("1.000001",),
        ["mục 2"],
        False,
    )
    one, five = load_procedures(folder, store)
    assert (one.status, one.replaced_by) == (ProcedureStatus.REPLACED, ("1.000005",))
    assert "Theo quyết định 9/QĐ-UBND" in one.notes
    assert five.status is ProcedureStatus.IN_FORCE


def test_no_store_is_an_empty_one(tmp_path: Path) -> None:
    assert load_procedures(tmp_path / "none", tmp_path / "none") == ()


def test_shipped_file_with_a_fault_is_named(tmp_path: Path) -> None:
    folder = shipped(tmp_path / "shipped", "procedures: [{code: '1'}]")

    with pytest.raises(UnreadableDocument, match=r"ho-tich\.yaml"):
        load_procedures(folder, tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)

    try:
        report = load(path, tmp_path / "store")
    except ImportRefused:
        return
    assert not report.created


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["1.000001", "1.000002", "1.000003.1"]), min_size=1, max_size=4, unique=True))
def test_importing_twice_is_importing_once(tmp_path: Path, codes: list[str]) -> None:
    store = tmp_path / "-".join(codes)
    path = write_records(tmp_path / "a.jsonl", [record(code) for code in codes])
    load(path, store)
    before = (store / PROCEDURES_FILE).read_bytes()

    assert not load(path, store).has_changes
    assert (store / PROCEDURES_FILE).read_bytes() == before
