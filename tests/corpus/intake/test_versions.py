"""Whatever is done in whatever order, one version at most is in use, and what was done can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Commune
from corpus.intake.versions import Clerk, Deed, History, ReviewNeeded, Status, Version, VersionRefused
from corpus.readers.extract import FileKind
from tests.support.clerks import make_clerk

COMMUNE = Commune(slug="an-binh", name="xã An Bình", province="tỉnh Thử Nghiệm")
EMPTY = History(document_id="an-binh-1", commune=COMMUNE)


def version(number: int, *, is_recognised: bool = False) -> Version:
    return Version(number=number, source="a.pdf", kind=FileKind.PDF, sha256=str(number), is_recognised=is_recognised)


def history_of(clerk: Clerk, *versions: Version) -> History:
    history = EMPTY
    for one in versions:
        history = clerk.add(history, one)
    return history


def test_life_of_two_versions() -> None:
    clerk = make_clerk()
    history = history_of(clerk, version(1), version(2))
    assert (history.status(1), history.status(2)) == (Status.DRAFT, Status.DRAFT)

    history = clerk.publish(clerk.publish(history, 1), 2)
    assert (history.status(1), history.status(2)) == (Status.REPLACED, Status.PUBLISHED)

    history = clerk.roll_back(history)
    assert (history.status(1), history.status(2)) == (Status.PUBLISHED, Status.REPLACED)

    history = clerk.withdraw(history)
    assert (history.status(1), history.status(2)) == (Status.WITHDRAWN, Status.WITHDRAWN)
    assert clerk.roll_back(history).published == 1


def test_recognised_text_is_used_only_once_reviewed() -> None:
    clerk = make_clerk()
    history = history_of(clerk, version(1, is_recognised=True))
    with pytest.raises(ReviewNeeded, match="đối chiếu"):
        clerk.publish(history, 1)

    assert clerk.publish(clerk.review(history, 1), 1).published == 1


def test_correcting_asks_for_another_review_and_ends_with_use() -> None:
    clerk = make_clerk()
    history = clerk.correct(clerk.review(history_of(clerk, version(1, is_recognised=True)), 1), 1)
    with pytest.raises(VersionRefused):
        clerk.publish(history, 1)

    used = clerk.publish(clerk.review(history, 1), 1)
    with pytest.raises(VersionRefused, match="thêm lại tệp"):
        clerk.correct(used, 1)


@pytest.mark.parametrize("act", ["withdraw", "roll_back"])
def test_nothing_to_take_back_is_said(act: str) -> None:
    clerk = make_clerk()
    with pytest.raises(VersionRefused):
        getattr(clerk, act)(history_of(clerk, version(1)))


@given(st.lists(st.tuples(st.sampled_from([*Deed]), st.integers(1, 4), st.booleans()), max_size=25))
def test_laws(deeds: list[tuple[Deed, int, bool]]) -> None:
    clerk = make_clerk()
    history = history_of(clerk, version(1), version(2, is_recognised=True))
    for deed, number, is_recognised in deeds:
        before = history
        try:
            match deed:
                case Deed.ADD:
                    history = clerk.add(history, version(len(history.versions) + 1, is_recognised=is_recognised))
                case Deed.CORRECT:
                    history = clerk.correct(history, number)
                case Deed.REVIEW:
                    history = clerk.review(history, number)
                case Deed.PUBLISH:
                    history = clerk.publish(history, number)
                case Deed.ROLL_BACK:
                    history = clerk.roll_back(history)
                case Deed.WITHDRAW:
                    history = clerk.withdraw(history)
        except VersionRefused:
            assert history is before
            continue
        assert history.acts[:-1] == before.acts
        assert history.acts[-1].deed is deed
        in_use = [v for v in history.versions if history.status(v.number) is Status.PUBLISHED]
        assert [v.number for v in in_use] == ([history.published] if history.published else [])
        assert all(v.is_reviewed or not v.is_recognised for v in in_use)
    assert History.model_validate_json(history.model_dump_json()) == history
