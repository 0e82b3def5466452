"""`motcua procedures import` as an operator runs it, in this process."""

from pathlib import Path

import pytest

from api.cli import main
from tests.corpus.procedures.support import record, write_records


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("API_PROCEDURES_DIR", str(tmp_path / "store"))
    return tmp_path / "store"


def test_report_names_every_row_and_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_records(tmp_path / "a.jsonl", [record(), record("12")])

    assert main(["procedures", "import", str(path)]) == 0
    out, err = capsys.readouterr()
    assert "1 thủ tục mới, 0 cập nhật, 0 giữ nguyên, 1 dòng không nhận" in out
    assert "mới: 1.000001" in out
    assert "motcua index" in out
    assert "không nhận dòng 2: '12' không phải mã thủ tục" in err


def test_second_run_says_that_nothing_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_records(tmp_path / "a.jsonl", [record()])
    main(["procedures", "import", str(path)])
    capsys.readouterr()

    assert main(["procedures", "import", str(path)]) == 0
    out, _ = capsys.readouterr()
    assert "không thay đổi" in out
    assert "motcua index" not in out


def test_abolished_list_comes_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_records(tmp_path / "a.jsonl", [record()])
    listed = tmp_path / "bai-bo.yaml"
    listed.write_text("- code: '1.000001'\n", encoding="utf-8")

    assert main(["procedures", "import", str(path), "--abolished", str(listed), "--as-of", "2026-07-01"]) == 0
    assert "1 thủ tục bãi bỏ, thay thế mới" in capsys.readouterr().out


def test_unusable_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], store: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")

    assert main(["procedures", "import", str(path)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("motcua procedures: Tệp 'a.xlsx' là tệp PDF")
    assert not store.exists()


def test_wrong_day_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["procedures", "import", str(tmp_path), "--as-of", "hôm nay"])
    assert caught.value.code == 2
