"""What the commands share: where the index is, how the assistant is opened, which faults are a plain sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from api.console import CommandFailed
from api.sites import SitesUnreadable
from bot.assembly import build_assistant
from bot.assistant import Assistant
from bot.conversation import Memory
from bot.model.settings import ModelSettings
from bot.settings import BotSettings
from corpus.errors import CorpusError
from retrieval.errors import IndexMismatch, IndexUnavailable, RetrievalError


@contextmanager
def expected_faults() -> Iterator[None]:
    """Turns the faults that an operator can mend into `CommandFailed`; a bug goes through with its trace."""
    try:
        yield
    except (CorpusError, RetrievalError, SitesUnreadable) as exc:
        raise CommandFailed(str(exc)) from exc
    except ValidationError as exc:
        fields = ", ".join(".".join(str(part) for part in error["loc"]) for error in exc.errors())
        raise CommandFailed(f"cấu hình không hợp lệ ở {exc.title}: {fields}; xem .env.example.") from exc


def bot_settings(index: Path | None) -> BotSettings:
    """Returns the assistant's settings with `--index` applied."""
    return BotSettings(index_dir=index) if index else BotSettings()


def open_assistant(index: Path | None, conversations: Memory | None = None) -> Assistant:
    """Returns the assistant over the index that `--index` or the settings name; it remembers in `conversations`."""
    with expected_faults():
        try:
            return build_assistant(bot_settings(index), conversations, ModelSettings())
        except (IndexUnavailable, IndexMismatch) as exc:
            raise CommandFailed(f"{exc} (hoặc `motcua index`)") from exc
