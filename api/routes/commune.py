"""The demo portal and the pages of one commune: targets, tasks with downloads, procedures. No script is needed."""

from datetime import date, datetime, timedelta, timezone
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from api import messages
from api.context import Context, Edge
from api.pages.charts import chart_comparison, chart_workload
from api.pages.comparing import find_comparisons
from api.pages.downloads import calendar_file, csv_file, workbook
from api.pages.downloads.table import Export
from api.pages.procedures import build_procedures
from api.pages.site import Site, open_site
from api.pages.targets import TargetFilter, build_targets
from api.pages.tasks import ROLES, TaskFilter, build_tasks, select_tasks
from api.pages.timeline import build_timeline
from api.pages.workload import count_workload
from api.problems import Problem
from api.templating import render_page

router = APIRouter(include_in_schema=False)
_VIETNAM = timezone(timedelta(hours=7))
_DOWNLOADS = {
    "xlsx": (workbook.workbook_file, workbook.MEDIA_TYPE),
    "csv": (csv_file.csv_file, csv_file.MEDIA_TYPE),
    "ics": (calendar_file.calendar_file, calendar_file.MEDIA_TYPE),
}
Words = Annotated[str, Query(alias="q", max_length=200)]
Slug = Annotated[str, Path(max_length=100)]


def get_today() -> date:
    """Returns the day in Viet Nam, which has no summer time."""
    return datetime.now(_VIETNAM).date()


Today = Annotated[date, Depends(get_today)]


def get_site(slug: Slug, edge: Edge, today: Today) -> Site:
    """Returns the commune of the address; a 404 that names the known slugs when there is none."""
    site = open_site(edge.corpus, slug, today)
    if site is None:
        known = ", ".join(commune.slug for commune in edge.corpus.communes)
        raise Problem(404, messages.UNKNOWN_COMMUNE_PAGE.format(slug=slug, known=known))
    return site


def get_task_filter(
    agency: Annotated[str, Query(alias="co-quan", max_length=200)] = "",
    role: Annotated[str, Query(alias="vai-tro", max_length=20)] = "",
    group: Annotated[str, Query(alias="nhom", max_length=200)] = "",
    words: Words = "",
) -> TaskFilter:
    """Returns which tasks the address asks for."""
    return TaskFilter(agency, role, group, words)


def get_target_filter(
    field: Annotated[str, Query(alias="linh-vuc", max_length=300)] = "",
    period: Annotated[str, Query(alias="giai-doan", max_length=100)] = "",
    words: Words = "",
) -> TargetFilter:
    """Returns which targets the address asks for."""
    return TargetFilter(field, period, words)


OneSite = Annotated[Site, Depends(get_site)]
AskedTasks = Annotated[TaskFilter, Depends(get_task_filter)]
AskedTargets = Annotated[TargetFilter, Depends(get_target_filter)]


@router.get("/")
async def portal(edge: Edge, today: Today, commune: str | None = None) -> Response:
    """A demo portal of one commune with the widget in it; `?commune=` chooses which."""
    communes = edge.corpus.communes
    chosen = next((known for known in communes if known.slug == commune), communes[0] if communes else None)
    site = open_site(edge.corpus, chosen.slug, today) if chosen else None
    procedures = build_procedures(edge.corpus.procedures, "", "", 1)
    return await edge.in_thread(render_page, "portal.html", communes=communes, site=site, procedures=procedures)


@router.get("/xa/{slug}")
async def overview(site: OneSite, edge: Edge) -> Response:
    """The commune at a glance: its documents with what must be known of them, and the ways on."""
    total = len(edge.corpus.procedures)
    return await _page(edge, "commune.html", site, communes=edge.corpus.communes, procedures=total)


@router.get("/xa/{slug}/chi-tieu")
async def targets(site: OneSite, edge: Edge, asked: AskedTargets) -> Response:
    """Every target of the commune, by field and period."""
    page = await edge.in_thread(build_targets, edge.corpus, site, asked)
    comparisons = await edge.in_thread(find_comparisons, edge.corpus, site.commune.slug)
    return await _page(edge, "commune_targets.html", site, page=page, asked=asked, comparisons=comparisons)


@router.get("/xa/{slug}/chi-tieu/so-sanh")
async def comparison(
    site: OneSite, edge: Edge, key: Annotated[str, Query(alias="chi-tieu", max_length=300)] = ""
) -> Response:
    """One target beside those of other communes that measure the same; the first one where none is asked for."""
    comparisons = await edge.in_thread(find_comparisons, edge.corpus, site.commune.slug)
    chosen = next((known for known in comparisons if known.key == key), None if key else next(iter(comparisons), None))
    chart = chart_comparison(chosen) if chosen else None
    return await _page(
        edge, "commune_comparison.html", site, comparisons=comparisons, chosen=chosen, chart=chart, key=key
    )


@router.get("/xa/{slug}/nhiem-vu")
async def tasks(site: OneSite, edge: Edge, asked: AskedTasks) -> Response:
    """The tasks by group, as the source lists them."""
    return await _task_page(edge, "commune_tasks.html", site, asked)


@router.get("/xa/{slug}/nhiem-vu/thoi-han")
async def timeline(site: OneSite, edge: Edge, asked: AskedTasks) -> Response:
    """The tasks by deadline."""
    listed = build_timeline(select_tasks(site, asked))
    return await _task_page(edge, "commune_timeline.html", site, asked, timeline=listed)


@router.get("/xa/{slug}/nhiem-vu/khoi-luong")
async def workload(site: OneSite, edge: Edge, asked: AskedTasks) -> Response:
    """How many tasks each agency leads and supports."""
    loads = count_workload(site, select_tasks(site, asked))
    chart = chart_workload(loads, f"Số nhiệm vụ của từng cơ quan, {site.commune.name}")
    return await _task_page(edge, "commune_workload.html", site, asked, loads=loads, chart=chart)


@router.get("/xa/{slug}/nhiem-vu.{kind}")
async def download(
    site: OneSite, edge: Edge, asked: AskedTasks, request: Request, kind: Annotated[str, Path(max_length=10)]
) -> Response:
    """The tasks that pass the filter as a file: xlsx, csv, or ics with the deadlines."""
    if kind not in _DOWNLOADS:
        raise Problem(404, messages.BY_STATUS[404])
    make, media_type = _DOWNLOADS[kind]
    export = Export(site, select_tasks(site, asked), asked, edge.base_url(request))
    content = await edge.in_thread(make, export)
    headers = {
        "Content-Disposition": f'attachment; filename="nhiem-vu-{site.commune.slug}.{kind}"',
        "Cache-Control": "no-cache",
    }
    return Response(content, media_type=media_type, headers=headers)


@router.get("/xa/{slug}/thu-tuc")
async def procedures(
    site: OneSite,
    edge: Edge,
    sector: Annotated[str, Query(alias="linh-vuc", max_length=200)] = "",
    words: Words = "",
    number: Annotated[int, Query(alias="trang", ge=1, le=100_000)] = 1,
) -> Response:
    """The listing of procedures by sector and words, a card each, twenty a page."""
    page = await edge.in_thread(build_procedures, edge.corpus.procedures, sector, words, number)
    return await _page(edge, "commune_procedures.html", site, page=page, sector=sector, words=words)


async def _task_page(edge: Context, template: str, site: Site, asked: TaskFilter, **values: object) -> HTMLResponse:
    query = {"co_quan": asked.agency, "vai_tro": asked.role, "nhom": asked.group, "q": asked.words.strip()}
    page = build_tasks(site, asked)
    return await _page(edge, template, site, page=page, asked=asked, query=query, roles=ROLES, **values)


async def _page(edge: Context, template: str, site: Site, **values: object) -> HTMLResponse:
    return await edge.in_thread(render_page, template, site=site, **values)
