"""`motcua eval`: the answer-quality table on a question set, held against its bar."""

from argparse import Namespace
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

import bot.evaluation
from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from bot.assistant import Assistant
from bot.evaluation.judgments import Judgment, read_judgments
from bot.evaluation.report import current_commit, is_held_out, load_bars, page, shortfalls, summary
from bot.evaluation.run import Scored, run_judgments, without_marks

# The project's own sets: those to tune on, and those that are only looked at as totals.
PROJECT_QUESTIONS = Path(bot.evaluation.__file__).parents[2] / "tests" / "data" / "judgments"


def run(args: Namespace) -> int:
    """Prints for each question file its table; exit status 1 where one falls short of its bar."""
    paths = [args.questions] if args.questions else sorted(PROJECT_QUESTIONS.glob("*.jsonl"))
    if not paths:
        raise CommandFailed(f"không có bộ câu hỏi nào ở {str(PROJECT_QUESTIONS)!r}; hãy nêu tên tệp.")
    assistant = open_assistant(args.index)
    results, stripped = {}, {}
    for path in paths:
        judgments = _read(path)
        scored = _ask(assistant, judgments)
        if is_held_out(path.stem):
            stripped[path.stem] = _ask(assistant, without_marks(judgments))
        say(f"== {path.name}\n{summary(scored, stripped.get(path.stem, ()))}")
        if not is_held_out(path.stem):
            _say_faults(scored)
        results[path.stem] = scored
    if args.report:
        args.report.write_text(page(results, current_commit(), stripped), encoding="utf-8")
        say(f"Đã ghi {args.report}")
    bars = load_bars()
    missed = [line for name, scored in results.items() for line in shortfalls(name, scored, bars)]
    if missed:
        raise CommandFailed("chưa đạt ngưỡng: " + "; ".join(missed))
    return 0


def _read(path: Path) -> tuple[Judgment, ...]:
    try:
        judgments = read_judgments(path)
    except OSError as exc:
        raise CommandFailed(f"không đọc được tệp câu hỏi {str(path)!r}; hãy kiểm tra đường dẫn.") from exc
    except ValueError as exc:
        raise CommandFailed(str(exc).splitlines()[0]) from exc
    if not judgments:
        raise CommandFailed(f"tệp {str(path)!r} không có câu hỏi nào.")
    return judgments


def _ask(assistant: Assistant, judgments: tuple[Judgment, ...]) -> tuple[Scored, ...]:
    with (
        expected_faults(),
        tqdm(total=len(judgments), desc="Chấm", unit=" câu", leave=False, disable=None) as bar,
    ):
        return run_judgments(assistant, judgments, progress=lambda: _advance(bar))


def _say_faults(scored: tuple[Scored, ...]) -> None:
    for row in scored:
        if not row.verdict.is_correct:
            say(f"- {row.judgment.id}: {row.judgment.turns[-1]} → {row.reply.status} ({row.reply.outcome})")


def _advance(bar: "tqdm[NoReturn]") -> None:
    bar.update()
