"""The operator's pages about documents: the list, what is being read, a version beside its source."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.admin import document_words as words
from api.admin.desk import AtDesk, Desk
from api.admin.document_rows import deed_row, document_row, version_rows
from api.admin.gate import Operator, SignedIn
from api.admin.lines import Lines
from api.admin.responses import go, picture, refusal
from api.admin.reviewing import review_of
from api.admin.times import minute_of
from api.context import Context, Edge
from api.routes.admin import Done, show
from corpus.errors import CorpusError
from corpus.intake.pictures import PICTURED, page_picture
from corpus.intake.report import Report
from corpus.intake.versions import History, Status, VersionRefused

router = APIRouter(include_in_schema=False)
PATH = "/admin/documents"
DocumentId = Annotated[str, Path(max_length=80)]
Number = Annotated[int, Path(ge=1, le=100_000)]


def address_of(document_id: str, number: int, done: str = "") -> str:
    """Returns where a version's page is, with what was just done."""
    return f"{PATH}/{document_id}/{number}" + (f"?da={done}" if done else "")


@router.get(PATH)
async def documents(edge: Edge, operator: SignedIn, desk: AtDesk, done: Done = "") -> Response:
    """The documents with their versions, and the form that adds one."""
    return await show_list(edge, operator, desk, done=done)


@router.get("/admin/readings/{reading_id}")
async def reading(
    edge: Edge, operator: SignedIn, desk: AtDesk, reading_id: Annotated[str, Path(max_length=40)]
) -> Response:
    """How far the reading of a file is; the version's page, once it is one."""
    found = await edge.in_thread(desk.readings.get, reading_id)
    if found is None:
        raise refusal(404, words.NO_READING)
    if found.document_id is not None and found.version is not None:
        return go(address_of(found.document_id, found.version, "da-doc"))
    return await show(edge, "admin_reading.html", operator, job=found)


@router.get(PATH + "/{document_id}/{number}")
async def version(
    edge: Edge, operator: SignedIn, desk: AtDesk, document_id: DocumentId, number: Number, done: Done = ""
) -> Response:
    """What was read of a version, what was not, and what it changes."""
    try:
        history, report = await edge.in_thread(desk.report, document_id, number)
        known = await edge.in_thread(desk.shelf.corrections, document_id, number)
        trial = await edge.in_thread(desk.trial, history, number)
    except VersionRefused as exc:
        raise refusal(404, words.NO_DOCUMENT) from exc
    except (CorpusError, OSError, ValueError) as exc:  # somebody's hand was in the folder
        raise refusal(409, str(exc) if isinstance(exc, CorpusError) else words.UNREADABLE) from exc
    return await show(
        edge,
        "admin_version.html",
        operator,
        done=done,
        history=history,
        version=history.version(number),
        state=history.status(number).value,
        is_draft=history.status(number) is Status.DRAFT,
        before=desk.version_before(history),
        versions=version_rows(history),
        deeds=[deed_row(act) for act in reversed(history.acts)],
        report=report,
        trial=trial,
        tried_at=minute_of(trial.started_at) if trial else "",
        review=await edge.in_thread(review_of, report, known, has_pictures=history.version(number).kind in PICTURED),
        pages=await edge.in_thread(_pages, history, number, report),
    )


@router.get(PATH + "/{document_id}/{number}/trial")
async def trial_of_version(
    edge: Edge, operator: SignedIn, desk: AtDesk, document_id: DocumentId, number: Number
) -> Response:
    """How far the trial of a version is; the version's page, once it is over."""
    try:
        history = await edge.in_thread(desk.shelf.history, document_id)
    except CorpusError as exc:
        raise refusal(404, words.NO_DOCUMENT) from exc
    found = await edge.in_thread(desk.trial, history, number)
    if found is None or found.is_over:
        return go(address_of(document_id, number, "da-thu" if found and not found.fault else ""))
    return await show(edge, "admin_trial.html", operator, job=found, history=history, number=number)


@router.get(PATH + "/{document_id}/{number}/pages/{page}.png")
async def page_of_version(
    edge: Edge, operator: SignedIn, desk: AtDesk, document_id: DocumentId, number: Number, page: Number
) -> Response:
    """A page of a version's file as a picture."""
    try:
        content = await edge.in_thread(_drawn, desk, document_id, number, page)
    except (CorpusError, OSError, ValueError) as exc:
        raise refusal(404, words.NO_PICTURE) from exc
    return picture(content)


async def show_list(
    edge: Context, operator: Operator, desk: Desk, status: int = 200, fault: str = "", done: str = "", **given: str
) -> Response:
    """Returns the list; `given` are the form's fields as they were sent, where `fault` says why they were refused."""
    try:
        histories = await edge.in_thread(desk.shelf.histories)
        communes = await edge.in_thread(desk.publisher.communes)
    except CorpusError as exc:  # one history that cannot be read: which one is in the sentence
        raise refusal(409, str(exc)) from exc
    shipped = await edge.in_thread(desk.publisher.shipped)
    titles = {document.document_id: document.title for document in edge.corpus.documents}
    known = {history.document_id for history in histories}
    return await show(
        edge,
        "admin_documents.html",
        operator,
        status,
        done=done,
        fault=fault,
        given=given,
        rows=[document_row(history, titles) for history in histories],
        shipped=[(key, titles.get(key, ""), item.commune.name) for key, item in shipped.items() if key not in known],
        ids=sorted(known | shipped.keys()),
        places=sorted(communes.values(), key=lambda commune: commune.name),
        readings=await edge.in_thread(desk.unfinished_readings),
    )


def _drawn(desk: Desk, document_id: str, number: int, page: int) -> bytes:
    return desk.drawing.submit(page_picture, desk.shelf, document_id, number, page).result()


def _pages(history: History, number: int, report: Report) -> list[tuple[int, str, list[object]]]:
    """Returns each page with the address of its picture, or with its lines where it has none."""
    if history.version(number).kind in PICTURED:
        at = f"{PATH}/{history.document_id}/{number}/pages"
        return [(page, f"{at}/{page}.png", []) for page in range(1, report.pages + 1)]
    by_page: dict[int, list[object]] = {}
    for line in Lines(report.lines).all():
        by_page.setdefault(line.page, []).append(line)
    return [(page, "", lines) for page, lines in sorted(by_page.items())]
