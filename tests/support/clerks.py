"""A clerk and a yearly plan that he hands over: what tests of documents begin with."""

from datetime import UTC, datetime, timedelta
from itertools import count

from corpus.documents import Commune
from corpus.intake.shelf import Submission
from corpus.intake.versions import Clerk
from corpus.readers.extract import Doubt, Extract, FileKind, ReadLine
from tests.support.shipped import ROOT

TEXT = (ROOT / "tests" / "data" / "documents" / "tan-an-2027.txt").read_text(encoding="utf-8")
TAN_AN = Commune(slug="tan-an", name="xã Tân An", province="thành phố Hải Phòng")
ID = "tan-an-12-kh-ubnd-2027"


def extract_of(text: str = TEXT, *, is_recognised: bool = False, doubtful: str = "") -> Extract:
    lines = (
        ReadLine(text=line, doubts=(Doubt(words=doubtful, confidence=50),) if doubtful and doubtful in line else ())
        for line in text.splitlines()
    )
    return Extract(kind=FileKind.TEXT, pages=1, lines=tuple(lines), is_recognised=is_recognised)


def submission(text: str = TEXT, **changes: object) -> Submission:
    given = Submission(name="kh.txt", data=text.encode(), commune=TAN_AN)
    return given.model_copy(update=changes)


def make_clerk() -> Clerk:
    minutes = count()
    start = datetime(2026, 11, 1, 8, tzinfo=UTC)
    return Clerk("can-bo", lambda: start + timedelta(minutes=next(minutes)))
