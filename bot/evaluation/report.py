"""The evaluation as a page: what was measured, on which commit, by which command, against which bar."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.evaluation.run import Scored, by_typing, calibration, table

BARS = Path(__file__).with_name("bar.yaml")


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


def summary(scored: tuple[Scored, ...]) -> str:
    """Returns the table with the calibration line and the shares by way of typing."""
    lines = [table(scored), calibration(scored)]
    lines += [f"typed {name}: {share} correct" for name, share in by_typing(scored).items()]
    return "\n".join(lines)


def page(results: Mapping[str, tuple[Scored, ...]], commit: str) -> str:
    """Returns docs/evaluation.md."""
    bars = load_bars()
    parts = [
        "# Evaluation",
        "",
        "Judgments are questions with what a right reply must and must not say (`tests/data/judgments/*.jsonl`),",
        "written from the documents by writers who had not seen the assistant. `tuning`, `tuning_hard` served to tune",
        "answers; `held_out` was set aside before any tuning and is looked at only as totals.",
        "",
        f"Measured on commit `{commit}` with `make eval`, which also writes this page. *correct*: right status, every",
        "fact, no excluded one, the right commune cited. *direct*: the facts stand in the first 300 characters.",
        "*faithful*: every quote stands in the document, every number has a ground.",
    ]
    for name, scored in results.items():
        bar = bars.get(name)
        told = f" (bar: correct ≥ {bar.correct:.0%}, faithful {bar.faithful:.0%})" if bar else ""
        goal = f"Goal: correct ≥ {bar.goal:.0%}; the bar only keeps it from falling." if bar and bar.goal else ""
        parts += [
            "",
            f"## {name}: {len(scored)} questions{told}",
            "",
            *((goal, "") if goal else ()),
            "```",
            summary(scored),
            "```",
        ]
    return "\n".join(parts) + "\n"


def current_commit() -> str:
    """Returns the short commit of the checkout, with "+changes" where files differ, or "unknown" outside one."""
    try:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        changes = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.stdout.strip() + ("+changes" if changes.stdout.strip() else "")
