"""The page has plain words for everything that the program can put before it."""

import re
from pathlib import Path

import bot
from api.admin import words
from bot.channels.telegram.texts import REASONS
from bot.store.operating import Part

ROOT = Path(bot.__file__).parent


def test_every_reason_for_no_answer_has_words() -> None:
    named = {
        name
        for path in ROOT.rglob("*.py")
        for name in re.findall(r'"(not_found_[a-z_]+)"', path.read_text(encoding="utf-8"))
    }

    assert "not_found_no_evidence" in named
    assert named - words.OUTCOMES.keys() == set()


def test_every_part_and_reason_has_words() -> None:
    assert set(words.PARTS) == set(Part)
    assert dict(REASONS) == words.REASONS


def test_outcome_without_words_of_its_own_is_told_by_its_family() -> None:
    assert words.outcome_of("answered_task") == "đã trả lời"
    assert words.outcome_of("refused_promise") == "từ chối"
    assert words.outcome_of("something new") == "something new"
