"""The command that runs the bot gives it the operators' switch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from bot.store.keeper import Keeper
from bot.store.operating import Part
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant


def test_polling_bot_hears_why_it_is_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keeper = keeper_in(tmp_path)
    keeper.store.switches.turn(Part.TELEGRAM, is_on=False, reason="bảo trì")
    heard: list[str | None] = []

    @contextmanager
    def opened(_: Path | None) -> Iterator[Keeper]:
        yield keeper

    def run_polling(*given: Any) -> None:
        is_off: Callable[[], str | None] = given[-1]
        heard.append(is_off())

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:abc")
    monkeypatch.setattr("api.commands.telegram.opened_keeper", opened)
    monkeypatch.setattr("api.commands.telegram.open_assistant", lambda *_: FakeAssistant())
    monkeypatch.setattr("api.commands.telegram.run_polling", run_polling)
    monkeypatch.setattr("api.commands.telegram.configure_logging", lambda _: None)

    assert main(["telegram"]) == 0
    assert heard == ["bảo trì"]
