"""In use and out of use: the history and the index change together, and internal documents stay inside."""

from pathlib import Path

import pytest

from api import publishing
from api.publishing import Publisher, internal_index_dir
from bot.reply import Reply
from corpus.errors import CorpusError
from corpus.intake.shelf import Shelf
from corpus.intake.versions import Status, VersionRefused
from retrieval.errors import IndexUnavailable
from retrieval.index import open_index
from retrieval.settings import RetrievalSettings
from tests.support.clerks import ID, TEXT, extract_of, make_clerk, submission
from tests.support.shipped import AFTER_2025, DATA, FakeClock, make_assistant

NEWER = TEXT.replace("đạt 87%", "đạt 88%")
QUESTION = "chỉ tiêu thanh toán trực tuyến năm 2027"


@pytest.fixture
def publisher(tmp_path: Path, own_index: Path) -> Publisher:
    return Publisher(Shelf(tmp_path / "documents"), own_index, tmp_path / "procedures")


def ask(folder: Path, question: str = QUESTION) -> Reply:
    index = open_index(folder, RetrievalSettings())
    try:
        return make_assistant(index, FakeClock(AFTER_2025)).ask(question, "tan-an")
    finally:
        index.close()


def test_publish_replace_roll_back_and_withdraw_are_answered(publisher: Publisher) -> None:
    clerk, shelf = make_clerk(), publisher.shelf
    first = shelf.add(submission(), extract_of(), clerk)
    publisher.publish(first, 1, clerk, is_reviewed=False)
    assert "87%" in ask(publisher.index_dir).text

    second = shelf.add(submission(NEWER), extract_of(NEWER), clerk)
    assert "87%" in ask(publisher.index_dir).text  # a draft is answered from by nobody
    publisher.publish(second, 2, clerk, is_reviewed=False)
    assert "88%" in ask(publisher.index_dir).text

    now = shelf.history(ID)
    publisher.roll_back(now, clerk)
    assert "87%" in ask(publisher.index_dir).text

    now = shelf.history(ID)
    publisher.withdraw(now, clerk)
    reply = ask(publisher.index_dir)
    assert ID not in {citation.document_id for citation in reply.citations}


def test_internal_document_is_in_no_index_of_citizens(publisher: Publisher) -> None:
    clerk = make_clerk()
    history = publisher.shelf.add(submission(is_internal=True), extract_of(), clerk)
    publisher.publish(history, 1, clerk, is_reviewed=False)

    inside = internal_index_dir(publisher.index_dir)
    assert "87%" in ask(inside).text
    assert "87%" not in ask(publisher.index_dir).text
    public = [path for path in publisher.index_dir.rglob("*") if path.is_file()]
    assert public
    assert not [path for path in public if ID.encode() in path.read_bytes()]


def test_withdrawn_internal_document_leaves_the_internal_index_too(publisher: Publisher) -> None:
    clerk = make_clerk()
    history = publisher.shelf.add(submission(is_internal=True), extract_of(), clerk)
    used, _ = publisher.publish(history, 1, clerk, is_reviewed=False)
    publisher.withdraw(used, clerk)

    assert "87%" not in ask(internal_index_dir(publisher.index_dir)).text


def test_where_the_index_cannot_be_built_nothing_is_published(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise IndexUnavailable("đầy đĩa")

    clerk = make_clerk()
    history = publisher.shelf.add(submission(), extract_of(), clerk)
    monkeypatch.setattr(publishing, "build_index", refuse)
    with pytest.raises(IndexUnavailable):
        publisher.publish(history, 1, clerk, is_reviewed=False)
    assert publisher.shelf.history(ID).status(1) is Status.DRAFT


def test_version_that_cannot_be_read_is_not_published(publisher: Publisher) -> None:
    clerk = make_clerk()
    history = publisher.shelf.add(submission(), extract_of(), clerk)
    (publisher.shelf.folder(ID, 1) / "manifest.yaml").write_text("{", encoding="utf-8")

    with pytest.raises(CorpusError, match="YAML"):
        publisher.publish(history, 1, clerk, is_reviewed=False)
    assert publisher.shelf.history(ID) == history


def test_communes_are_the_shipped_ones_and_those_of_added_documents(publisher: Publisher) -> None:
    other = submission().commune.model_copy(update={"slug": "an-binh", "name": "xã An Bình"})
    publisher.shelf.add(submission(commune=other), extract_of(), make_clerk())

    assert set(publisher.communes()) == {"an-binh", "lac-phuong", "le-loi", "loc-binh", "phong-tho", "tan-an"}


@pytest.mark.parametrize("slug", ["tan-an", "lac-phuong"])  # by number and day; by title, where the source has neither
def test_file_of_a_shipped_plan_is_its_next_version(publisher: Publisher, slug: str) -> None:
    shipped = (DATA / slug / "plan.txt").read_text(encoding="utf-8")
    given = submission(shipped, commune=publisher.communes()[slug])

    (document,) = (d for d in publisher.corpus().documents if d.commune == slug)
    assert publisher.add(given, extract_of(shipped), make_clerk()).document_id == document.document_id


def test_draft_that_was_not_understood_as_a_whole_waits_for_a_person_whoever_asks(publisher: Publisher) -> None:
    torn = TEXT.replace("Quý III/2027\tBiên bản hội nghị", "\t")
    clerk = make_clerk()
    history = publisher.shelf.add(submission(torn), extract_of(torn), clerk)
    with pytest.raises(VersionRefused, match="1 chỗ chưa hiểu"):
        publisher.publish(history, 1, clerk, is_reviewed=False)
    assert publisher.shelf.history(ID) == history

    used, _ = publisher.publish(history, 1, clerk, is_reviewed=True)
    assert used.version(1).is_reviewed
    again, _ = publisher.withdraw(used, clerk)
    assert publisher.publish(again, 1, clerk, is_reviewed=False)[0].published == 1
