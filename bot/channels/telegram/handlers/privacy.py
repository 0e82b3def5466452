"""What is kept (/riengtu), and its deletion (/xoa)."""

from bot.channels.telegram import texts
from bot.channels.telegram.parts import Button, Part
from bot.channels.telegram.visits import Visit


async def privacy(visit: Visit, words: str) -> None:
    """Says what is kept and for how long."""
    await visit.say(Part(texts.PRIVACY))


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
