"""The demo portal and the pages of one commune: targets, tasks with downloads, procedures. No script is needed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from api import messages
from api.context import Context, Edge
from api.pages.charts import chart_shared, chart_workload
from api.pages.commune import CommuneView, open_view
from api.pages.downloads import calendar_file, csv_file, workbook
from api.pages.downloads.table import Export
from api.pages.procedures import build_procedures, list_sectors
from api.pages.targets import TargetFilter, build_targets
from api.pages.tasks import ROLES, TaskFilter, TaskList, build_tasks, select_tasks
from api.pages.timeline import build_timeline
from api.pages.workload import count_workload
from api.problems import Problem
from api.templating import render_page

router = APIRouter(include_in_schema=False)
_DOWNLOADS = {
    "xlsx": (workbook.workbook_file, workbook.MEDIA_TYPE),
    "csv": (csv_file.csv_file, csv_file.MEDIA_TYPE),
    "ics": (calendar_file.calendar_file, calendar_file.MEDIA_TYPE),
}
Words = Annotated[str, Query(alias="q", max_length=200)]
Slug = Annotated[str, Path(max_length=100)]


def get_view(slug: Slug, edge: Edge) -> CommuneView:
    """Returns the commune of the address; a 404 that names the known slugs when there is none."""
    view = open_view(edge.corpus, slug, edge.today())
    if view is None:
        known = ", ".join(commune.slug for commune in edge.corpus.communes)
        raise Problem(404, messages.UNKNOWN_COMMUNE_PAGE.format(slug=slug, known=known))
    return view


async def get_task_filter(
    agency: Annotated[str, Query(alias="co-quan", max_length=200)] = "",
    role: Annotated[str, Query(alias="vai-tro", max_length=20)] = "",
    group: Annotated[str, Query(alias="nhom", max_length=200)] = "",
    words: Words = "",
) -> TaskFilter:
    """Returns which tasks the address asks for."""
    return TaskFilter(agency, role, group, words)


async def get_target_filter(
    field: Annotated[str, Query(alias="linh-vuc", max_length=300)] = "",
    period: Annotated[str, Query(alias="giai-doan", max_length=100)] = "",
    words: Words = "",
) -> TargetFilter:
    """Returns which targets the address asks for."""
    return TargetFilter(field, period, words)


OneView = Annotated[CommuneView, Depends(get_view)]
AskedTasks = Annotated[TaskFilter, Depends(get_task_filter)]
AskedTargets = Annotated[TargetFilter, Depends(get_target_filter)]


@router.get("/")
async def portal(edge: Edge, commune: str | None = None) -> Response:
    """A demo portal of one commune with the widget in it; `?commune=` chooses which."""
    communes = edge.corpus.communes
    chosen = next((known for known in communes if known.slug == commune), communes[0] if communes else None)
    view = open_view(edge.corpus, chosen.slug, edge.today()) if chosen else None
    listed = edge.corpus.procedures
    return await edge.in_thread(
        render_page,
        "portal.html",
        communes=communes,
        view=view,
        procedures=len(listed),
        sectors=list_sectors(listed),
    )


@router.get("/xa/{slug}")
async def overview(view: OneView, edge: Edge) -> Response:
    """The commune at a glance: its documents with what must be known of them, and the ways on."""
    total = len(edge.corpus.procedures)
    return await _page(edge, "commune.html", view, communes=edge.corpus.communes, procedures=total)


@router.get("/xa/{slug}/chi-tieu")
async def targets(view: OneView, edge: Edge, asked: AskedTargets) -> Response:
    """Every target of the commune, by field and period."""
    page = await edge.in_thread(build_targets, edge.corpus, view, asked)
    shared = await edge.in_thread(edge.shared, view.commune.slug)
    return await _page(edge, "commune_targets.html", view, page=page, asked=asked, shared=shared)


@router.get("/xa/{slug}/chi-tieu/so-sanh")
async def comparison(
    view: OneView, edge: Edge, key: Annotated[str, Query(alias="chi-tieu", max_length=300)] = ""
) -> Response:
    """One target beside those of other communes that measure the same; the first one where none is asked for."""
    shared = await edge.in_thread(edge.shared, view.commune.slug)
    chosen = next((known for known in shared if known.key == key), None if key else next(iter(shared), None))
    chart = chart_shared(chosen) if chosen else None
    return await _page(edge, "commune_comparison.html", view, shared=shared, chosen=chosen, chart=chart, key=key)


@router.get("/xa/{slug}/nhiem-vu")
async def tasks(view: OneView, edge: Edge, asked: AskedTasks) -> Response:
    """The tasks by group, as the source lists them."""
    return await _task_page(edge, "commune_tasks.html", view, asked, build_tasks(view, asked))


@router.get("/xa/{slug}/nhiem-vu/thoi-han")
async def timeline(view: OneView, edge: Edge, asked: AskedTasks) -> Response:
    """The tasks by deadline."""
    page = build_tasks(view, asked)
    return await _task_page(edge, "commune_timeline.html", view, asked, page, timeline=build_timeline(page.shown))


@router.get("/xa/{slug}/nhiem-vu/khoi-luong")
async def workload(view: OneView, edge: Edge, asked: AskedTasks) -> Response:
    """How many tasks each agency leads and supports."""
    page = build_tasks(view, asked)
    loads = count_workload(view, page.shown)
    chart = chart_workload(loads, f"Số nhiệm vụ của từng cơ quan, {view.commune.name}")
    return await _task_page(edge, "commune_workload.html", view, asked, page, loads=loads, chart=chart)


@router.get("/xa/{slug}/nhiem-vu.{kind}")
async def download(
    view: OneView, edge: Edge, asked: AskedTasks, request: Request, kind: Annotated[str, Path(max_length=10)]
) -> Response:
    """The tasks that pass the filter as a file: xlsx, csv, or ics with the deadlines."""
    if kind not in _DOWNLOADS:
        raise Problem(404, messages.BY_STATUS[404])
    make, media_type = _DOWNLOADS[kind]
    export = Export(view, select_tasks(view, asked), asked, edge.base_url(request))
    content = await edge.in_thread(make, export)
    headers = {
        "Content-Disposition": f'attachment; filename="nhiem-vu-{view.commune.slug}.{kind}"',
        "Cache-Control": "no-cache",
    }
    return Response(content, media_type=media_type, headers=headers)


@router.get("/xa/{slug}/thu-tuc")
async def procedures(
    view: OneView,
    edge: Edge,
    sector: Annotated[str, Query(alias="linh-vuc", max_length=200)] = "",
    words: Words = "",
    number: Annotated[int, Query(alias="trang", ge=1, le=100_000)] = 1,
) -> Response:
    """The listing of procedures by sector and words, a card each, twenty a page."""
    page = await edge.in_thread(build_procedures, edge.corpus.procedures, sector, words, number)
    return await _page(edge, "commune_procedures.html", view, page=page, sector=sector, words=words)


async def _task_page(
    edge: Context, template: str, view: CommuneView, asked: TaskFilter, page: TaskList, **values: object
) -> HTMLResponse:
    query = {"co_quan": asked.agency, "vai_tro": asked.role, "nhom": asked.group, "q": asked.words.strip()}
    return await _page(edge, template, view, page=page, asked=asked, query=query, roles=ROLES, **values)


async def _page(edge: Context, template: str, view: CommuneView, **values: object) -> HTMLResponse:
    return await edge.in_thread(render_page, template, view=view, **values)
