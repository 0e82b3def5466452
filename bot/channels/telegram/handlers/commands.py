"""The first steps: who speaks, what may be asked, which commune."""

from bot.channels.telegram import texts
from bot.channels.telegram.handlers.asking import ask
from bot.channels.telegram.handlers.browsing import LISTS
from bot.channels.telegram.keyboards import commune_rows, example_rows
from bot.channels.telegram.parts import Part
from bot.channels.telegram.rendering import plain
from bot.channels.telegram.visits import Visit


async def start(visit: Visit, words: str) -> None:
    """Greets, and presets the commune that a link names (t.me/<bot>?start=lac-phuong)."""
    commune = visit.desk.commune(words.strip().lower()) or visit.commune
    welcome = Part(texts.START, example_rows())
    if commune is None:
        await visit.say(welcome, Part(texts.CHOOSE_COMMUNE, commune_rows(visit.desk.corpus.communes)))
        return
    await visit.keep(commune=commune.slug)
    await visit.say(welcome, Part(texts.START_COMMUNE.format(name=plain(commune.name))))


async def help_(visit: Visit, words: str) -> None:
    """Says how to ask, and lists the commands."""
    commands = "\n".join(f"/{name}: {text[:1].lower()}{text[1:]}" for name, text in texts.COMMANDS if name != "help")
    await visit.say(Part(texts.HELP.format(commands=commands, username=visit.desk.bot.username)))


async def choose_commune(visit: Visit, words: str) -> None:
    """Offers the communes."""
    await visit.say(Part(texts.CHOOSE_COMMUNE, commune_rows(visit.desk.corpus.communes)))


async def unknown(visit: Visit, words: str) -> None:
    """Says that there is no such command."""
    await visit.say(Part(texts.UNKNOWN_COMMAND))


async def press_commune(visit: Visit, slug: str, then: str) -> None:
    """Remembers the pressed commune, then shows the list that was asked for before it was known."""
    commune = visit.desk.commune(slug)
    if commune is None:
        await visit.refuse_button(texts.BUTTON_GONE)
        return
    await visit.toast()
    # What was talked about was another place's.
    is_other = visit.state.commune not in (None, commune.slug)
    await visit.keep(commune=slug, conversation_id=None if is_other else visit.state.conversation_id)
    if then in LISTS:
        await LISTS[then](visit, "")
    else:
        await visit.say(Part(texts.COMMUNE_CHOSEN.format(name=plain(commune.name))))


async def press_example(visit: Visit, number: str, _: str) -> None:
    """Asks the pressed example."""
    if not number.isdecimal() or int(number) >= len(texts.EXAMPLES):
        await visit.refuse_button(texts.BUTTON_GONE)
        return
    await visit.toast()
    await ask(visit, texts.EXAMPLES[int(number)], is_pressed=True)
