"""Questions: typed, edited, pressed; and the answer with its sources, follow-ups and rating."""

import asyncio
import contextlib
import re
from datetime import timedelta
from html import escape

from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.telegram import texts
from bot.channels.telegram.keyboards import ask_rows, rating_rows, source_rows
from bot.channels.telegram.parts import Part, Rows
from bot.channels.telegram.rendering import caption, render
from bot.channels.telegram.visits import Visit
from bot.question import MAX_QUESTION_LENGTH, has_words, tidy
from bot.reply import Choice, Reply, Status
from bot.store.offers import Offer

# The buttons of sources, follow-ups and ratings; those that repeat a question live as long as a conversation.
OFFER_LIFETIME = timedelta(days=7)
_RATED = (Status.ANSWERED, Status.NOT_FOUND, Status.REFUSED)


async def question(visit: Visit) -> None:
    """Answers a message; in groups the bot's own name is no part of the question."""
    username = re.escape(visit.desk.bot.username)
    typed = visit.message.text or visit.message.caption or ""
    await ask(visit, re.sub(rf"@{username}\b", " ", typed, flags=re.IGNORECASE))


async def ask(
    visit: Visit, typed: str, commune: str | None = None, *, is_pressed: bool = False, before: tuple[Part, ...] = ()
) -> None:
    """Asks the assistant and sends its reply; `commune` is one that the pressed button names, `before` goes ahead."""
    reason = await visit.desk.run(visit.desk.is_off)
    if reason is not None:
        await visit.say(*before, Part(texts.SWITCHED_OFF.format(reason=escape(reason))))
        return
    asked = tidy(typed)
    if len(asked) > MAX_QUESTION_LENGTH:
        await visit.say(*before, Part(texts.TOO_LONG.format(limit=MAX_QUESTION_LENGTH)))
        return
    if not has_words(asked):
        await visit.say(*before, Part(texts.NO_WORDS))
        return
    typing = asyncio.create_task(_show_typing(visit))
    try:
        slug = commune or (visit.commune.slug if visit.commune else None)
        conversation = visit.state.conversation_id
        reply: Reply = await visit.desk.run(
            visit.desk.assistant.ask, asked, slug, conversation, "telegram", person=visit.chat
        )
        await visit.keep(conversation_id=reply.conversation_id)
        parts = await _parts(visit, reply, asked if is_pressed else None)
        await asyncio.wait({typing}, timeout=1)  # it must not show after the answer
    finally:
        typing.cancel()
    await visit.say(*before, *parts)


async def _show_typing(visit: Visit) -> None:
    with contextlib.suppress(TelegramError):
        await visit.desk.bot.send_chat_action(visit.chat_id, ChatAction.TYPING)


async def _parts(visit: Visit, reply: Reply, asked: str | None) -> tuple[Part, ...]:
    *first, last = render(reply, asked) or [""]
    rows = await _rows(visit, reply)
    picture = (Part(caption(reply.comparison), comparison=reply.comparison),) if reply.comparison else ()
    return (*picture, *map(Part, first), Part(last, rows))


async def _rows(visit: Visit, reply: Reply) -> Rows:
    store = visit.desk.store
    rows: Rows = ()
    if reply.choices:
        offer = Offer(reply.answer_id, reply.outcome, choices=reply.choices)
        token = await visit.desk.run(store.offers.put, visit.chat, offer, store.conversation_lifetime)
        rows += ask_rows(token, reply.choices)
    if not (reply.citations or reply.suggestions or reply.status in _RATED):
        return rows
    follow_ups = tuple(Choice(text, text) for text in reply.suggestions)
    offer = Offer(reply.answer_id, reply.outcome, choices=follow_ups, citations=reply.citations)
    token = await visit.desk.run(store.offers.put, visit.chat, offer, OFFER_LIFETIME)
    rows += source_rows(token, reply.citations, visit.desk.public_base_url)
    rows += ask_rows(token, follow_ups)
    return rows + rating_rows(token) if reply.status in _RATED else rows
