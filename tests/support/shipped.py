"""The real assistant over a real index of the shipped corpus, with a clock that the test sets."""

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.assembly import assemble
from bot.assistant import Assistant
from bot.composing.draft import Draft
from bot.composing.kit import Ask
from bot.conversation import Resolved
from bot.evaluation.judgments import Judgment, read_judgments
from bot.evaluation.run import Scored, run_judgments
from bot.reply import Reply, Status
from bot.settings import BotSettings
from bot.understanding.understanding import Understanding
from corpus.ingest import load_corpus
from retrieval.index import Index, open_index
from retrieval.indexing import build_index
from retrieval.settings import RetrievalSettings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "corpus" / "data"
JUDGMENTS = ROOT / "tests" / "data" / "judgments"
COMMUNES = ("lac-phuong", "le-loi", "loc-binh", "phong-tho", "tan-an")
# All five plans but Lê Lợi's (2025 as a whole) and Phong Thổ's (second half of 2025) begin in 2026.
BEFORE_ANY_END = date(2025, 10, 1)
AFTER_2025 = date(2026, 5, 4)

# Letters that a part of a broken table cell must have in a row to count as the source's.
_LONG_PART = 12


@dataclass
class FakeClock:
    """A day and a monotonic time that stand still until a test moves them."""

    day: date = BEFORE_ANY_END
    seconds: float = 0.0

    def today(self) -> date:
        return self.day

    def monotonic(self) -> float:
        return self.seconds


@cache
def index_of(data: Path, folder: Path) -> Index:
    """Returns the opened index of the corpus under `data`, built once per process and folder."""
    # Constructed, not read: a developer's RETRIEVAL_* or .env must not change what is tested.
    settings = RetrievalSettings.model_construct()
    build_index(load_corpus(data), folder, settings)
    return open_index(folder, settings)


def make_assistant(
    index: Index, clock: FakeClock | None = None, *, limit: int = 1000, lifetime_s: float = 1800
) -> Assistant:
    clock = clock or FakeClock()
    settings = BotSettings(_env_file=None, conversation_limit=limit, conversation_lifetime_s=lifetime_s)
    return assemble(index, settings, today=clock.today, clock=clock.monotonic)


def judgments(name: str) -> tuple[Judgment, ...]:
    """Returns the judgments of one file of the project's own set ("tuning", "held_out")."""
    return read_judgments(JUDGMENTS / f"{name}.jsonl")


@cache
def scored(name: str, index_folder: Path) -> tuple[Scored, ...]:
    """Returns every judgment of a file with its reply and verdict; run once per process."""
    return run_judgments(make_assistant(index_of(DATA, index_folder)), judgments(name))


@cache
def source_letters() -> dict[str, str]:
    """Returns the letters and digits of each commune's published files, read from disk and not from the corpus."""
    return {slug: letters("".join(_texts(DATA / slug))) for slug in COMMUNES}


def _texts(folder: Path) -> Iterable[str]:
    return (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))


def letters(text: str) -> str:
    """Returns what stays the same however lines are broken: letters and digits, NFC, lower case."""
    return "".join(char for char in unicodedata.normalize("NFC", text).lower() if char.isalnum())


def first_sentence(text: str) -> str:
    """Returns what the reader sees first: up to the first mark that ends a sentence, or the first line."""
    return re.split(r"(?<=[\]\w*])[.;](?=\s|$)|\n", text, maxsplit=1)[0]


def unquoted(reply: Reply) -> list[str]:
    """Returns the parts of citations that do not stand in the cited commune's published file."""
    sources = source_letters()
    pieces = [
        (citation.commune or "", piece)
        for citation in reply.citations
        for piece in re.split(r"\s\|\s|\s…\s", citation.quote)
    ]
    return [piece for commune, piece in pieces if not _stands_in(letters(piece), sources.get(commune, ""))]


def _stands_in(piece: str, source: str, cuts: int = 2) -> bool:
    """Tells whether `piece` is in `source`, whole or, as a cell that a page break runs through, in long parts."""
    if piece in source:
        return True
    if cuts == 0:
        return False
    end = bisect_left(range(len(piece)), True, key=lambda length: piece[: length + 1] not in source)
    return end >= _LONG_PART and _stands_in(piece[end:], source, cuts - 1)


def cited_communes(reply: Reply) -> set[str]:
    return {citation.commune or "" for citation in reply.citations}


def quotes(reply: Reply) -> tuple[str, ...]:
    return tuple(citation.quote for citation in reply.citations)


def talk(assistant: Assistant, commune: str | None, *questions: str) -> Reply:
    """Asks `questions` in one conversation and returns the last reply."""
    conversation_id: str | None = None
    for question in questions:
        reply = assistant.ask(question, commune, conversation_id)
        conversation_id = reply.conversation_id
    return reply


def make_ask(assistant: Assistant, commune: str, question: str | Understanding) -> Ask:
    """Returns a question for one commune as composers get it."""
    library = assistant.kit.library
    plan = library.plan(commune)
    assert plan is not None
    reading = assistant.reader.read(question) if isinstance(question, str) else question
    return Ask(reading, library.commune(commune), plan)


def answered_draft(assistant: Assistant, commune: str, question: str) -> Draft:
    """Returns the unchecked answer to a question that the corpus can answer."""
    ask = make_ask(assistant, commune, question)
    _, draft = assistant.plans.main.answers.answer(ask, Resolved(ask.understanding))
    assert draft.status is Status.ANSWERED, draft.text
    return draft


def write_plan(root: Path, slug: str, name: str, province: str, text: str) -> None:
    """Writes a one-file commune as `load_corpus` reads it."""
    folder = root / slug
    folder.mkdir(parents=True)
    (folder / "plan.txt").write_text(text, encoding="utf-8")
    manifest = {
        "document_id": f"{slug}-plan",
        "commune": {"slug": slug, "name": name, "province": province, "aliases": []},
        "file": "plan.txt",
        "sha256": "0" * 64,
    }
    (folder / "manifest.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")


def rows(name: str) -> list[dict[str, object]]:
    """Returns the rows of a judgments file as plain JSON."""
    lines = (JUDGMENTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
