"""What the operator's forms do and export; every act goes into the record of acts."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from starlette.responses import Response

from api import messages
from api.admin import words
from api.admin.fields import Fields
from api.admin.gate import ACTOR, COUNTING_S, Acting, SignedIn, kept
from api.admin.report import Counts, build_report, gap_rows, read_counts
from api.admin.responses import file, go
from api.admin.sheets import Sheet, csv_bytes, workbook
from api.admin.times import Quarter
from api.admin.views import Names, switch_cards
from api.context import Context, Edge
from api.pages.downloads import csv_file
from api.pages.downloads.workbook import MEDIA_TYPE
from api.problems import Problem
from api.routes.admin import CommuneChoice, show
from bot.store.answers import Gap
from bot.store.operating import Part

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
_REASON_LENGTH = 200
_ALL = 100_000


@router.post("/admin/cau-hoi/gac")
async def settle_question(edge: Edge, operator: Acting, folded: Text = "", commune: Text = "") -> Response:
    """Puts a group of questions aside."""
    store = edge.keeper.store

    def settle() -> int:
        count = store.answers.settle_gap(folded)
        if count:
            store.audit.note(ACTOR, "settle_question", count=count)
        return count

    done = "gac" if await kept(edge, settle) else "khong-con"
    known = commune in {known.slug for known in edge.corpus.communes}
    return go(f"/admin/cau-hoi?da={done}" + (f"&xa={commune}" if known else ""))


@router.post("/admin/gop-y/gac")
async def settle_remark(edge: Edge, operator: Acting, remark_id: Text = "") -> Response:
    """Puts a piece of feedback aside."""
    store = edge.keeper.store

    def settle() -> bool:
        is_done = store.opinions.settle_remark(remark_id)
        if is_done:
            store.audit.note(ACTOR, "settle_remark")
        return is_done

    return go("/admin/gop-y?da=" + ("gac" if await kept(edge, settle) else "khong-con"))


@router.post("/admin/bat-tat")
async def switch(edge: Edge, operator: Acting, part: Text = "", state: Text = "", reason: Text = "") -> Response:
    """Turns a part off, with the reason that people are told, or on again."""
    if part not in list(Part) or state not in ("bat", "tat"):
        raise Problem(422, messages.INVALID_REQUEST.format(problems="part, state"))
    store, is_on = edge.keeper.store, state == "bat"
    said = "" if is_on else _one_line(reason)
    if not is_on and not said:
        cards = switch_cards(await kept(edge, store.switches.all))
        return await show(edge, "admin_switches.html", operator, 422, switches=cards, fault_of=part)

    def turn() -> None:
        store.switches.turn(Part(part), is_on=is_on, reason=said)
        store.audit.note(ACTOR, "switch", part=part, is_on=is_on, **({"reason": said} if said else {}))

    await kept(edge, turn)
    return go(f"/admin/bat-tat?da={state}")


@router.get("/admin/cau-hoi.{kind}")
async def export_questions(
    edge: Edge, operator: SignedIn, kind: Annotated[str, Path(max_length=10)], commune: CommuneChoice = ""
) -> Response:
    """The questions that got no answer as a file."""
    if kind not in ("xlsx", "csv"):
        raise Problem(404, messages.BY_STATUS[404])
    store = edge.keeper.store

    def read() -> tuple[Gap, ...]:
        gaps = store.answers.gaps(commune or None, limit=_ALL)
        store.audit.note(ACTOR, "export", file=kind, count=len(gaps))
        return gaps

    rows = gap_rows(await kept(edge, read, COUNTING_S), Names(edge.corpus.communes))
    name = f"cau-hoi-chua-tra-loi.{kind}"
    if kind == "csv":
        return file(await edge.in_thread(csv_bytes, rows), name, csv_file.MEDIA_TYPE)
    title = "Câu hỏi chưa trả lời được"
    sheet = Sheet(title, rows, widths=(70, 12, 28, 44, 16))
    return file(await edge.in_thread(workbook, (sheet,), title), name, MEDIA_TYPE)


@router.get("/admin/bao-cao.xlsx")
async def report(
    edge: Edge,
    operator: SignedIn,
    year: Annotated[int, Query(alias="nam", ge=2020, le=2100)],
    number: Annotated[int, Query(alias="quy", ge=1, le=4)],
    commune: CommuneChoice = "",
) -> Response:
    """A quarter as a workbook."""
    edge.check_commune(commune or None)
    quarter, store = Quarter(year, number), edge.keeper.store
    counts = await kept(edge, lambda: read_counts(store, quarter, commune or None), COUNTING_S)
    content = await edge.in_thread(_report_file, edge, counts, quarter, commune)
    name = f"bao-cao-quy-{number}-{year}{'-' if commune else ''}{commune}.xlsx"
    await kept(edge, lambda: store.audit.note(ACTOR, "report", file=name))
    return file(content, name, MEDIA_TYPE)


def _report_file(edge: Context, counts: Counts, quarter: Quarter, commune: str) -> bytes:
    names = Names(edge.corpus.communes)
    place = names.of(commune) if commune else words.OF_ALL
    return workbook(build_report(counts, quarter, place, Fields(edge.corpus), names), f"Báo cáo {quarter.words}")


def _one_line(text: str) -> str:
    """Returns what was typed as one line of printable letters, not too long to be read in a chat."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:_REASON_LENGTH]
