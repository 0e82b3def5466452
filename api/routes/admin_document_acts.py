"""What the forms about documents do: add a file, put its reading right, publish, withdraw, roll back."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from api.admin import document_words as words
from api.admin.desk import AtDesk, Desk
from api.admin.gate import Acting, Operator, SignedIn, check_form, check_origin, kept
from api.admin.lines import Lines
from api.admin.responses import go, refusal
from api.admin.reviewing import undone, withheld_of
from api.admin.uploads import UploadRefused, submission_of, text_of
from api.context import Context, Edge
from api.problems import Problem
from api.routes.admin_documents import PATH, address_of, show_list
from corpus.errors import CorpusError
from corpus.intake.corrections import Corrections
from corpus.intake.sandbox import MAX_FILE_BYTES
from corpus.intake.versions import VersionRefused
from retrieval.errors import RetrievalError

T = TypeVar("T")
router = APIRouter(include_in_schema=False)
REVIEW_PATH = f"{PATH}/review"
# These two read their bodies themselves, once they know who sends them.
BODIES = {PATH: MAX_FILE_BYTES + 64 * 1024, REVIEW_PATH: 8 * 1024 * 1024}
_MOST_FIELDS = 50_000
_FIELD_BYTES = 64 * 1024
# Masked questions that got no answer and are asked again, most often asked first.
_ASKED_IN_VAIN = 100
Text = Annotated[str, Form()]


@router.post(PATH)
async def add(request: Request, edge: Edge, operator: SignedIn, desk: AtDesk) -> Response:
    """Takes a file and starts reading it."""
    check_origin(request, edge.settings)
    if desk.readings.is_full:
        return await show_list(edge, operator, desk, 503, words.BUSY.format(limit=desk.readings.places))
    form = await _form(request, operator, most_fields=20)
    given = {name: text_of(form, name) for name in ("commune", "title", "type", "number", "issued_on", "document")}
    try:
        submission = await submission_of(form, await _done(edge, desk.publisher.communes))
    except UploadRefused as exc:
        return await show_list(edge, operator, desk, 422, str(exc), **given)
    finally:
        await form.close()
    reading_id = await _done(edge, lambda: desk.read(submission))
    if reading_id is None:
        return await show_list(edge, operator, desk, 503, words.BUSY.format(limit=desk.readings.places), **given)
    return go(f"/admin/readings/{reading_id}")


@router.post(REVIEW_PATH)
async def review(request: Request, edge: Edge, operator: SignedIn, desk: AtDesk) -> Response:
    """Keeps what an officer put right; then tries the version, or publishes it.

    Nothing is published together with what was put right: what changed must be seen first.
    """
    check_origin(request, edge.settings)
    form = await _form(request, operator, most_fields=_MOST_FIELDS)
    document_id, act = text_of(form, "document"), text_of(form, "act")
    number, seen = _number(text_of(form, "version")), _number(text_of(form, "seen"))
    is_changed = await _done(edge, lambda: _correct(desk, document_id, number, seen, form))
    if act == "trial":
        await _try_version(edge, desk, document_id, number)
        return go(f"{address_of(document_id, number)}/trial")
    if act == "publish" and not is_changed:
        await _done(edge, lambda: desk.publish(document_id, number, seen, is_reviewed=True))
        return go(address_of(document_id, number, "dung"))
    done = "sua-roi-xem" if act == "publish" else "sua" if is_changed else "khong-sua"
    return go(address_of(document_id, number, done))


@router.post(f"{PATH}/use")
async def use(
    edge: Edge, operator: Acting, desk: AtDesk, document: Text = "", version: Text = "", seen: Text = ""
) -> Response:
    """Puts a version in use that was in use before."""
    number = _number(version)
    await _done(edge, lambda: desk.publish(document, number, _number(seen), is_reviewed=False))
    return go(address_of(document, number, "dung"))


@router.post(f"{PATH}/withdraw")
async def withdraw(
    edge: Edge, operator: Acting, desk: AtDesk, document: Text = "", version: Text = "", seen: Text = ""
) -> Response:
    """Takes a document out of use."""
    await _done(edge, lambda: desk.withdraw(document, _number(seen)))
    is_shipped = document in await edge.in_thread(desk.publisher.shipped)
    return go(address_of(document, _number(version), "thu-hoi-di-kem" if is_shipped else "thu-hoi"))


@router.post(f"{PATH}/roll-back")
async def roll_back(edge: Edge, operator: Acting, desk: AtDesk, document: Text = "", seen: Text = "") -> Response:
    """Puts the version in use that was before."""
    number = await _done(edge, lambda: desk.roll_back(document, _number(seen)))
    return go(address_of(document, number, "quay-lai"))


async def _done(edge: Context, work: Callable[[], T]) -> T:
    """Returns what `work` on the shelf returns, or ends the route with the sentence that says why it cannot."""
    try:
        return await edge.in_thread(work)
    except (CorpusError, RetrievalError) as exc:
        raise refusal(409, str(exc)) from exc
    except OSError as exc:
        raise refusal(409, words.NOT_WRITTEN) from exc


async def _try_version(edge: Context, desk: Desk, document_id: str, number: int) -> None:
    history = await _done(edge, lambda: desk.shelf.history(document_id))
    gaps = await kept(edge, lambda: edge.keeper.store.answers.gaps(history.commune.slug, _ASKED_IN_VAIN))
    more = [gap.question for gap in gaps]
    if not await _done(edge, lambda: desk.try_version(history, number, more)):
        raise refusal(503, words.TRIAL_BUSY)


def _correct(desk: Desk, document_id: str, number: int, seen: int, form: FormData) -> bool:
    """Keeps what the form says otherwise than the text; tells whether it says anything."""
    history, report = desk.report(document_id, number)
    if len(history.acts) != seen:
        raise VersionRefused(words.SEEN_OTHERWISE)
    known = desk.shelf.corrections(document_id, number)
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    marks, indexes = ([str(value) for value in form.getlist(name)] for name in ("withhold", "undo"))
    newer = Corrections(
        lines=(*Lines(report.lines).typed(typed, report.read), *undone(known, indexes)),
        withheld=withheld_of(report, known.withheld, marks),
    )
    return desk.correct(document_id, number, newer, seen)


async def _form(request: Request, operator: Operator, most_fields: int) -> FormData:
    """Returns the form, after its token was checked.

    Raises:
        Instead: the page of a 413, of a 403, or of a 422 for what is no form.
    """
    try:
        form = await request.form(max_files=1, max_fields=most_fields, max_part_size=_FIELD_BYTES)
    except Problem as exc:
        raise refusal(413, words.TOO_LARGE) from exc
    try:
        check_form(operator, text_of(form, "csrf"))
    except BaseException:
        await form.close()
        raise
    return form


def _number(text: str) -> int:
    """Returns the number that a field of ours holds; 0, which nothing has, for another word."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
