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
from bot.evaluation.report import is_held_out
from corpus.records import Record, Target, Task
from corpus.restoration import needs_restoration
from corpus.text import fold, normalise
from prompts.loader import load_abbreviations
from tests.support.shipped import COMMUNES, JUDGMENTS

PLAN_SETS = ("held_out", "tuning", "tuning_fresh", "tuning_hard", "tuning_retired")
PROCEDURE_SETS = ("procedures_held_out", "procedures_retired", "procedures_tuning")
PLAN_CATEGORIES = {
    "abstain", "budget", "chitchat", "clarify", "compare", "count", "document", "duty", "followup", "misuse", "named",
    "noisy", "paraphrase", "reporting", "target", "task",
}  # fmt: skip
PROCEDURE_CATEGORIES = {
    "p-basis", "p-browse", "p-card", "p-code", "p-condition", "p-fee", "p-follow", "p-form", "p-near", "p-none",
    "p-online", "p-papers", "p-plan", "p-result", "p-time", "p-where", "p-which",
}  # fmt: skip
# Words of a pattern: a longer one is a page of alternatives that nobody checks.
LONGEST_PATTERN = 300

FILES = {path.stem: read_judgments(path) for path in sorted(JUDGMENTS.glob("*.jsonl"))}
ROWS = tuple(row for rows in FILES.values() for row in rows)
STATUSES = {"answered", "not_found", "clarify", "refused", "chitchat"}


def is_typed_plainly(question: str) -> bool:
    """Tells whether a question is typed as on a phone: hardly any marks, or short forms of chat."""
    typed = {key for key in load_abbreviations().typed if fold(key) == key}
    words = re.findall(r"\w+", question.lower())
    return needs_restoration(question) or bool(typed & set(words))


def test_all_sets_are_there() -> None:
    assert set(FILES) == {*PLAN_SETS, *PROCEDURE_SETS}


def test_ids_are_unique_over_all_files() -> None:
    assert [name for name, count in Counter(row.id for row in ROWS).items() if count > 1] == []


def test_no_question_of_a_held_out_set_served_to_tune() -> None:
    def key(row: Judgment) -> tuple[str | None, tuple[str, ...]]:
        return row.commune, tuple(fold(normalise(turn)).strip(" ?.!") for turn in row.turns)

    held_out = {key(row): row.id for name, rows in FILES.items() if is_held_out(name) for row in rows}
    tuned = {key(row): row.id for name, rows in FILES.items() if not is_held_out(name) for row in rows}

    assert [(held_out[same], tuned[same]) for same in held_out.keys() & tuned.keys()] == []


def test_sets_are_large_and_varied() -> None:
    assert len(ROWS) >= 3000
    assert sum(is_typed_plainly(row.turns[-1]) for row in ROWS) >= 0.25 * len(ROWS)
    assert sum("not_found" in row.statuses for row in ROWS) >= 400
    assert sum(len(row.turns) > 1 for row in ROWS) >= 200
    assert sum(row.category == "misuse" for row in ROWS) >= 200
    assert sum(row.code is not None for row in ROWS) >= 250
    assert {row.commune for row in ROWS} == {None, *COMMUNES}


@pytest.mark.parametrize("name", PLAN_SETS)
def test_each_set_on_plans_holds_every_commune_and_kind(name: str) -> None:
    rows = FILES[name]

    assert {row.commune for row in rows} >= set(COMMUNES)
    assert {row.category for row in rows} == PLAN_CATEGORIES
    assert [row.id for row in rows if row.code] == []


@pytest.mark.parametrize("name", PROCEDURE_SETS)
def test_each_set_on_procedures_holds_every_kind(name: str) -> None:
    assert {row.category for row in FILES[name]} == PROCEDURE_CATEGORIES


@pytest.mark.parametrize("name", PROCEDURE_SETS)
def test_every_answer_about_a_procedure_names_one_that_is_listed(assistant: Assistant, name: str) -> None:
    """A listed one, or one that a listed one is linked to; a row without a code asks for a list or for the plan."""
    listed = assistant.kit.library.procedures
    known = {*listed, *(code for procedure in listed.values() for code in procedure.linked)}

    assert {row.code for row in FILES[name] if row.code} <= known
    assert [row.id for row in FILES[name] if row.expect == "answered" and not row.code and not row.all_of] == []
    assert sum(row.code is not None for row in FILES[name]) >= 0.8 * len(FILES[name])


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
            assert len(pattern) <= LONGEST_PATTERN, (row.id, pattern)
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


def test_repr_of_a_judgment_does_not_tell_the_question() -> None:
    """Failing tests print what they compare, and a held-out question is not to be read."""
    row = Judgment(id="7", category="x", commune=None, turns=("Bí mật?",), expect="answered", all_of=(("mật",),))

    assert "'7'" in repr(row)
    assert "mật" not in repr(row)


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\n \n", encoding="utf-8")

    assert read_judgments(path) == ()
