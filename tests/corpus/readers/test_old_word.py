import subprocess
from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument, UnsupportedDocument
from corpus.readers.extract import FileKind
from corpus.readers.old_word import read_old_word
from tests.support.layouts.plans import make_plan
from tests.support.layouts.scoring import found_keys, planned_keys, read_records, record_f1
from tests.support.layouts.word_files import LAYOUTS, make_word
from tests.support.progress import unwatched

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.needs("libreoffice")
def test_records_of_an_old_file_are_read(tmp_path: Path) -> None:
    plan = make_plan(2)
    source = tmp_path / "plan.docx"
    source.write_bytes(make_word(plan, LAYOUTS[2]))
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to"]
    command += ["doc:MS Word 97", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    extract = read_old_word((tmp_path / "plan.doc").read_bytes(), "plan.doc", unwatched)
    assert (extract.kind, extract.has_whole_paragraphs) == (FileKind.OLD_WORD, True)
    assert record_f1([(planned_keys(plan), found_keys(read_records(extract)))]) >= 0.98


@pytest.mark.needs("libreoffice")
def test_file_that_takes_too_long_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match=r"'lau\.doc' mở quá"):
        read_old_word(OLE + bytes(2000), "lau.doc", unwatched, timeout_s=0.01)


@pytest.mark.needs("libreoffice")
def test_damaged_file_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match=r"'hong\.doc'"):
        read_old_word(OLE + bytes(range(256)) * 40, "hong.doc", unwatched)


def test_missing_program_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnsupportedDocument, match="libreoffice-writer-nogui"):
        read_old_word(OLE, "cu.doc", unwatched)
