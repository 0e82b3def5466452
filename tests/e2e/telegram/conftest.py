"""One stage a test: a fake Telegram, a store in a folder of its own, the fake assistant."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram_bot import Stage, staging


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staging(FakeAssistant(), tmp_path) as stage:
        yield stage


@pytest.fixture
def telegram(stage: Stage) -> Iterator[FakeBotApi]:
    """Telegram with the bot running."""
    with stage.bot():
        yield stage.telegram
