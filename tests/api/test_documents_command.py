"""`motcua documents` as a clerk runs it, in this process."""

from pathlib import Path

import pytest

from api.cli import main
from tests.support.clerks import ID, TEXT

NEWER = TEXT.replace("đạt 87%", "đạt 88%")
QUESTION = "chỉ tiêu thanh toán trực tuyến năm 2027"
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, own_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_DOCUMENTS_DIR", str(tmp_path / "documents"))
    monkeypatch.setenv("API_PROCEDURES_DIR", str(tmp_path / "procedures"))
    monkeypatch.setenv("BOT_INDEX_DIR", str(own_index))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kh-2027.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def add(path: Path, *more: str) -> int:
    return main(["documents", "add", str(path), "--commune", "tan-an", *more])


def answer(capsys: Output, *more: str) -> str:
    capsys.readouterr()
    assert main(["ask", QUESTION, "--commune", "tan-an", *more]) == 0
    return capsys.readouterr().out


def test_from_file_to_answer_and_back(file: Path, capsys: Output) -> None:
    assert add(file, "--publish") == 0
    out, err = capsys.readouterr()
    assert f"Đã thêm '{ID}', bản 1 (bản nháp)." in out
    assert "Kế hoạch 12/KH-UBND ngày 15/01/2027" in out
    assert "3 chỉ tiêu, 2 nhiệm vụ" in out
    assert "Đã đưa vào sử dụng bản 1" in out
    assert err == ""
    assert "87%" in answer(capsys)

    file.write_text(NEWER, encoding="utf-8")
    assert add(file) == 0
    assert "đổi nội dung chỉ tiêu “Tỷ lệ thanh toán trực tuyến" in capsys.readouterr().out
    assert "87%" in answer(capsys)

    assert main(["documents", "diff", ID]) == 0
    out = capsys.readouterr().out
    assert "trước: **87%**" in out
    assert "sau:   **88%**" in out

    assert main(["documents", "publish", ID]) == 0
    assert "88%" in answer(capsys)
    assert main(["documents", "rollback", ID]) == 0
    assert "87%" in answer(capsys)
    assert main(["documents", "withdraw", ID]) == 0
    assert "87%" not in answer(capsys)

    assert main(["documents", "list"]) == 0
    assert "bản 1: đã thu hồi" in capsys.readouterr().out
    assert main(["documents", "show", ID]) == 0
    shown = capsys.readouterr().out
    assert "nhiệm vụ: 1 | Rà soát văn bản quy phạm pháp luật của xã" in shown
    assert "quay lại bản 1" in shown


def test_index_keeps_what_is_in_use(file: Path, capsys: Output) -> None:
    add(file, "--publish")

    assert main(["index"]) == 0
    assert "tan-an: Kế hoạch cải cách hành chính năm 2027" in capsys.readouterr().out
    assert "87%" in answer(capsys)


def test_internal_document_answers_only_inside(file: Path, capsys: Output) -> None:
    assert add(file, "--internal", "--publish") == 0

    assert "87%" not in answer(capsys)
    assert "87%" in answer(capsys, "--internal")


def test_without_internal_documents_there_is_nothing_inside(file: Path, capsys: Output) -> None:
    add(file, "--publish")
    capsys.readouterr()

    assert main(["ask", QUESTION, "--commune", "tan-an", "--internal"]) == 1
    assert "chưa có văn bản nội bộ" in capsys.readouterr().err


def test_what_is_not_understood_waits_for_a_person(file: Path, capsys: Output) -> None:
    file.write_text(TEXT.replace("Quý III/2027\tBiên bản hội nghị", "\t"), encoding="utf-8")

    assert add(file, "--publish") == 1
    err = capsys.readouterr().err
    assert "chưa hiểu: trang 1, dòng " in err
    assert "--reviewed" in err
    assert main(["documents", "publish", ID]) == 1
    assert f"`motcua documents show {ID}`, rồi chạy lại với --reviewed" in capsys.readouterr().err
    assert main(["documents", "publish", ID, "--reviewed"]) == 0


def test_new_commune_says_its_name(file: Path, capsys: Output) -> None:
    file.write_text(TEXT.replace("Tân An", "An Bình").replace("TÂN AN", "AN BÌNH"), encoding="utf-8")
    command = ["documents", "add", str(file), "--commune", "an-binh"]
    assert main(command) == 1
    assert "--commune-name" in capsys.readouterr().err

    named = [*command, "--commune-name", "xã An Bình", "--province", "tỉnh Thử Nghiệm", "--publish"]
    assert main(named) == 0
    capsys.readouterr()
    assert main(["ask", "chỉ tiêu thanh toán trực tuyến", "--commune", "an-binh"]) == 0
    assert "87%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "khong-co"], "Không có văn bản mang mã"),
        (["publish", "../../etc"], "Không có văn bản mang mã"),
        (["rollback", "khong-co"], "Không có văn bản mang mã"),
        (["add", "/khong/co.pdf", "--commune", "tan-an"], "không đọc được tệp"),
    ],
)
def test_mistake_is_one_sentence(arguments: list[str], said: str, capsys: Output) -> None:
    assert main(["documents", *arguments]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err


def test_file_of_no_kind_is_refused(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "kh.pdf"
    path.write_bytes(b"Rar!\x1a\x07")

    assert add(path) == 1
    assert "RAR" in capsys.readouterr().err
    assert not (tmp_path / "documents").exists()
