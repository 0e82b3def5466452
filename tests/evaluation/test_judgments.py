"""The project's own question sets: valid, varied, and asking about everything that the corpus holds."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.evaluation.judging import flatten
from bot.evaluation.judgments import Judgment, read_judgments
from bot.understanding.restoration import needs_restoration
from corpus.records import Record, Target, Task
from corpus.text import fold, normalise
from prompts.loader import load_abbreviations
from tests.support.shipped import COMMUNES, JUDGMENTS

FILES = {path.stem: read_judgments(path) for path in sorted(JUDGMENTS.glob("*.jsonl"))}
ROWS = tuple(row for rows in FILES.values() for row in rows)
STATUSES = {"answered", "not_found", "clarify", "refused", "chitchat"}


def is_typed_plainly(question: str) -> bool:
    """Tells whether a question is typed as on a phone: hardly any marks, or short forms of chat."""
    typed = {key for key in load_abbreviations().typed if fold(key) == key}
    words = re.findall(r"\w+", question.lower())
    return needs_restoration(question) or bool(typed & set(words))


def test_all_sets_are_there() -> None:
    assert set(FILES) >= {"tuning", "held_out"}


def test_ids_are_unique_over_all_files() -> None:
    assert [name for name, count in Counter(row.id for row in ROWS).items() if count > 1] == []


def test_no_question_of_the_held_out_set_served_to_tune() -> None:
    def key(row: Judgment) -> tuple[str | None, tuple[str, ...]]:
        return row.commune, tuple(fold(normalise(turn)).strip(" ?.!") for turn in row.turns)

    held_out = {key(row) for row in FILES["held_out"]}
    tuned = {key(row) for name, rows in FILES.items() if name != "held_out" for row in rows}

    assert held_out & tuned == set()


def test_sets_are_large_and_varied() -> None:
    assert len(ROWS) >= 400
    assert sum(is_typed_plainly(row.turns[-1]) for row in ROWS) >= 0.25 * len(ROWS)
    assert sum("not_found" in row.statuses for row in ROWS) >= 60
    assert sum(len(row.turns) > 1 for row in ROWS) >= 20
    assert sum(row.category == "misuse" for row in ROWS) >= 20
    assert {row.commune for row in ROWS} == {None, *COMMUNES}


@pytest.mark.parametrize("name", ["tuning", "held_out"])
def test_each_set_holds_every_commune_and_kind(name: str) -> None:
    rows = FILES[name]

    assert {row.commune for row in rows} >= set(COMMUNES)
    assert {row.category for row in rows} == {row.category for row in (*FILES["tuning"], *FILES["held_out"])}


def patterns_of(row: Judgment) -> list[str]:
    groups = (*row.all_of, *row.all_of_answered)
    listed = [*row.none_of, *row.none_of_reply, *(pattern for group in groups for pattern in group)]
    return [*listed, row.quote] if row.quote else listed


@pytest.mark.parametrize("name", FILES)
def test_rows_expect_what_the_contract_has(name: str) -> None:
    for row in FILES[name]:
        assert row.statuses <= STATUSES, row.id
        assert {row.commune, row.source} <= {None, *COMMUNES}, row.id
        assert all(0 < len(turn.strip()) <= 1000 for turn in row.turns), row.id
        assert all(row.all_of), row.id


@pytest.mark.parametrize("name", FILES)
def test_patterns_can_be_found_and_can_be_missed(name: str) -> None:
    """Answers are searched in NFC and lower case: a capital or a decomposed letter would never be found."""
    for row in FILES[name]:
        for pattern in patterns_of(row):
            letters = re.sub(r"\\[A-Z]", "", pattern)
            assert not re.compile(pattern).search(""), (row.id, pattern)
            assert unicodedata.normalize("NFC", pattern) == pattern, (row.id, pattern)
            assert letters == letters.lower(), (row.id, pattern)


def test_answered_rows_demand_a_fact_or_a_source() -> None:
    idle = [row.id for row in ROWS if row.expect == "answered" and not (row.all_of or row.source or row.quote)]

    assert len(idle) <= 0.01 * len(ROWS), idle


def is_asked(record: Record, rows: tuple[Judgment, ...]) -> bool:
    """Tells whether some question about the commune demands words that this record's place holds."""
    quote = flatten(record.provenance.quote)
    return any(all(any(re.search(p, quote) for p in group) for group in row.all_of) for row in rows)


@pytest.mark.parametrize("commune", COMMUNES)
@pytest.mark.parametrize("kind", [Target, Task])
def test_every_target_and_task_is_asked_about(assistant: Assistant, commune: str, kind: type[Target | Task]) -> None:
    rows = tuple(
        row
        for row in ROWS
        if row.expect == "answered" and row.all_of and commune in (row.source, row.source or row.commune)
    )
    records = [record for record in assistant.kit.library.records(commune) if isinstance(record, kind)]

    assert [record.record_id for record in records if not is_asked(record, rows)] == []


def test_bad_row_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    good = {"id": "1", "category": "x", "commune": None, "turns": ["?"], "expect": "answered"}
    for bad in ({**good, "colour": "red"}, {**good, "turns": []}, {"id": "2"}, "just text"):
        path.write_text(f"{json.dumps(good)}\n\n{json.dumps(bad)}\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"q\.jsonl, dòng 3: "):
            read_judgments(path)


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\n \n", encoding="utf-8")

    assert read_judgments(path) == ()
