"""A scan from the command to an answer: read with its pages told, compared by a person, then used."""

from pathlib import Path

import pytest

from api.cli import main
from corpus.intake.sandbox import read_apart
from tests.support.printing.layouts import LAYOUTS, html_of
from tests.support.printing.plans import make_plan
from tests.support.printing.raw_pdf import picture_pdf
from tests.support.printing.scanner import Scanner

PLAN = make_plan(100, tasks=5, targets=3)
WHERE = ["--commune", "suoi-mo", "--commune-name", "xã Suối Mơ", "--province", "tỉnh Thử Nghiệm"]


@pytest.fixture(scope="module")
def scan() -> bytes:
    from tests.support.printing.press import print_pages

    pdf = print_pages({"plan": (html_of(PLAN, LAYOUTS[0]), False)})["plan"]
    return picture_pdf(Scanner(dpi=300, skew_deg=0.6, noise=4).pages(pdf), 300)


@pytest.mark.needs("chromium", "vietnamese-font", "tesseract-vie")
@pytest.mark.slow
def test_scan_is_reported_compared_and_answered_from(
    scan: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, folder in (("API_DOCUMENTS_DIR", "documents"), ("BOT_INDEX_DIR", "index"), ("API_PROCEDURES_DIR", "p")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    path = tmp_path / "quét.pdf"
    path.write_bytes(scan)

    assert main(["documents", "add", str(path), *WHERE, "--publish"]) == 1
    out, err = capsys.readouterr()
    assert "nhận dạng từ ảnh: 3 chỉ tiêu, 5 nhiệm vụ" in out
    assert "phải có người xem trước" in err
    document = out.split("'")[1]

    assert main(["documents", "publish", document]) == 1
    assert "--reviewed" in capsys.readouterr().err
    assert main(["documents", "publish", document, "--reviewed"]) == 0

    capsys.readouterr()
    title, lead = next(row[1:3] for row in PLAN.annexes[0].rows if len(row) > 2)
    assert main(["ask", f"Ai chủ trì {title}?", "--commune", "suoi-mo"]) == 0
    assert lead.split(";")[0] in capsys.readouterr().out


@pytest.mark.needs("chromium", "vietnamese-font", "tesseract-vie")
@pytest.mark.slow
def test_pages_are_told_as_they_are_read(scan: bytes) -> None:
    told: list[tuple[int, int]] = []
    extract = read_apart(scan, "quét.pdf", lambda page, pages: told.append((page, pages)))

    assert told == [(page, extract.pages) for page in range(1, extract.pages + 1)]
    assert extract.pages > 1
