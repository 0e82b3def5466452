"""`motcua eval`: the answer-quality table on a question set."""

from argparse import Namespace
from pathlib import Path

from tqdm import tqdm

import bot.evaluation
from api.commands.opening import expected_faults, open_assistant
from api.console import CommandFailed, say
from bot.evaluation.judgments import read_judgments
from bot.evaluation.run import by_typing, calibration, run_judgments, table

PROJECT_QUESTIONS = Path(bot.evaluation.__file__).parent / "questions.jsonl"


def run(args: Namespace) -> int:
    """Prints the table, then each wrong reply's id and reason."""
    path = args.questions or PROJECT_QUESTIONS
    if not path.is_file():
        raise CommandFailed(f"không có tệp câu hỏi {str(path)!r}; hãy kiểm tra đường dẫn.")
    try:
        judgments = read_judgments(path)
    except ValueError as exc:
        raise CommandFailed(str(exc).splitlines()[0]) from exc
    if not judgments:
        raise CommandFailed(f"tệp {str(path)!r} không có câu hỏi nào.")
    assistant = open_assistant(args.index)
    with expected_faults(), tqdm(total=len(judgments), desc="Chấm", unit=" câu", leave=False) as bar:
        scored = run_judgments(assistant, judgments, progress=bar.update)
    say(table(scored))
    say(calibration(scored))
    for name, share in by_typing(scored).items():
        say(f"{name}: {share} correct")
    for row in scored:
        if not row.verdict.is_correct:
            say(f"- {row.judgment.id}: {row.judgment.turns[-1]} → {row.reply.status} ({row.reply.outcome})")
    return 0
