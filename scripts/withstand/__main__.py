"""Breaks each part of the service in turn and prints what people saw; exit status 1 where something was lost.

usage: python -m scripts.withstand [--quick] [--only WORDS] [--small] [--logs DIR]

--quick makes faults short; --only runs trials whose name holds the words; --small breaks the one process of `make run`
instead of the whole service; --logs keeps what the programs wrote. Needs PostgreSQL, Redis and Caddy
(scripts/check_system.py), and root for disks of its own.
"""

import argparse
import shutil
import sys
from pathlib import Path

from scripts.withstand.stack import small_service, whole_service
from scripts.withstand.trials import Outcome, run, trials

_HEAD = (
    "| part | fault | calls | not answered | slowest answer | well again after | ratings kept | Telegram: written, "
    "lost, twice |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def main() -> int:
    """Runs the trials; returns the exit status."""
    parser = argparse.ArgumentParser(description="what the service withstands")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--logs", type=Path)
    arguments = parser.parse_args()
    pause_s, down_s = (6.0, 3.0) if arguments.quick else (30.0, 5.0)
    outcomes: list[Outcome] = []
    with small_service() if arguments.small else whole_service() as stack:
        print(_HEAD, flush=True)
        for trial in trials(stack, pause_s=pause_s, down_s=down_s):
            if arguments.only in f"{trial.part} {trial.fault}":
                outcomes.append(run(stack, trial))
                print(_row(outcomes[-1]), flush=True)
        if arguments.logs:
            shutil.copytree(stack.folder, arguments.logs, ignore=_all_but_logs, dirs_exist_ok=True)
    return int(not all(outcome.is_survived for outcome in outcomes))


def _all_but_logs(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".log")]


def _row(outcome: Outcome) -> str:
    problems = ", ".join(f"{count} × {name}" for name, count in outcome.problems.most_common()) or "–"
    recovered = "never" if outcome.recovered_s is None else f"{outcome.recovered_s:.1f} s"
    cells = (
        outcome.trial.part,
        outcome.trial.fault,
        outcome.calls,
        problems,
        f"{outcome.slowest_s:.1f} s",
        recovered,
        f"{outcome.rated - outcome.lost_ratings} of {outcome.rated}",
        f"{outcome.written}, {outcome.unanswered}, {outcome.twice}" if outcome.written else "–",
    )
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.exit(main())
