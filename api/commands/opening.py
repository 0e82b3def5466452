"""What the commands share: where the index is, how the assistant is opened, which faults are a plain sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from api.console import CommandFailed
from api.settings import Unusable
from bot.assembly import build_assistant
from bot.assistant import Assistant
from bot.model.settings import ModelSettings
from bot.reloading import LiveAssistant
from bot.settings import BotSettings
from corpus.errors import CorpusError
from retrieval.errors import IndexMismatch, IndexUnavailable, RetrievalError
from retrieval.index import open_index
from retrieval.manifest import current_folder, read_corpus
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:  # its libraries are loaded only where answers are kept
    from pydantic_core import ErrorDetails

    from bot.store.keeper import Keeper


@contextmanager
def expected_faults() -> Iterator[None]:
    """Turns the faults that an operator can mend into `CommandFailed`; a bug goes through with its trace."""
    try:
        yield
    except (CorpusError, RetrievalError) as exc:
        raise CommandFailed(str(exc)) from exc
    except ValidationError as exc:
        fields = ", ".join(map(_field, exc.errors()))
        raise CommandFailed(f"cấu hình không hợp lệ ở {exc.title}: {fields}; xem .env.example.") from exc


def _field(error: "ErrorDetails") -> str:
    """Returns the field's name, with what is wrong where its validator says so in Vietnamese."""
    name = ".".join(str(part) for part in error["loc"])
    fault = error.get("ctx", {}).get("error")
    return f"{name} ({fault})" if isinstance(fault, Unusable) else name


def bot_settings(index: Path | None) -> BotSettings:
    """Returns the assistant's settings with `--index` applied."""
    return BotSettings(index_dir=index) if index else BotSettings()


def open_assistant(index: Path | None, keeper: "Keeper | None" = None) -> Assistant:
    """Returns the assistant over the index that `--index` or the settings name.

    With a `keeper` it remembers in the store, and asks the model only while an operator lets it.
    """
    with expected_faults(), _mendable_by_indexing():
        assistant = build_assistant(bot_settings(index), keeper.memory if keeper else None, ModelSettings())
    if keeper and assistant.composer:
        assistant.composer.gate.is_switched_on = keeper.is_model_on
    return assistant


@contextmanager
def open_live(index: Path | None, keeper: "Keeper") -> Iterator[LiveAssistant]:
    """Opens an assistant that takes up each newly built index by itself, for the time of the block."""
    live = LiveAssistant(lambda: open_assistant(index, keeper), bot_settings(index).index_dir)
    live.watch()
    try:
        yield live
    finally:
        live.close()


def check_index(index: Path | None) -> None:
    """Ends the command where there is no index to serve."""
    with expected_faults(), _mendable_by_indexing():
        open_index(bot_settings(index).index_dir, RetrievalSettings()).close()


def known_communes(index: Path | None) -> list[str]:
    """Returns the slugs of the communes that the index knows."""
    with expected_faults(), _mendable_by_indexing():
        communes = read_corpus(current_folder(bot_settings(index).index_dir)).communes
    return [commune.slug for commune in communes]


@contextmanager
def _mendable_by_indexing() -> Iterator[None]:
    try:
        yield
    except (IndexUnavailable, IndexMismatch) as exc:
        raise CommandFailed(f"{exc} (hoặc `motcua index`)") from exc
