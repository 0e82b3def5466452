#!/usr/bin/env python3
"""Index time and answer time, whole and per step, on the shipped corpus and the project's judgments.

usage: bench_assistant.py [--rounds 3]
"""

import argparse
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.assembly import build_assistant
from bot.composing.draft import Draft
from bot.settings import BotSettings
from bot.state import State, Step

ROOT = Path(__file__).resolve().parents[1]
JUDGMENTS = ROOT / "tests" / "data" / "judgments" / "tuning.jsonl"


def main() -> int:
    """Prints the figures, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        started = time.perf_counter()
        subprocess.run(
            [str(Path(sys.executable).parent / "motcua"), "index", "--index", str(index)],
            check=True,
            capture_output=True,
        )
        _say(f"index from nothing      {time.perf_counter() - started:.2f} s (process start included)")
        _answers(index, args.rounds)
    return 0


def _answers(index: Path, rounds: int) -> None:
    started = time.perf_counter()
    assistant = build_assistant(BotSettings(index_dir=index))
    _say(f"open the assistant      {time.perf_counter() - started:.2f} s")
    steps: dict[str, list[float]] = defaultdict(list)
    assistant.steps = tuple(_timed(step, steps) for step in assistant.steps)
    questions = list(_questions())
    for question, commune in questions[:50]:
        assistant.ask(question, commune)
    steps.clear()
    times = []
    for _ in range(rounds):
        for question, commune in questions:
            begun = time.perf_counter()
            assistant.ask(question, commune)
            times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    p95 = times[int(0.95 * (len(times) - 1))]
    _say(f"ask, {len(times)} questions      p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms")
    for name, values in steps.items():
        _say(f"  step {name:10}       mean {statistics.fmean(values):.2f} ms over {len(values)}")


def _timed(step: Step, times: dict[str, list[float]]) -> Step:
    """Returns `step` as a step that adds the milliseconds it took to `times`, by its name."""
    name = getattr(step, "__name__", repr(step)).strip("_")

    def run(state: State) -> State | Draft:
        begun = time.perf_counter()
        outcome = step(state)
        times[name].append((time.perf_counter() - begun) * 1000)
        return outcome

    return run


def _questions() -> Iterator[tuple[str, str | None]]:
    for line in JUDGMENTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["turns"][-1], row["commune"]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
