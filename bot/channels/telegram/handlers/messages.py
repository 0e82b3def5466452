"""Messages that are no command: questions, awaited feedback, and what is not text."""

from telegram import Message

from bot.channels.telegram import texts
from bot.channels.telegram.handlers import opinions
from bot.channels.telegram.handlers.asking import ask, question
from bot.channels.telegram.parts import Part
from bot.channels.telegram.visits import Visit


async def text(visit: Visit) -> None:
    """Answers a question, or takes the feedback that was asked for."""
    if opinions.is_awaited(visit) and visit.update.edited_message is None:
        await opinions.take(visit, visit.message.text or "")
        return
    await question(visit)


async def not_text(visit: Visit) -> None:
    """Says what to do instead; words that stand under a picture are answered."""
    said = Part(texts.NOT_TEXT[kind_of(visit.message)])
    if visit.message.caption:
        await ask(visit, visit.message.caption, before=(said,))
        return
    await visit.say(said)


def kind_of(message: Message) -> str:
    """Returns which friendly sentence fits."""
    kinds = {
        "photo": message.photo,
        "voice": message.voice or message.audio,
        "video": message.video or message.video_note or message.animation,
        "document": message.document,
        "sticker": message.sticker,
        "location": message.location or message.venue,
        "contact": message.contact,
    }
    return next((kind for kind, held in kinds.items() if held), "other")
