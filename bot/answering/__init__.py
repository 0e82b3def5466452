"""From one reading for one commune to a draft answer."""

from bot.answering.answerer import Answerer

__all__ = ["Answerer"]
