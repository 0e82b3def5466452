"""Everything that the bot itself says, in one conversation that presses every button; `make golden` rewrites it."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import texts
from bot.channels.telegram.routing import _COMMANDS
from tests.api.sample_procedures import make_assistant
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram_bot import staging
from tests.support.telegram_terminal import Terminal

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "telegram.txt"
FLAG = "MOTCUA_WRITE_GOLDEN"
LINES = (
    "/start",
    "[Xã Lạc Phượng",
    "/start tan-an",
    "/xa",
    "[Xã Lạc Phượng",
    "[Làm giấy khai sinh",
    "/help",
    "/thutuc",
    "[Hộ tịch",
    "[↩ Chọn lại",
    "[Chứng thực",
    "[1",
    "/chitieu",
    "[1",
    "/nhiemvu",
    "[Trung tâm",
    "[1",
    "[↩ Chọn lại",
    "[Tất cả",
    "/nguon",
    "chi tieu thanh toan?",
    "[📄 Nguồn 1",
    "[Ai chủ trì?",
    "[👎",
    "[Thiếu",
    "chi tieu thanh toan?",
    "[👍",
    "xã nào?",
    "[xã Tân An",
    "chào bạn",
    "hỏng",
    "???",
    "/gopy",
    "[Thôi, để sau",
    "/gopy",
    "Chữ hơi nhỏ, gọi tôi số 0912 345 678 nhé",
    "/gopy Rất tiện",
    "/riengtu",
    "/dulieu",
    "/xoa",
    "[Thôi, giữ lại",
    "/xoa",
    "[Xóa hết",
    "/dulieu",
    "/chitieu",
    "[Xã Tân An",
    "/nhiemvu",
    "/nguon",
    "/khongco",
)
KINDS: tuple[dict[str, Any], ...] = (
    {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]},
    {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}], "caption": "chào"},
    {"voice": {"file_id": "a", "file_unique_id": "a", "duration": 1}},
    {"video": {"file_id": "a", "file_unique_id": "a", "duration": 1, "width": 1, "height": 1}},
    {"document": {"file_id": "a", "file_unique_id": "a"}},
    {"sticker": {"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1, "is_animated": False,
                 "is_video": False, "type": "regular"}},
    {"location": {"longitude": 106.0, "latitude": 20.0}},
    {"contact": {"phone_number": "+84912345678", "first_name": "An"}},
    {"dice": {"emoji": "🎲", "value": 1}},
)  # fmt: skip


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_texts_are_as_reviewed(tmp_path: Path, way: str) -> None:
    with staging(make_assistant(), tmp_path) as stage, stage.running(way):
        terminal = Terminal(stage.telegram)
        for line in LINES:
            terminal.type(line)
        for kind in KINDS:
            _send(stage.telegram, terminal, kind)
    text = "\n".join(_without_ids(terminal.lines)).lstrip() + "\n"
    if os.environ.get(FLAG):
        GOLDEN.write_text(text, encoding="utf-8")

    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_command_is_listed_and_in_the_conversation() -> None:
    listed = {name for name, _ in texts.COMMANDS}

    assert set(_COMMANDS) == listed == {line[1:].split()[0] for line in LINES if line.startswith("/")} - {"khongco"}
    assert all(len(f"{name}{text}") < 256 for name, text in texts.COMMANDS)


def _send(telegram: FakeBotApi, terminal: Terminal, kind: dict[str, Any]) -> None:
    terminal.lines += ["", f"> ({', '.join(kind)})"]
    telegram.message(7, **kind)
    telegram.wait_until_quiet()
    terminal.look()


def _without_ids(lines: list[str]) -> list[str]:
    undated = [re.sub(r"\d\d:\d\d \d\d/\d\d/\d{4}", "(lúc …)", line) for line in lines]
    return [line if "mã sự cố" not in line else line.split("(mã sự cố")[0] + "(mã sự cố: …)." for line in undated]
