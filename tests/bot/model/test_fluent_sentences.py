"""Fluent sentences, written from the prompts by writers who had not seen the check: it must let most of them through.

Every sentence says what its passages say; those that are refused cost fluency, not truth.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.model.checking import Ground, SentenceCheck
from prompts.loader import load_words
from prompts.model_rules import load_model_rules
from tests.support.shipped import ROOT

_SENTENCES = ROOT / "tests" / "data" / "model" / "fluent_sentences.jsonl"
ACCEPTED = 0.84


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _SENTENCES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def check(assistant: Assistant) -> SentenceCheck:
    agencies = [names for _, names in assistant.kit.library.agency_phrases]
    return SentenceCheck(load_model_rules(), agencies, load_words().split("function_words"))


def test_most_fluent_sentences_pass(
    rows: list[dict[str, Any]], check: SentenceCheck, say: Callable[[str], None]
) -> None:
    refused = {
        row["sentence"]: found
        for row in rows
        if (found := check.violations(row["sentence"], [Ground(**passage) for passage in row["passages"]]))
    }

    say(f"\nfluent sentences that pass the check: {len(rows) - len(refused)} of {len(rows)}")
    assert len(rows) - len(refused) >= ACCEPTED * len(rows), refused


def test_none_passes_with_the_passages_of_another(rows: list[dict[str, Any]], check: SentenceCheck) -> None:
    """Unless both rest on the same words, or the other passage says the same."""
    passed = []
    for row, other in zip(rows, rows[1:] + rows[:1], strict=True):
        texts, others = ({passage["text"] for passage in r["passages"]} for r in (row, other))
        if texts & others or row["commune"] == other["commune"]:
            continue
        if not check.violations(row["sentence"], [Ground(**passage) for passage in other["passages"]]):
            passed.append(row["sentence"])

    assert passed == []
