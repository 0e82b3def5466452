"""What is kept in general (/riengtu) and of this chat (/dulieu), and its deletion (/xoa)."""

from bot.channels.telegram import texts
from bot.channels.telegram.parts import Button, Part
from bot.channels.telegram.stored import render_stored
from bot.channels.telegram.visits import Visit
from bot.store.people import export_person


async def privacy(visit: Visit, words: str) -> None:
    """Says what is kept and for how long, as it is in force."""
    store = visit.desk.store
    days = {"people": store.retention.people.days, "counts": store.retention.counts.days}
    unanswered = texts.UNANSWERED_KEPT if store.retention.keeps_unanswered else texts.UNANSWERED_NOT_KEPT
    minutes = max(1, round(store.conversation_lifetime.total_seconds() / 60))
    await visit.say(Part(texts.PRIVACY.format(**days, minutes=minutes, unanswered=unanswered.format(**days))))


async def stored(visit: Visit, words: str) -> None:
    """Shows the person what is stored about the chat."""
    found = await visit.desk.run(export_person, visit.desk.store, visit.chat)
    await visit.say(*map(Part, render_stored(found, visit.commune.name if visit.commune else None)))


async def forget(visit: Visit, words: str) -> None:
    """Asks before deleting."""
    rows = ((Button(texts.FORGET_YES, data="xd:1"), Button(texts.FORGET_NO, data="xd:0")),)
    await visit.say(Part(texts.FORGET_ASK, rows))


async def press_forget(visit: Visit, answer: str, _: str) -> None:
    """Deletes everything about the chat, at once, where that was confirmed."""
    await visit.toast()
    await visit.change_buttons(None)
    if answer == "1":
        await visit.desk.run(visit.desk.store.forget, visit.chat)
    await visit.say(Part(texts.FORGOTTEN if answer == "1" else texts.KEPT))
