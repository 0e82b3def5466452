"""What the console did, noted among the administrative acts; a store that is away undoes nothing."""

import importlib

from api.console import remark
from bot.settings import BotSettings


def note(settings: BotSettings, action: str, **detail: object) -> None:
    """Notes an act, or remarks that it could not be noted."""
    acts = importlib.import_module("bot.store.acts")  # the database's libraries, after the work
    try:
        acts.note_act(settings, action, **detail)
    except acts.StoreUnavailable as exc:
        remark(f"Đã xong, nhưng chưa ghi được vào nhật ký vận hành: {exc}")
