"""`motcua eval`: the answer-quality table on a question set."""

from argparse import Namespace
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

import bot.evaluation
from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from bot.assistant import Assistant
from bot.evaluation.judgments import read_judgments
from bot.evaluation.run import by_typing, calibration, run_judgments, table

# The project's own set: one file to tune on, one that is only looked at.
PROJECT_QUESTIONS = Path(bot.evaluation.__file__).parents[2] / "tests" / "data" / "judgments"


def run(args: Namespace) -> int:
    """Prints for each question file its table and what was wrong."""
    paths = [args.questions] if args.questions else sorted(PROJECT_QUESTIONS.glob("*.jsonl"))
    if not paths:
        raise CommandFailed(f"không có bộ câu hỏi nào ở {str(PROJECT_QUESTIONS)!r}; hãy nêu tên tệp.")
    assistant = open_assistant(args.index)
    for path in paths:
        say(f"== {path.name}")
        _evaluate(assistant, path)
    return 0


def _evaluate(assistant: Assistant, path: Path) -> None:
    try:
        judgments = read_judgments(path)
    except OSError as exc:
        raise CommandFailed(f"không đọc được tệp câu hỏi {str(path)!r}; hãy kiểm tra đường dẫn.") from exc
    except ValueError as exc:
        raise CommandFailed(str(exc).splitlines()[0]) from exc
    if not judgments:
        raise CommandFailed(f"tệp {str(path)!r} không có câu hỏi nào.")
    with (
        expected_faults(),
        tqdm(total=len(judgments), desc="Chấm", unit=" câu", leave=False, disable=None) as bar,
    ):
        scored = run_judgments(assistant, judgments, progress=lambda: _advance(bar))
    say(table(scored))
    say(calibration(scored))
    for name, share in by_typing(scored).items():
        say(f"{name}: {share} correct")
    for row in scored:
        if not row.verdict.is_correct:
            say(f"- {row.judgment.id}: {row.judgment.turns[-1]} → {row.reply.status} ({row.reply.outcome})")


def _advance(bar: "tqdm[NoReturn]") -> None:
    bar.update()
