"""Free feedback (/gopy): with the command, or as the next message."""

from datetime import timedelta

from bot.channels.telegram import texts
from bot.channels.telegram.parts import Button, Part
from bot.channels.telegram.visits import Visit
from bot.question import has_words, tidy

_WAIT = timedelta(minutes=10)
_LONGEST = 2000


async def command(visit: Visit, words: str) -> None:
    """Keeps the feedback that follows the command; asks for it where there is none."""
    if has_words(words):
        await take(visit, words)
        return
    await visit.keep(remark_until=visit.desk.store.database.now() + _WAIT)
    await visit.say(Part(texts.REMARK_ASK, ((Button(texts.REMARK_CANCEL, data="gy:0"),),)))


def is_awaited(visit: Visit) -> bool:
    """Tells whether the next message is feedback."""
    until = visit.state.remark_until
    return until is not None and visit.desk.store.database.now() < until


async def take(visit: Visit, words: str) -> None:
    """Keeps a piece of feedback, its numbers masked."""
    remark = tidy(words)
    if len(remark) > _LONGEST:
        await visit.say(Part(texts.REMARK_TOO_LONG.format(limit=_LONGEST)))
        return
    commune = visit.commune.slug if visit.commune else None
    await visit.desk.run(visit.desk.store.opinions.remark, visit.chat, commune, remark)
    await visit.keep(remark_until=None)
    await visit.say(Part(texts.REMARK_THANKS))


async def press_cancel(visit: Visit, _: str, __: str) -> None:
    """Waits for feedback no longer."""
    await visit.toast()
    await visit.keep(remark_until=None)
    await visit.say(Part(texts.REMARK_CANCELLED))
