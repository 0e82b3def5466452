"""`motcua ask`: one answer on the terminal."""

import re
import sys
from argparse import Namespace
from importlib import import_module
from pathlib import Path

from api.commands.opening import bot_settings, expected_faults, open_assistant
from api.console import CommandFailed, say
from api.messages import UNKNOWN_COMMUNE
from api.questions import clean_question
from api.schemas import AskResponse
from bot.reply import Reply

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def run(args: Namespace) -> int:
    """Answers the question; with --json exactly what the API would return."""
    try:
        question = str(clean_question(args.question))
    except ValueError as exc:
        raise CommandFailed(str(exc)) from exc
    assistant = open_assistant(_inside(args.index) if args.internal else args.index)
    known = [commune.slug for commune in assistant.index.corpus.communes]
    if args.commune is not None and args.commune not in known:
        raise CommandFailed(UNKNOWN_COMMUNE.format(slug=args.commune, known=", ".join(known)))
    with expected_faults():
        reply = assistant.ask(question, commune=args.commune, channel="cli")
    say(AskResponse.of(reply, base_url="").model_dump_json(indent=2) if args.json else render(reply))
    return 0


def _inside(index: Path | None) -> Path:
    """Returns where the index with the internal documents is."""
    # What publishes can read every kind of document; asking needs none of it.
    inside = Path(import_module("api.publishing").internal_index_dir(bot_settings(index).index_dir))
    if not inside.is_dir():
        raise CommandFailed("chưa có văn bản nội bộ nào được đưa vào sử dụng; bỏ --internal để hỏi văn bản công khai.")
    return inside


def render(reply: Reply) -> str:
    """Returns the reply as terminal text: answer, notice, sources, what can be asked next."""
    bold = "\033[1m\\1\033[0m" if sys.stdout.isatty() else r"\1"
    parts = [_BOLD.sub(bold, reply.text)]
    if reply.notice:
        parts.append(f"Lưu ý: {reply.notice}")
    if reply.citations:
        parts.append("Nguồn:")
    parts += [
        f"  [{source.number}] {source.document_title}, {source.section}\n      “{source.quote}”"
        for source in reply.citations
    ]
    parts += [f"  - {choice.label}: {choice.question}" for choice in reply.choices]
    if reply.suggestions:
        parts.append("Có thể hỏi tiếp:")
    parts += [f"  - {suggestion}" for suggestion in reply.suggestions]
    return "\n".join(parts)
