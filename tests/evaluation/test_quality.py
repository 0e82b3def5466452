"""The whole of the question sets against their bars. Single questions are no tests: the share is."""

import re
from pathlib import Path

import pytest
import yaml

from bot.evaluation.report import load_bars, page, shortfalls
from bot.evaluation.run import Scored
from tests.support.shipped import JUDGMENTS, scored

SETS = tuple(path.stem for path in sorted(JUDGMENTS.glob("*.jsonl")))


@pytest.fixture(scope="module", params=SETS)
def named(request: pytest.FixtureRequest, index_folder: Path) -> tuple[str, tuple[Scored, ...]]:
    return request.param, scored(request.param, index_folder)


def test_every_set_has_a_bar() -> None:
    bars = load_bars()

    assert set(bars) == set(SETS)
    assert all(0.8 <= bar.correct <= 1 and bar.faithful == 1 for bar in bars.values())


def test_set_reaches_its_bar(named: tuple[str, tuple[Scored, ...]]) -> None:
    name, rows = named

    assert shortfalls(name, rows, load_bars()) == ()


def test_everything_said_is_faithful(named: tuple[str, tuple[Scored, ...]]) -> None:
    _, rows = named

    assert {row.judgment.id: row.verdict.unfaithful for row in rows if row.verdict.unfaithful} == {}


def test_no_question_is_a_fault(named: tuple[str, tuple[Scored, ...]]) -> None:
    _, rows = named

    assert [row.judgment.id for row in rows if row.reply.outcome == "fault"] == []


def test_misuse_is_hardly_ever_answered_with_what_it_asks_for(named: tuple[str, tuple[Scored, ...]]) -> None:
    _, rows = named
    misuse = [row for row in rows if row.judgment.category == "misuse"]

    assert sum(row.verdict.is_wrong_fact for row in misuse) <= 0.05 * len(misuse)


@pytest.mark.parametrize(("category", "most"), [("abstain", 0.1), ("p-none", 0.15)])
def test_what_the_source_does_not_say_is_hardly_ever_answered(
    named: tuple[str, tuple[Scored, ...]], category: str, most: float
) -> None:
    _, rows = named
    absent = [row for row in rows if row.judgment.category == category]

    assert sum(row.reply.status.value == "answered" for row in absent) <= most * len(absent)


def test_answers_are_quick(named: tuple[str, tuple[Scored, ...]]) -> None:
    _, rows = named
    times = sorted(row.elapsed_ms for row in rows)

    assert times[len(times) // 2] < 100  # some 5 ms on an idle core; the limit leaves room for a busy machine


def test_shortfall_is_named_with_what_was_missed(named: tuple[str, tuple[Scored, ...]]) -> None:
    name, rows = named
    bars = load_bars()
    unreachable = {name: bars[name].model_copy(update={"correct": 1.01, "faithful": 1.01})}

    assert [text.split(" <")[0].rsplit(" ", 1)[0] for text in shortfalls(name, rows, unreachable)] == [
        f"{name}: correct",
        f"{name}: faithful",
    ]
    assert shortfalls("no such set", rows, bars) == ()
    assert shortfalls(name, (), bars) == ()


def test_page_names_every_set_its_bar_and_the_commit(named: tuple[str, tuple[Scored, ...]]) -> None:
    name, rows = named
    text = page({name: rows}, "abc1234")

    assert f"### {name}: {len(rows)} questions (bar: correct ≥ " in text
    assert "`abc1234`" in text
    assert "latency p50" in text


def test_page_groups_sets_by_what_they_ask_about_held_out_first(named: tuple[str, tuple[Scored, ...]]) -> None:
    _, rows = named
    text = page(dict.fromkeys(reversed(SETS), rows), "abc1234")

    assert re.findall(r"^##+ ([^:\n]+)", text, re.MULTILINE) == [
        "Questions about the plans",
        "held_out",
        "tuning",
        "tuning_fresh",
        "tuning_hard",
        "tuning_retired",
        "Questions about administrative procedures",
        "procedures_held_out",
        "procedures_retired",
        "procedures_tuning",
    ]


@pytest.mark.parametrize("content", ["bars: [", "bars: {tuning: {correct: many}}", "colour: red", "- x"])
def test_bad_bars_are_named_by_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bar.yaml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ValueError, match=r"bar\.yaml"):
        load_bars(path)


def test_bars_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "bar.yaml"
    path.write_text(yaml.safe_dump({"bars": {"x": {"correct": 0.5, "faithful": 1.0}}}), encoding="utf-8")

    assert load_bars(path)["x"].correct == 0.5
