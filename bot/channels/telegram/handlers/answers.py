"""The buttons under an answer: ask its follow-ups, show a source's words, rate it and say why."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.channels.telegram import texts
from bot.channels.telegram.handlers.asking import ask
from bot.channels.telegram.keyboards import reason_rows
from bot.channels.telegram.parts import Part, Rows, markup
from bot.channels.telegram.rendering import render_source
from bot.channels.telegram.visits import Visit
from bot.reply import Choice
from bot.store.offers import Offer


async def press(visit: Visit, token: str, verb: str) -> None:
    """Does what the pressed button of an answer stands for, where it is this chat's and not too old."""
    offer: Offer | None = await visit.desk.run(visit.desk.store.offers.get, visit.chat, token)
    if offer is None:
        await visit.refuse_button(texts.BUTTON_GONE)
        return
    kind, number = verb[:1], int(verb[1:]) if verb[1:].isdecimal() else 0
    if kind == "c" and number < len(offer.choices):
        await _ask(visit, offer, offer.choices[number])
    elif kind == "q" and number < len(offer.citations):
        await visit.toast()
        await visit.say(*map(Part, render_source(offer.citations[number])))
    elif kind in ("u", "d"):
        await _rate(visit, offer, token, is_good=kind == "u")
    elif kind == "r" and number < len(texts.REASONS):
        reason, _ = texts.REASONS[number]
        await _keep_rating(visit, offer, "down", reason)
        await visit.toast(texts.THANKS)
        await _put_last_rows(visit, ())
    else:
        await visit.refuse_button(texts.BUTTON_GONE)


async def _ask(visit: Visit, offer: Offer, choice: Choice) -> None:
    """Asks the question of a button. Who answers which commune is meant is not asked again in this chat."""
    commune = visit.desk.commune(choice.commune)
    noted = commune if offer.outcome == "clarify_commune" and visit.commune is None else None
    if noted is not None:
        await visit.keep(commune=noted.slug)
    await visit.toast(texts.COMMUNE_NOTED.format(name=noted.name) if noted else None)
    await ask(visit, choice.question, choice.commune, is_pressed=True)


async def _rate(visit: Visit, offer: Offer, token: str, *, is_good: bool) -> None:
    await _keep_rating(visit, offer, "up" if is_good else "down")
    await visit.toast(texts.THANKS if is_good else texts.ASK_REASON)
    await _put_last_rows(visit, () if is_good else reason_rows(token))


async def _keep_rating(visit: Visit, offer: Offer, rating: str, reason: str | None = None) -> None:
    store = visit.desk.store.opinions
    await visit.desk.run(store.rate, visit.chat, offer.answer_id, offer.outcome, rating, reason)


async def _put_last_rows(visit: Visit, rows: Rows) -> None:
    """Puts `rows` in the place of the rating's rows, the other buttons left as they are."""
    message = visit.query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    kept = [row for row in message.reply_markup.inline_keyboard if not _is_rating(row)]
    added = markup(rows)
    keyboard = [*kept, *(added.inline_keyboard if added else ())]
    await visit.change_buttons(InlineKeyboardMarkup(keyboard) if keyboard else None)


def _is_rating(row: tuple[InlineKeyboardButton, ...]) -> bool:
    data = str(row[0].callback_data or "")
    return data.startswith("a:") and data.rpartition(":")[2][:1] in ("u", "d", "r")
