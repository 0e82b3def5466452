import shutil
import time
from pathlib import Path

import pytest
import yaml

from corpus.documents import Corpus
from corpus.ingest import import_document, load_corpus
from tests.corpus.conftest import DATA

MANIFEST = {
    "document_id": "xa-an-2026",
    "commune": {"slug": "xa-an", "name": "xã An", "province": "tỉnh Bình", "aliases": []},
    "file": "plan.txt",
    "sha256": "0" * 64,
}
PLAN = """ỦY BAN NHÂN DÂN
XÃ AN
Số: 7/KH-UBND
An, ngày 02 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
I. MỤC TIÊU
- 90% hồ sơ được giải quyết đúng hạn.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Hạ tầng số: Chủ trì thực hiện.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "lac-phuong", tmp_path / "lac-phuong")
    return tmp_path


def _add(root: Path, data: bytes, manifest: object = MANIFEST, name: str = "plan.txt") -> None:
    folder = root / "xa-an"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "manifest.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")


def test_a_new_commune_is_read_by_the_same_rules(root: Path) -> None:
    _add(root, PLAN.encode())
    corpus = load_corpus(root)
    document = corpus.documents[1]
    assert (document.document_number, document.issuing_body) == ("7/KH-UBND", "Ủy ban nhân dân xã An")
    assert [record.kind for record in corpus.records if record.commune == "xa-an"][:1] == ["target"]


def test_another_hash_is_reported_and_read_all_the_same(root: Path) -> None:
    _add(root, PLAN.encode())
    corpus = load_corpus(root)
    assert len(corpus.documents) == 2
    assert any("sha256" in item.reason for item in corpus.report.rejected if item.document == "xa-an-2026")


@pytest.mark.parametrize(
    ("data", "manifest", "name", "says"),
    [
        (b"\xff\xfe\xfa", MANIFEST, "plan.txt", "UTF-8"),
        (b"%PDF", {**MANIFEST, "file": "plan.pdf"}, "plan.pdf", ".txt"),
        (PLAN.encode(), {**MANIFEST, "file": "other.txt"}, "plan.txt", "kiểm tra manifest"),
        (PLAN.encode(), {"document_id": "x"}, "plan.txt", "sai ở trường"),
        (PLAN.encode(), {**MANIFEST, "colour": "red"}, "plan.txt", "colour"),
        (PLAN.encode(), {**MANIFEST, "document_id": "lac-phuong-cchc-2026-2030"}, "plan.txt", "trùng"),
        (b"Xin ch\xc3\xa0o\n", MANIFEST, "plan.txt", "hãy ghi vào manifest"),
    ],
)
def test_one_bad_document_stops_no_other(root: Path, data: bytes, manifest: object, name: str, says: str) -> None:
    _add(root, data, manifest, name)
    corpus = load_corpus(root)
    assert [document.commune for document in corpus.documents] == ["lac-phuong"]
    (rejected,) = corpus.report.rejected
    assert rejected.document == "xa-an"
    assert says in rejected.reason


def test_folder_without_or_with_broken_manifest_is_rejected(root: Path) -> None:
    (root / "empty").mkdir()
    (root / "broken").mkdir()
    (root / "broken" / "manifest.yaml").write_text("a: [", encoding="utf-8")
    reasons = {item.document: item.reason for item in load_corpus(root).report.rejected}
    assert "thiếu manifest.yaml" in reasons["empty"]
    assert "YAML" in reasons["broken"]


def test_shipped_corpus_is_understood_whole(corpus: Corpus) -> None:
    assert corpus.report.rejected == ()
    assert len(corpus.report.documents) == 5


def test_reading_is_deterministic_and_quick(corpus: Corpus) -> None:
    start = time.process_time()
    again = load_corpus(DATA)
    assert again == corpus
    assert time.process_time() - start < 3.0  # 0.8 s on an idle core; the limit leaves room for a busy machine


def test_everyday_names_are_read_and_those_of_nothing_are_reported(root: Path) -> None:
    _add(root, PLAN.encode())
    names = "names:\n  muc-i-g1:\n    - trả giấy tờ không trễ hẹn\n  muc-ix-g9:\n    - không có\n"
    (root / "xa-an" / "everyday_names.yaml").write_text(names, encoding="utf-8")
    corpus = load_corpus(root)
    named = [entry for entry in corpus.everyday_names if entry.item_id.startswith("xa-an-2026")]
    assert [(entry.item_id, entry.names) for entry in named] == [
        ("xa-an-2026#muc-i-g1", ("trả giấy tờ không trễ hẹn",))
    ]
    assert any("muc-ix-g9" in item.reason for item in corpus.report.rejected)


@pytest.mark.parametrize("text", ["names: [a, b]", "names: {x: [1, }", "gọi: {}"])
def test_everyday_names_of_another_shape_reject_the_document(root: Path, text: str) -> None:
    _add(root, PLAN.encode())
    (root / "xa-an" / "everyday_names.yaml").write_text(text, encoding="utf-8")
    report = load_corpus(root).report
    assert report.documents == ("lac-phuong-cchc-2026-2030",)
    assert "everyday_names.yaml" in report.rejected[0].reason


def test_document_is_read_once_and_again_when_a_file_of_it_changes(root: Path) -> None:
    folder = root / "lac-phuong"
    first = import_document(folder)
    assert import_document(folder) is first

    path = folder / "plan.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n- Một dòng mới.\n", encoding="utf-8")
    assert import_document(folder) is not first
