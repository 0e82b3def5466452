"""Puts the model's composer together from its parts."""

from collections.abc import Callable

from bot.composing.kit import Kit
from bot.model.chat import OpenAIChat
from bot.model.checking import SentenceCheck
from bot.model.composer import ModelComposer
from bot.model.conversing import Exchange
from bot.model.gate import Gate
from bot.model.settings import ModelSettings
from bot.selection import Selector
from prompts.loader import Words
from prompts.model_rules import load_model_rules
from prompts.templates import load_prompt


def make_composer(
    settings: ModelSettings, kit: Kit, selector: Selector, words: Words, clock: Callable[[], float]
) -> ModelComposer:
    """Returns the composer for the server that `settings` name; the server is not asked yet.

    Raises:
        PromptError: a prompt or `model.yaml` is not of the documented shape.
    """
    rules = load_model_rules()
    agencies = (names for _, names in kit.library.agency_phrases)
    check = SentenceCheck(rules, agencies, words.split("function_words"), load_prompt("compose").body)
    gate = Gate(settings, clock, kit.today)
    exchange = Exchange(OpenAIChat(settings), gate, clock)
    return ModelComposer(kit, selector, rules, check, exchange, gate, clock, settings)
