#!/usr/bin/env python3
"""How often the right procedure's answer comes first, over real records of the national portal: `make eval-portal`.

usage: eval_portal.py [--records FILE] [--bar 0.92] [--show N] [--questions FILE.jsonl]

The records are imported as `motcua procedures import` does, into a folder of this run, and indexed with the shipped
corpus; what is served is not touched. Each record is asked for by its name, in forms that a program derives, so that
the names are the portal's own and nobody chose them. `--questions` runs a file of judgments over the same index instead
and prints its table. Exit status: 1 below the bar, 2 where the records are not there.
"""

import argparse
import logging
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice
from pathlib import Path

from bot.assembly import assemble
from bot.assistant import Assistant
from bot.evaluation.judgments import read_judgments
from bot.evaluation.report import summary
from bot.evaluation.run import run_judgments
from bot.reply import Reply, Status
from bot.settings import BotSettings
from corpus.ingest import load_corpus
from corpus.procedures.importing import import_procedures
from corpus.procedures.records import Procedure
from corpus.procedures.store import read_imported
from corpus.text import fold, normalise
from retrieval import RetrievalSettings, build_index, open_index

ROOT = Path(__file__).resolve().parents[1]
RECORDS = ROOT.parent / "shared" / "procedures" / "portal_commune.jsonl.gz"
BAR = 0.92

# The day that the records were fetched is told only as "mid-2026".
_AS_OF = date(2026, 7, 1)
_LONGEST_QUESTION = 900
# A name cut to fewer syllables hardly tells one procedure from another.
_SHORTEST = 5
_DROPPED = 2
_CODE = re.compile(r"\b\d\.\d{6}\b")
_LEAD = re.compile(r"^thủ tục (?:hành chính )?", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Question:
    """One way to ask for a procedure. `words` is the part of its name that is asked with."""

    form: str
    code: str
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: the procedure that the reply names first; whether it asks back and offers the right one."""

    question: Question
    reply: Reply
    first: str | None
    is_right: bool
    is_offered: bool


def bare_name(name: str) -> str:
    """Returns a name as it is put into a sentence: without "Thủ tục" before it and marks after it."""
    return _LEAD.sub("", normalise(name)).strip(" .:;,")


def without_brackets(name: str) -> str:
    """Returns a name without what stands in brackets; the same where nothing does or nothing else is there."""
    return _BRACKETS.sub("", name).strip(" .:;,") or name


def without_first_words(name: str) -> str:
    """Returns a name without its first words ("Đăng ký"); the same where too little, or half a word, would be left."""
    kept = without_brackets(name).split()[_DROPPED:]
    return " ".join(kept) if len(kept) >= _SHORTEST and kept[0] != "lại" else name


OFFICIAL = "official name"
FORMS: Mapping[str, Callable[[str], str]] = {
    OFFICIAL: str,
    "no brackets": without_brackets,
    "first words dropped": without_first_words,
}


def questions(procedures: Iterable[Procedure]) -> Iterator[Question]:
    """Yields every form of every name, with and without diacritics; a form that changes nothing is left out."""
    for procedure in procedures:
        name = bare_name(procedure.name)
        for form, shorten in FORMS.items():
            words = shorten(name)
            if form != OFFICIAL and words == name:
                continue
            text = f"thủ tục {words[0].lower()}{words[1:]} cần giấy tờ gì"
            if len(text) <= _LONGEST_QUESTION:
                yield Question(form, procedure.code, words, text)
                yield Question(f"{form}, plain", procedure.code, words, fold(text))


def ask(assistant: Assistant, question: Question, known: Mapping[str, Procedure]) -> Outcome:
    """Asks in a conversation of its own. `known` are all procedures by code.

    Right is every procedure that the asked words name as well: one of the same name, or one whose name holds them
    where words were dropped. Of a record without papers it is right to say so.
    """
    reply = assistant.ask(question.text, None, channel="evaluation")
    first = _named_first(reply)
    right = _fitting(question, known)
    says_blank = reply.outcome == "not_found_blank_in_source" and first in right and not known[first].documents
    offered = {_key(choice.label) for choice in reply.choices}
    return Outcome(
        question,
        reply,
        first,
        is_right=says_blank or (reply.status is Status.ANSWERED and first in right),
        is_offered=reply.status is Status.CLARIFY and any(_key(known[code].name) in offered for code in right),
    )


def _named_first(reply: Reply) -> str | None:
    cited = next((citation.procedure_code for citation in reply.citations), None)
    told = _CODE.search(reply.text)
    return cited or (told[0] if told else None)


def _fitting(question: Question, known: Mapping[str, Procedure]) -> frozenset[str]:
    words, is_whole = _key(question.words), question.form.startswith(OFFICIAL)
    names = {code: _key(procedure.name) for code, procedure in known.items()}
    fitting = {code for code, name in names.items() if (words == name if is_whole else words in name)}
    return frozenset({question.code, *fitting})


@cache
def _key(name: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(bare_name(name))).strip()


def open_portal(records: Path, folder: Path) -> tuple[Assistant, tuple[Procedure, ...], dict[str, Procedure]]:
    """Imports and indexes under `folder`; returns the assistant, what was imported, and all procedures by code."""
    store = folder / "procedures"
    import_procedures(records, store, as_of=_AS_OF)
    corpus = load_corpus(ROOT / "corpus" / "data", store)
    settings = RetrievalSettings()
    build_index(corpus, folder / "index", settings)
    assistant = assemble(open_index(folder / "index", settings), BotSettings())
    return assistant, tuple(read_imported(store).values()), {item.code: item for item in corpus.procedures}


def share_right(outcomes: Iterable[Outcome]) -> float:
    """Returns the share of questions whose right procedure came first; 0 of none."""
    rights = [outcome.is_right for outcome in outcomes]
    return sum(rights) / len(rights) if rights else 0.0


def table(outcomes: Iterable[Outcome]) -> str:
    """Returns the figures per form and of all."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.question.form, []).append(outcome)
    lines = [f"{'form':28} {'n':>5} {'first':>7} {'asked back with it':>19}"]
    for name, rows in [*groups.items(), ("ALL", list(chain.from_iterable(groups.values())))]:
        offered = sum(row.is_offered for row in rows) / len(rows) if rows else 0.0
        lines.append(f"{name:28} {len(rows):5} {share_right(rows):7.1%} {offered:19.1%}")
    return "\n".join(lines)


def faults(outcomes: Iterable[Outcome], known: Mapping[str, Procedure]) -> Iterator[str]:
    """Yields a line for each question that another procedure, or none, answered."""
    for outcome in outcomes:
        if not outcome.is_right:
            other = known.get(outcome.first or "")
            came = f"{other.code} {other.name[:80]}" if other else outcome.reply.outcome
            yield f"- {outcome.question.code} {outcome.question.text[:160]} → {came}"


def main() -> int:
    """Prints the table and the faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, default=RECORDS, help="the portal's records, JSON Lines")
    parser.add_argument("--bar", type=float, default=BAR)
    parser.add_argument("--show", type=int, default=20, help="how many faults to print")
    parser.add_argument("--questions", type=Path, help="judgments to run over the same index instead")
    args = parser.parse_args()
    if not args.records.is_file():
        print(f"{args.records} is not here: the portal's records lie in the project's shared folder.", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        assistant, procedures, known = open_portal(args.records, Path(folder))
        if args.questions:
            print(summary(run_judgments(assistant, read_judgments(args.questions))))
            return 0
        outcomes = [ask(assistant, question, known) for question in questions(procedures)]
    print(f"{len(procedures)} procedures imported, {len(known)} known in all\n{table(outcomes)}")
    for line in islice(faults(outcomes, known), args.show):
        print(line)
    if share_right(outcomes) < args.bar:
        print(f"below the bar: {share_right(outcomes):.1%} < {args.bar:.0%}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
