"""The evaluation as a page: what was measured, on which commit, by which command, against which bar."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.evaluation.run import Scored, by_typing, calibration, marks_matter, table

BARS = Path(__file__).with_name("bar.yaml")

_PROCEDURES = "procedures_"
_HEAD = """\
# Evaluation

Judgments are questions with what a right reply must and must not say (`tests/data/judgments/*.jsonl`), written from
the documents by writers who had not seen the assistant. `held_out` and `procedures_held_out` are looked at only as
totals: nobody who improves answers reads their questions or faults (what kind of fault the last three of `held_out`
had was told once, without them). On all others answers were improved, so they tell what was learnt, not what a new
question meets; what the latest sets met before they were read stands in `bot/evaluation/bar.yaml`. `tuning_hard` was
written to break the assistant. `tuning_fresh` came later, from new writers and probes of single weaknesses.
`tuning_retired` and `procedures_retired` are held-out sets of before: they were read, so they went over to tuning,
and new writers, who saw only the documents, wrote the present ones.

Measured on commit `{commit}` with `make eval`, which also writes this page. *correct*: right status, every fact, no
excluded one, the right commune or procedure cited. *direct*: the facts stand in the first 300 characters. *faithful*:
every quote stands in the document, every number has a ground. How often real records of the national portal are found
by their own names is measured apart: `make eval-portal`.
"""


class Bar(BaseModel):
    """The least that a question set must reach for a change to land, and the goal where that is higher."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    correct: float
    faithful: float
    goal: float | None = None


class Bars(BaseModel):
    """Bars by question set (the file's stem)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bars: dict[str, Bar]


def load_bars(path: Path = BARS) -> dict[str, Bar]:
    """Reads the bars.

    Raises:
        ValueError: the file is not of the documented shape.
    """
    try:
        return Bars.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).bars
    except (yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{path}: không phải một tệp ngưỡng hợp lệ: {error}") from error


def is_held_out(name: str) -> bool:
    """Tells whether a question set may be looked at only as totals: its questions and faults are never printed."""
    return name.endswith("held_out")


def shortfalls(name: str, scored: tuple[Scored, ...], bars: Mapping[str, Bar]) -> tuple[str, ...]:
    """Returns what a question set misses of its bar; empty where it reaches it or has none."""
    bar = bars.get(name)
    if bar is None or not scored:
        return ()
    correct = sum(row.verdict.is_correct for row in scored) / len(scored)
    faithful = sum(not row.verdict.unfaithful for row in scored) / len(scored)
    found = []
    if correct < bar.correct:
        found.append(f"{name}: correct {correct:.1%} < {bar.correct:.0%}")
    if faithful < bar.faithful:
        found.append(f"{name}: faithful {faithful:.1%} < {bar.faithful:.0%}")
    return tuple(found)


def summary(scored: tuple[Scored, ...], stripped: tuple[Scored, ...] = ()) -> str:
    """Returns the table with the calibration line, the shares by way of typing, how often the procedure is right.

    `stripped` are the questions typed with diacritics, asked without them.
    """
    lines = [table(scored), calibration(scored)]
    asked = [row for row in scored if row.judgment.code and row.judgment.expect == "answered"]
    if asked:
        right = sum(row.judgment.code in {c.procedure_code for c in row.reply.citations} for row in asked)
        lines.append(f"right procedure cited: {right}/{len(asked)} ({right / len(asked):.1%})")
    lines += [f"typed {name}: {share} correct" for name, share in by_typing(scored).items()]
    if stripped:
        lines.append(marks_matter(scored, stripped))
    return "\n".join(lines)


def page(
    results: Mapping[str, tuple[Scored, ...]], commit: str, stripped: Mapping[str, tuple[Scored, ...]] | None = None
) -> str:
    """Returns docs/evaluation.md: the sets about the plans, then those about procedures, held-out ones first."""
    bars = load_bars()
    parts = [_HEAD.format(commit=commit)]
    groups = (
        ("Questions about the plans", [name for name in results if not name.startswith(_PROCEDURES)]),
        ("Questions about administrative procedures", [name for name in results if name.startswith(_PROCEDURES)]),
    )
    for title, names in groups:
        if names:
            parts += [f"## {title}", ""]
        for name in sorted(names, key=lambda name: (not is_held_out(name), name)):
            parts += _section(name, results[name], bars.get(name), (stripped or {}).get(name, ()))
    return "\n".join(parts).rstrip("\n") + "\n"


def _section(name: str, scored: tuple[Scored, ...], bar: Bar | None, stripped: tuple[Scored, ...]) -> list[str]:
    told = f" (bar: correct ≥ {bar.correct:.0%}, faithful {bar.faithful:.0%})" if bar else ""
    lines = [f"### {name}: {len(scored)} questions{told}", ""]
    if bar and bar.goal:
        lines += [f"Goal: correct ≥ {bar.goal:.0%}; the bar only keeps it from falling.", ""]
    return [*lines, "```", summary(scored, stripped), "```", ""]


def current_commit() -> str:
    """Returns the short commit of the checkout, with "+changes" where files differ, or "unknown" outside one."""
    try:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        changes = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.stdout.strip() + ("+changes" if changes.stdout.strip() else "")
