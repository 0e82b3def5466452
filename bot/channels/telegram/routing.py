"""Which handler gets which update: a table of commands, a table of buttons, and who is addressed in a group."""

import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.channels.telegram import texts
from bot.channels.telegram.handlers import answers, browsing, commands, messages, opinions, privacy
from bot.channels.telegram.network import is_passing
from bot.channels.telegram.parts import Part
from bot.channels.telegram.pulse import Trouble
from bot.channels.telegram.visits import Desk, Visit
from bot.store.chats import ChatState

logger = logging.getLogger(__name__)
Context = ContextTypes.DEFAULT_TYPE
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]

# Turning pages is quicker than typing, and costs little.
_PRESS = 0.2

_COMMANDS: Mapping[str, Callable[[Visit, str], Awaitable[None]]] = {
    "start": commands.start,
    "help": commands.help_,
    "xa": commands.choose_commune,
    "thutuc": browsing.procedures,
    "chitieu": browsing.targets,
    "nhiemvu": browsing.tasks,
    "nguon": browsing.documents,
    "gopy": opinions.command,
    "xoa": privacy.forget,
    "riengtu": privacy.privacy,
    "dulieu": privacy.stored,
}
_BUTTONS: Mapping[str, Callable[[Visit, str, str], Awaitable[None]]] = {
    "a": answers.press,
    "xa": commands.press_commune,
    "vd": commands.press_example,
    "tl": browsing.press_sectors,
    "tt": browsing.press_sector,
    "tp": browsing.press_procedure,
    "ct": browsing.press_targets,
    "cq": browsing.press_target,
    "na": browsing.press_agencies,
    "nt": browsing.press_tasks,
    "nq": browsing.press_task,
    "ng": browsing.press_documents,
    "gy": opinions.press_cancel,
    "xd": privacy.press_forget,
}


class Addressed(filters.MessageFilter):
    """In private every message; in a group one that names the bot (@username, /command@username) or replies to it."""

    def filter(self, message: Message) -> bool:
        if message.chat.type == "private":
            return True
        bot = message.get_bot()
        answered = message.reply_to_message
        if answered is not None and answered.from_user is not None and answered.from_user.id == bot.id:
            return True
        kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.BOT_COMMAND]
        named = {**message.parse_entities(kinds), **message.parse_caption_entities(kinds)}
        return any(name.lower().endswith(f"@{bot.username}".lower()) for name in named.values())


def handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    """Returns the library's handlers, in the order in which they are tried."""
    typed = filters.UpdateType.MESSAGES & Addressed()
    new = filters.UpdateType.MESSAGE
    made: list[BaseHandler[Any, Any, Any]] = [
        CommandHandler(name, _net(desk, _command(desk, name)), filters=typed) for name in _COMMANDS
    ]
    return [
        *made,
        CallbackQueryHandler(_net(desk, _press)),
        MessageHandler(new & filters.ChatType.PRIVATE & filters.COMMAND, _net(desk, _unknown)),
        MessageHandler(typed & filters.TEXT & ~filters.COMMAND, _net(desk, messages.text)),
        MessageHandler(new & Addressed() & ~filters.TEXT & ~filters.StatusUpdate.ALL, _net(desk, messages.not_text)),
    ]


def _command(desk: Desk, name: str) -> Callable[[Visit], Awaitable[None]]:
    async def run(visit: Visit) -> None:
        if visit.state.remark_until is not None:  # whoever gives a command has changed their mind
            await visit.keep(remark_until=None)
        await _COMMANDS[name](visit, (visit.message.text or "").partition(" ")[2])

    return run


async def _unknown(visit: Visit) -> None:
    await commands.unknown(visit, "")


async def _press(visit: Visit) -> None:
    kind, _, rest = (visit.query.data or "").partition(":")
    first, _, second = rest.partition(":")
    if kind in _BUTTONS:
        await _BUTTONS[kind](visit, first, second)
    else:
        await visit.refuse_button(texts.BUTTON_GONE)


def _net(desk: Desk, handler: Callable[[Visit], Awaitable[None]]) -> Callback:
    """Returns the handler within the channel's net: limits before it, faults after it."""

    async def callback(update: Update, context: Context) -> None:
        chat = update.effective_chat
        assert chat is not None  # the intake lets no other through
        name = desk.store.pseudonyms.of(chat.id)
        try:
            state: ChatState | None = await desk.run(desk.store.chats.get, name)
            visit = Visit(desk, update, chat.id, name, state or ChatState())
            if await _is_within_limits(visit):
                await handler(visit)
        except Exception as fault:
            await _catch(desk, update, chat.id, fault)

    return callback


async def _is_within_limits(visit: Visit) -> bool:
    is_press = visit.update.callback_query is not None
    allowance = await visit.desk.limits.take(visit.chat, _PRESS if is_press else 1.0)
    if allowance.is_allowed:
        return True
    sentence = texts.SLOW_DOWN.format(seconds=max(allowance.wait_s, 5))
    if is_press:
        await visit.toast(sentence)
    elif allowance.is_told:
        await visit.say(Part(sentence))
    visit.desk.pulse.trouble(Trouble.CHAT_OVER_LIMIT)
    logger.info("chat over its limit", extra={"chat": visit.chat[:12]})
    return False


async def _catch(desk: Desk, update: Update, chat_id: int, fault: Exception) -> None:
    """A lost network or store leaves the update to be taken up again; a bug is an incident: the person gets its id.

    Never logged: the update, and the message of what Telegram refused, which may quote it.
    """
    if is_passing(fault):
        desk.unfinished.add(update.update_id)
        desk.pulse.trouble(Trouble.ANSWER_WAITS)
        logger.warning("answer waits", extra={"update_id": update.update_id, "fault": type(fault).__name__})
        return
    desk.pulse.trouble(Trouble.INCIDENT)
    incident_id = uuid.uuid4().hex[:12]
    trace = None if isinstance(fault, TelegramError) else fault
    logger.error("incident %s", incident_id, exc_info=trace, extra={"fault": type(fault).__name__})
    try:
        said = Visit(desk, update, chat_id, "", ChatState())
        await said.say(Part(texts.FAULT.format(incident_id=incident_id)))
    except Exception as second:
        if not is_passing(second):
            raise
        desk.unfinished.add(update.update_id)
