"""The upload's form: what came with it, as a `Submission`."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from starlette.datastructures import FormData, UploadFile

from api.admin import document_words as words
from corpus.documents import Commune
from corpus.intake.sandbox import MAX_FILE_BYTES
from corpus.intake.shelf import Submission, stated_by_clerk
from corpus.text import normalise

_NAME_LENGTH = 120
_TEXT_LENGTH = 500


class UploadRefused(ValueError):
    """Raised for a form that gives no file to read; the message is the sentence for whoever filled it in."""


async def submission_of(form: FormData, communes: Mapping[str, Commune]) -> Submission:
    """Returns what a form hands over.

    Raises:
        UploadRefused: a field is missing or wrong, or the file is too large.
    """
    commune = communes.get(text_of(form, "commune"))
    if commune is None:
        raise UploadRefused(words.NO_COMMUNE)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise UploadRefused(words.NO_FILE)
    if (file.size or 0) > MAX_FILE_BYTES:
        raise UploadRefused(words.TOO_LARGE)
    stated = stated_by_clerk(
        commune,
        title=text_of(form, "title") or None,
        document_type=text_of(form, "type") or None,
        number=text_of(form, "number") or None,
        issued_on=_day(text_of(form, "issued_on")),
    )
    return Submission(
        name=_file_name(file.filename),
        data=await file.read(),
        commune=commune,
        document_id=text_of(form, "document") or None,
        stated=stated,
        is_internal=text_of(form, "internal") == "1",
    )


def text_of(form: FormData, name: str) -> str:
    """Returns a field as one line; empty where there is none."""
    value = form.get(name)
    return _printable(value)[:_TEXT_LENGTH] if isinstance(value, str) else ""


def _file_name(name: str) -> str:
    """Returns the last part of a name, as its sender's system parts names."""
    return _printable(PurePosixPath(name.replace("\\", "/")).name)[-_NAME_LENGTH:] or "tệp"


def _printable(text: str) -> str:
    return normalise("".join(letter if letter.isprintable() else " " for letter in text))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise UploadRefused(words.NO_DATE) from exc
