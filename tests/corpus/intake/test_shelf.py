"""Documents on the shelf: versions, corrections, and who sees what."""

import threading
from pathlib import Path

import pytest

from corpus.documents import Commune
from corpus.errors import UnreadableDocument
from corpus.ingest import import_document, load_corpus
from corpus.intake.corrections import Correction, Corrections
from corpus.intake.report import report_on
from corpus.intake.shelf import Shelf
from corpus.intake.versions import Status, VersionRefused
from corpus.manifest import Stated
from tests.support.clerks import ID, TEXT, extract_of, make_clerk, submission
from tests.support.shipped import DATA


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "documents")


def test_document_is_named_by_its_number_and_year(shelf: Shelf) -> None:
    history = shelf.add(submission(), extract_of(), make_clerk())

    assert history.document_id == ID
    assert shelf.histories() == (history,)
    assert shelf.source(ID, 1).read_bytes() == TEXT.encode()
    assert len(import_document(shelf.folder(ID, 1)).records) == 13


def test_same_document_again_is_its_next_version(shelf: Shelf) -> None:
    newer = TEXT.replace("đạt 87%", "đạt 88%")
    shelf.add(submission(), extract_of(), make_clerk())
    history = shelf.add(submission(newer), extract_of(newer), make_clerk())

    assert [version.number for version in history.versions] == [1, 2]
    assert history.status(2) is Status.DRAFT


def test_very_file_again_is_refused(shelf: Shelf) -> None:
    shelf.add(submission(), extract_of(), make_clerk())
    with pytest.raises(VersionRefused, match="chính là bản 1"):
        shelf.add(submission(), extract_of(), make_clerk())


@pytest.mark.parametrize("document_id", ["../x", "A", "", "-a", "a/b", "a" * 90, "."])
def test_id_is_no_path(shelf: Shelf, document_id: str) -> None:
    with pytest.raises(VersionRefused):
        shelf.history(document_id)
    if document_id:
        with pytest.raises(VersionRefused):
            shelf.add(submission(document_id=document_id), extract_of(), make_clerk())


def test_document_of_another_commune_is_no_version(shelf: Shelf) -> None:
    other = Commune(slug="an-binh", name="xã An Bình", province="tỉnh Thử Nghiệm")
    shelf.add(submission(), extract_of(), make_clerk())
    with pytest.raises(VersionRefused, match="xã Tân An"):
        shelf.add(submission(document_id=ID, commune=other, data=b"x"), extract_of(), make_clerk())


def test_public_document_has_no_internal_version(shelf: Shelf) -> None:
    shelf.add(submission(), extract_of(), make_clerk())
    with pytest.raises(VersionRefused, match="công khai"):
        shelf.add(submission(data=b"x", is_internal=True), extract_of(), make_clerk())


def test_correction_changes_the_record_and_comes_back_in_the_next_version(shelf: Shelf) -> None:
    wrong = TEXT.replace("Phòng Kinh tế\tPhòng Văn hóa - Xã hội\tQuý", "Phòng Klnh tế\tPhòng Văn hóa - Xã hội\tQuý")
    line = next(line for line in wrong.splitlines() if "Klnh" in line)
    correction = Correction(before=line, after=line.replace("Klnh", "Kinh"))
    shelf.add(submission(wrong), extract_of(wrong, is_recognised=True, doubtful="Klnh"), make_clerk())
    assert [doubtful.page for doubtful in report_on(shelf, ID, 1).doubtful] == [1]

    shelf.correct(ID, 1, Corrections(lines=(correction,)), make_clerk())
    assert report_on(shelf, ID, 1).doubtful == ()
    assert "Phòng Kinh tế | Phòng Văn hóa - Xã hội" in str(import_document(shelf.folder(ID, 1)).records)

    again = wrong.replace("đạt 87%", "đạt 89%")
    shelf.add(submission(again), extract_of(again, is_recognised=True, doubtful="Klnh"), make_clerk())
    assert report_on(shelf, ID, 2).doubtful == ()
    assert shelf.corrections(ID, 2).lines == (correction,)


def test_withheld_section_gives_no_record(shelf: Shelf) -> None:
    shelf.add(submission(), extract_of(), make_clerk())
    quote = "2 | Tổ chức hội nghị đối thoại với doanh nghiệp | Phòng Kinh tế | Phòng Văn hóa - Xã hội | Quý III/2027"
    row = f"{quote} | Biên bản hội nghị"
    assert report_on(shelf, ID, 1).counts["task"] == 2

    shelf.correct(ID, 1, Corrections(withheld=(row,)), make_clerk())
    assert report_on(shelf, ID, 1).counts["task"] == 1
    shelf.correct(ID, 1, Corrections(), make_clerk())
    assert report_on(shelf, ID, 1).counts["task"] == 2


def test_only_what_is_in_use_and_public_is_published(shelf: Shelf) -> None:
    clerk = make_clerk()
    shelf.add(submission(), extract_of(), clerk)
    inside = shelf.add(submission(document_id="noi-bo", data=b"x", is_internal=True), extract_of(), clerk)
    assert shelf.published(with_internal=True) == {}

    shelf.keep(clerk.publish(shelf.history(ID), 1))
    shelf.keep(clerk.publish(inside, 1))
    assert set(shelf.published()) == {ID}
    assert set(shelf.published(with_internal=True)) == {ID, "noi-bo"}


def test_published_document_joins_the_shipped_ones_and_takes_the_place_of_its_own(shelf: Shelf) -> None:
    clerk = make_clerk()
    shelf.keep(clerk.publish(shelf.add(submission(), extract_of(), clerk), 1))
    corpus = load_corpus(DATA, None, shelf.published())
    assert [d.document_id for d in corpus.documents if d.commune == "tan-an"] == ["tan-an-cchc-2026-2030", ID]

    own = "tan-an-cchc-2026-2030"
    shelf.keep(clerk.publish(shelf.add(submission(document_id=own, data=b"y"), extract_of(), clerk), 1))
    corpus = load_corpus(DATA, None, {own: shelf.folder(own, 1)})
    (document,) = (d for d in corpus.documents if d.document_id == own)
    assert document.document_number == "12/KH-UBND"


def test_change_that_somebody_else_made_first_is_not_overwritten(shelf: Shelf) -> None:
    clerk = make_clerk()
    seen = shelf.add(submission(), extract_of(), clerk)
    shelf.keep(clerk.publish(seen, 1))

    with pytest.raises(VersionRefused, match="vừa thay đổi"):
        shelf.keep(clerk.review(seen, 1))


def test_clerks_at_once_each_get_a_version(shelf: Shelf) -> None:
    def add(number: int) -> None:
        shelf.add(submission(data=f"{number}".encode()), extract_of(), make_clerk())

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [version.number for version in shelf.history(ID).versions] == [1, 2, 3, 4, 5, 6]


def test_text_without_a_title_is_told_and_what_the_clerk_states_fills_in(shelf: Shelf) -> None:
    table = "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tRà soát văn bản\tPhòng Kinh tế\tQuý I/2027"
    shelf.add(submission(table), extract_of(table), make_clerk())
    (history,) = shelf.histories()
    assert "manifest" in (report_on(shelf, history.document_id, 1).fault or "")

    stated = Stated(document_type="Bảng", title="Phân công nhiệm vụ năm 2027", issuing_body="Ủy ban nhân dân xã Tân An")
    shelf.add(submission(table, data=b"z", stated=stated, document_id="bang"), extract_of(table), make_clerk())
    assert report_on(shelf, "bang", 1).fault is None


def test_difference_names_what_changed(shelf: Shelf) -> None:
    clerk = make_clerk()
    newer = TEXT.replace("đạt 87%", "đạt 88%").replace("- Số hóa kết quả giải quyết thủ tục hành chính đạt 100%.\n", "")
    shelf.keep(clerk.publish(shelf.add(submission(), extract_of(), clerk), 1))
    shelf.add(submission(newer), extract_of(newer), clerk)

    difference = report_on(shelf, ID, 2).difference
    assert difference is not None
    assert [name.split("“")[1][:24] for name in difference.changed] == ["Tỷ lệ thanh toán trực tu"]
    assert [name.split("“")[1][:10] for name in difference.removed] == ["Số hóa kết"]
    assert difference.added == ()


def test_broken_history_is_named(shelf: Shelf) -> None:
    shelf.add(submission(), extract_of(), make_clerk())
    (shelf.root / ID / "history.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"history\.json"):
        shelf.histories()
