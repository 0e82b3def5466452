"""Lists to browse: procedures by sector, targets, tasks by agency, documents. Pages turn in place."""

from collections.abc import Awaitable, Callable, Mapping

from bot.channels.telegram import texts
from bot.channels.telegram.catalogue import Page
from bot.channels.telegram.handlers.asking import ask
from bot.channels.telegram.keyboards import commune_rows
from bot.channels.telegram.parts import Part
from bot.channels.telegram.visits import Visit


async def procedures(visit: Visit, words: str) -> None:
    """Shows the sectors."""
    await _say(visit, visit.desk.catalogue.sectors(0))


async def targets(visit: Visit, words: str) -> None:
    """Shows the commune's targets."""
    commune = visit.commune
    if commune is None:
        await _which_commune(visit, "chitieu")
        return
    await _say(visit, visit.desk.catalogue.targets(commune, 0))


async def tasks(visit: Visit, words: str) -> None:
    """Shows the agencies that lead tasks."""
    commune = visit.commune
    if commune is None:
        await _which_commune(visit, "nhiemvu")
        return
    await _say(visit, visit.desk.catalogue.agencies(commune))


async def documents(visit: Visit, words: str) -> None:
    """Shows what answers are taken from."""
    await _say(visit, visit.desk.catalogue.documents(visit.commune, 0, visit.desk.public_base_url))


LISTS: Mapping[str, Callable[[Visit, str], Awaitable[None]]] = {"chitieu": targets, "nhiemvu": tasks}


async def press_sectors(visit: Visit, page: str, _: str) -> None:
    """Turns to a page of sectors."""
    await _turn(visit, visit.desk.catalogue.sectors(_number(page)))


async def press_sector(visit: Visit, sector: str, page: str) -> None:
    """Opens a sector, or another page of it."""
    await _turn(visit, visit.desk.catalogue.procedures(_number(sector), _number(page)))


async def press_procedure(visit: Visit, code: str, _: str) -> None:
    """Asks about the procedure, so that it is answered as everywhere else."""
    procedure = visit.desk.catalogue.procedure(code)
    if procedure is None:
        await visit.refuse_button(texts.BUTTON_GONE)
        return
    await visit.toast()
    await ask(visit, f"{procedure.name} ({procedure.code})"[-1000:], is_pressed=True)


async def press_targets(visit: Visit, slug: str, page: str) -> None:
    """Turns to a page of targets."""
    commune = visit.desk.commune(slug)
    await _turn(visit, visit.desk.catalogue.targets(commune, _number(page)) if commune else None)


async def press_target(visit: Visit, slug: str, number: str) -> None:
    """Shows a target's own words."""
    commune = visit.desk.commune(slug)
    await _quote(visit, visit.desk.catalogue.target_quote(commune, _number(number)) if commune else None)


async def press_agencies(visit: Visit, slug: str, _: str) -> None:
    """Goes back to the agencies."""
    commune = visit.desk.commune(slug)
    await _turn(visit, visit.desk.catalogue.agencies(commune) if commune else None)


async def press_tasks(visit: Visit, slug: str, rest: str) -> None:
    """Opens an agency, or another page of its tasks."""
    agency, _, page = rest.partition(":")
    commune = visit.desk.commune(slug)
    await _turn(visit, visit.desk.catalogue.tasks(commune, agency, _number(page)) if commune else None)


async def press_task(visit: Visit, slug: str, number: str) -> None:
    """Shows a task's row."""
    commune = visit.desk.commune(slug)
    await _quote(visit, visit.desk.catalogue.task_quote(commune, _number(number)) if commune else None)


async def press_documents(visit: Visit, slug: str, page: str) -> None:
    """Turns to a page of documents."""
    commune = visit.desk.commune(slug)
    await _turn(visit, visit.desk.catalogue.documents(commune, _number(page), visit.desk.public_base_url))


async def _which_commune(visit: Visit, then: str) -> None:
    await visit.say(Part(texts.CHOOSE_COMMUNE, commune_rows(visit.desk.corpus.communes, then)))


async def _say(visit: Visit, page: Page | None) -> None:
    if page is not None:
        await visit.say(Part(page.html, page.rows))


async def _turn(visit: Visit, page: Page | None) -> None:
    if page is None:
        await visit.refuse_button(texts.BUTTON_GONE)
        return
    await visit.turn(page.html, page.rows)


async def _quote(visit: Visit, messages: list[str] | None) -> None:
    if messages is None:
        await visit.refuse_button(texts.BUTTON_GONE)
        return
    await visit.toast()
    await visit.say(*map(Part, messages))


def _number(text: str) -> int:
    """Returns the number that a button holds; -1, which is nobody's, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
