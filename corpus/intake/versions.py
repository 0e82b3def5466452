"""The versions of one document: draft → published → replaced or withdrawn, with who did what and when. Pure."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from corpus.documents import Commune
from corpus.errors import CorpusError
from corpus.readers.extract import FileKind
from corpus.records import Frozen


class VersionRefused(CorpusError):
    """Raised when a version cannot be put where it was asked to; the message says what to do first."""


class ReviewNeeded(VersionRefused):
    """Raised when somebody must compare a version with its source before it is used."""


class Status(StrEnum):
    """What a version is at the moment, as people are told."""

    DRAFT = "bản nháp"
    PUBLISHED = "đang dùng"
    REPLACED = "đã được thay"
    WITHDRAWN = "đã thu hồi"


class Deed(StrEnum):
    """What was done to a document."""

    ADD = "thêm"
    CORRECT = "sửa"
    REVIEW = "duyệt"
    PUBLISH = "đưa vào sử dụng"
    ROLL_BACK = "quay lại"
    WITHDRAW = "thu hồi"


class Act(Frozen):
    """One deed. `by` is an account or the console's user, never a citizen."""

    at: datetime
    by: str
    deed: Deed
    version: int


class Version(Frozen):
    """One file of a document as it was handed over. `is_reviewed`: a person compared it with the source."""

    number: int
    source: str
    kind: FileKind
    sha256: str
    is_recognised: bool
    is_reviewed: bool = False


class History(Frozen):
    """All versions of a document, what was done to them, and which one is in use."""

    document_id: str
    commune: Commune
    is_internal: bool = False
    versions: tuple[Version, ...] = ()
    published: int | None = None
    acts: tuple[Act, ...] = ()

    def version(self, number: int | None = None) -> Version:
        """Returns a version, the latest where no number is given.

        Raises:
            VersionRefused: there is none of that number.
        """
        wanted = self.versions[-1].number if number is None else number
        for version in self.versions:
            if version.number == wanted:
                return version
        numbers = ", ".join(str(version.number) for version in self.versions)
        raise VersionRefused(f"Văn bản {self.document_id!r} không có bản {wanted}; các bản: {numbers}.")

    def status(self, number: int) -> Status:
        """Returns what became of a version."""
        if self.published == number:
            return Status.PUBLISHED
        was_in_use = any(act.version == number and act.deed in (Deed.PUBLISH, Deed.ROLL_BACK) for act in self.acts)
        if not was_in_use:
            return Status.DRAFT
        return Status.REPLACED if self.published is not None else Status.WITHDRAWN


class Clerk:
    """Who acts, and the clock: makes the next history from the one before."""

    def __init__(self, by: str, now: Callable[[], datetime]) -> None:
        self._by = by
        self._now = now

    def add(self, history: History, version: Version) -> History:
        """Returns the history with a new version, a draft."""
        return self._done(history, Deed.ADD, version.number, versions=(*history.versions, version))

    def correct(self, history: History, number: int) -> History:
        """Returns the history after a draft's text was corrected; whoever corrects has yet to say that it was all.

        Raises:
            VersionRefused: the version is or was in use: what people were told must stay to be seen.
        """
        version = history.version(number)
        if history.status(number) is not Status.DRAFT:
            raise VersionRefused(f"Bản {number} đã dùng nên không sửa được nữa; hãy thêm lại tệp thành bản mới.")
        return self._done(history, Deed.CORRECT, number, versions=_with(history, version, is_reviewed=False))

    def review(self, history: History, number: int) -> History:
        """Returns the history after a person compared a version with its source."""
        version = history.version(number)
        return self._done(history, Deed.REVIEW, number, versions=_with(history, version, is_reviewed=True))

    def publish(self, history: History, number: int) -> History:
        """Returns the history with a version in use.

        Raises:
            ReviewNeeded: it was recognised from pictures and nobody compared it with them.
            VersionRefused: it is in use already.
        """
        version = history.version(number)
        if history.published == number:
            raise VersionRefused(f"Bản {number} của {history.document_id!r} đang được dùng rồi.")
        if version.is_recognised and not version.is_reviewed:
            raise ReviewNeeded(f"Bản {number} được nhận dạng từ ảnh nên phải có người đối chiếu trước khi dùng.")
        return self._done(history, Deed.PUBLISH, number, published=number)

    def roll_back(self, history: History) -> History:
        """Returns the history with the version in use that was before the present one, or that was withdrawn last.

        Raises:
            VersionRefused: no other version was ever in use.
        """
        for act in reversed(history.acts):
            if act.deed in (Deed.PUBLISH, Deed.ROLL_BACK) and act.version != history.published:
                return self._done(history, Deed.ROLL_BACK, act.version, published=act.version)
        raise VersionRefused(f"Văn bản {history.document_id!r} chưa có bản nào trước đó để quay lại.")

    def withdraw(self, history: History) -> History:
        """Returns the history with no version in use.

        Raises:
            VersionRefused: none is.
        """
        if history.published is None:
            raise VersionRefused(f"Văn bản {history.document_id!r} không có bản nào đang dùng.")
        return self._done(history, Deed.WITHDRAW, history.published, published=None)

    def _done(self, history: History, deed: Deed, number: int, **changes: object) -> History:
        act = Act(at=self._now(), by=self._by, deed=deed, version=number)
        return history.model_copy(update={**changes, "acts": (*history.acts, act)})


def _with(history: History, version: Version, *, is_reviewed: bool) -> tuple[Version, ...]:
    changed = version.model_copy(update={"is_reviewed": is_reviewed})
    return tuple(changed if known.number == version.number else known for known in history.versions)
