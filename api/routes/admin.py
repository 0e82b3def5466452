"""The operator's page: signing in and out, and the pages that show. What forms do is in `admin_acts`."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.admin import words
from api.admin.gate import (
    ACTOR,
    COUNTING_S,
    Acting,
    Operator,
    SignedIn,
    check_origin,
    cookie_name,
    give_cookie,
    kept,
    sign_in,
    take_cookie,
)
from api.admin.responses import SIGN_IN, go, page
from api.admin.times import quarter_before
from api.admin.views import SPANS, Names, act_row, gap_row, opinion_row, recent, switch_cards
from api.context import Context, Edge

router = APIRouter(include_in_schema=False)
LISTED = 200  # questions on the page; the files hold all
# What the last form did, by a word in the address.
Done = Annotated[str, Query(alias="da", max_length=20)]
CommuneChoice = Annotated[str, Query(alias="xa", max_length=100)]


@router.get(SIGN_IN)
async def sign_in_page(request: Request, edge: Edge) -> Response:
    """Asks for the password."""
    token = request.cookies.get(cookie_name(edge.settings))
    session = await kept(edge, lambda: edge.keeper.store.sessions.get(token)) if token else None
    if session is not None:
        return go("/admin")
    return await edge.in_thread(page, "admin_sign_in.html", fault="")


@router.post(SIGN_IN)
async def signing_in(request: Request, edge: Edge, password: Annotated[str, Form()] = "") -> Response:
    """Opens a session, or says that the password is wrong."""
    check_origin(request, edge.settings)
    token = await sign_in(edge, password)
    if token is None:
        return await edge.in_thread(page, "admin_sign_in.html", 401, fault=words.WRONG_PASSWORD)
    response = go("/admin")
    give_cookie(response, edge.settings, token)
    return response


@router.post("/admin/dang-xuat")
async def signing_out(edge: Edge, operator: Acting, where: Annotated[str, Form()] = "") -> Response:
    """Closes this session, or every one."""
    store = edge.keeper.store

    def close() -> None:
        if where == "moi-noi":
            store.sessions.close_all()
            store.audit.note(ACTOR, "sign_out_everywhere")
        else:
            store.sessions.close(operator.token)
            store.audit.note(ACTOR, "sign_out")

    await kept(edge, close)
    response = go(SIGN_IN)
    take_cookie(response, edge.settings)
    return response


@router.get("/admin")
async def overview(edge: Edge, operator: SignedIn) -> Response:
    """The last days by channel, the switches, what runs."""
    store = edge.keeper.store
    spans = await kept(edge, lambda: [recent(store, days) for days in SPANS], COUNTING_S)
    switches = await kept(edge, store.switches.all)
    return await show(
        edge,
        "admin_overview.html",
        operator,
        spans=spans,
        switches=switch_cards(switches),
        index_id=edge.assistant.index.manifest.index_id,
        failures=edge.keeper.guard.failures,
    )


@router.get("/admin/cau-hoi")
async def questions(edge: Edge, operator: SignedIn, commune: CommuneChoice = "", done: Done = "") -> Response:
    """The questions that got no answer."""
    gaps = await kept(edge, lambda: edge.keeper.store.answers.gaps(commune or None, LISTED))
    names = Names(edge.corpus.communes)
    rows = [gap_row(gap, names) for gap in gaps]
    is_cut = len(rows) == LISTED
    return await show(edge, "admin_questions.html", operator, rows=rows, commune=commune, is_cut=is_cut, done=done)


@router.get("/admin/gop-y")
async def feedback(edge: Edge, operator: SignedIn, done: Done = "") -> Response:
    """Free feedback, and answers that were rated down."""
    opinions, names = edge.keeper.store.opinions, Names(edge.corpus.communes)
    remarks, complaints = await kept(edge, lambda: (opinions.remarks(), opinions.complaints()))
    return await show(
        edge,
        "admin_feedback.html",
        operator,
        remarks=[opinion_row(remark, names) for remark in remarks],
        complaints=[opinion_row(complaint, names) for complaint in complaints],
        done=done,
    )


@router.get("/admin/noi-dung")
async def content(edge: Edge, operator: SignedIn) -> Response:
    """What each indexing changed."""
    entries = await kept(edge, lambda: edge.keeper.store.audit.latest(50, action="index"))
    rows = [(act_row(entry), entry.detail) for entry in entries]
    index_id = edge.assistant.index.manifest.index_id
    return await show(edge, "admin_content.html", operator, rows=rows, index_id=index_id)


@router.get("/admin/bat-tat")
async def switches(edge: Edge, operator: SignedIn, done: Done = "") -> Response:
    """The switches."""
    state = await kept(edge, edge.keeper.store.switches.all)
    return await show(edge, "admin_switches.html", operator, switches=switch_cards(state), fault_of="", done=done)


@router.get("/admin/nhat-ky")
async def record(edge: Edge, operator: SignedIn) -> Response:
    """The latest administrative acts."""
    entries = await kept(edge, lambda: edge.keeper.store.audit.latest(200))
    return await show(edge, "admin_audit.html", operator, rows=[act_row(entry) for entry in entries])


@router.get("/admin/bao-cao")
async def report_form(edge: Edge, operator: SignedIn) -> Response:
    """Which quarter to report of which commune."""
    due = quarter_before(edge.keeper.store.database.now())
    years = (due.year + 1, due.year, due.year - 1) if due.number == 4 else (due.year, due.year - 1)
    return await show(edge, "admin_report.html", operator, due=due, years=years)


async def show(edge: Context, template: str, operator: Operator, status: int = 200, **values: object) -> Response:
    """Returns a page of somebody who is signed in."""
    done = words.DONE.get(str(values.pop("done", "")), "")
    common = {"csrf": operator.csrf, "communes": edge.corpus.communes, "done": done}
    return await edge.in_thread(page, template, status, **common, **values)
