"""Runs judgments through the assistant and tabulates the verdicts."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.assistant import Assistant
from bot.evaluation.judging import Verdict, judge, squeeze
from bot.evaluation.judgments import Judgment
from bot.reply import Reply, Status
from corpus.documents import Corpus
from corpus.text import fold


@dataclass(frozen=True, slots=True)
class Scored:
    """One judgment with its reply and verdict; `elapsed_ms` is of the scored turn. `repr` tells the id alone."""

    judgment: Judgment
    reply: Reply = field(repr=False)
    verdict: Verdict = field(repr=False)
    elapsed_ms: float


def source_texts(corpus: Corpus) -> dict[str, str]:
    """Returns per commune everything its documents say, squeezed, for the faithfulness check."""
    texts: dict[str, str] = defaultdict(str)
    communes = {document.document_id: document.commune for document in corpus.documents}
    for section in corpus.sections:
        texts[communes[section.document_id]] += section.text + "\n"
    return {slug: squeeze(text) for slug, text in texts.items()}


def run_judgments(
    assistant: Assistant, judgments: Iterable[Judgment], progress: Callable[[], None] = lambda: None
) -> tuple[Scored, ...]:
    """Asks every judgment in a conversation of its own and scores the last turn."""
    documents = source_texts(assistant.index.corpus)
    scored = []
    for judgment in judgments:
        conversation_id: str | None = None
        for turn in judgment.turns:
            started = time.perf_counter()
            reply = assistant.ask(turn, judgment.commune, conversation_id, channel="evaluation")
            elapsed_ms = (time.perf_counter() - started) * 1000
            conversation_id = reply.conversation_id
        scored.append(Scored(judgment, reply, judge(judgment, reply, documents), elapsed_ms))
        progress()
    return tuple(scored)


def table(scored: tuple[Scored, ...]) -> str:
    """Returns the table: per category and overall, counts and shares."""
    lines = [f"{'category':12} {'n':>4} {'correct':>8} {'direct':>8} {'faithful':>8}"]
    groups: dict[str, list[Scored]] = defaultdict(list)
    for row in scored:
        groups[row.judgment.category].append(row)
    for name, rows in [*sorted(groups.items()), ("ALL", list(scored))]:
        lines.append(
            f"{name:12} {len(rows):4} {_share(rows, lambda r: r.verdict.is_correct)} "
            f"{_share(rows, lambda r: r.verdict.is_direct)} {_share(rows, lambda r: not r.verdict.unfaithful)}"
        )
    times = sorted(row.elapsed_ms for row in scored)
    lines.append(f"latency p50 {statistics.median(times):.1f} ms, p95 {times[int(0.95 * (len(times) - 1))]:.1f} ms")
    return "\n".join(lines)


def calibration(scored: tuple[Scored, ...]) -> str:
    """Returns one line on abstention: how often it was right to abstain, and right not to."""
    should = [r for r in scored if "answered" not in r.judgment.statuses and "not_found" in r.judgment.statuses]
    could = [r for r in scored if r.judgment.expect == "answered"]
    held = sum(r.reply.status is not Status.ANSWERED for r in should)
    missed = sum(r.reply.status is Status.NOT_FOUND for r in could)
    wrong = sum(r.verdict.is_wrong_fact for r in scored)
    return (
        f"abstention: {held}/{len(should)} questions without an answer in the source were not answered; "
        f"{missed}/{len(could)} answerable ones were held back; wrong or missing fact in an answer: {wrong}"
    )


def by_typing(scored: tuple[Scored, ...]) -> Mapping[str, str]:
    """Returns the share correct of questions typed with and without diacritics."""
    plain = [r for r in scored if not _has_marks(r.judgment.turns[-1])]
    marked = [r for r in scored if _has_marks(r.judgment.turns[-1])]
    return {
        "with diacritics": f"{_share(marked, lambda r: r.verdict.is_correct).strip()} of {len(marked)}",
        "without": f"{_share(plain, lambda r: r.verdict.is_correct).strip()} of {len(plain)}",
    }


def without_marks(judgments: Iterable[Judgment]) -> tuple[Judgment, ...]:
    """Returns the judgments that are typed with diacritics, with all of them taken away."""
    marked = (judgment for judgment in judgments if _is_marked(judgment))
    return tuple(j.model_copy(update={"turns": tuple(fold(turn) for turn in j.turns)}) for j in marked)


def marks_matter(scored: tuple[Scored, ...], stripped: tuple[Scored, ...]) -> str:
    """Returns one line: the share correct of the questions typed with diacritics, and of the same without them."""
    typed = [row for row in scored if _is_marked(row.judgment)]
    as_typed, bare = (_share(rows, lambda r: r.verdict.is_correct).strip() for rows in (typed, list(stripped)))
    return f"the same {len(stripped)} questions: {as_typed} correct as typed, {bare} with their diacritics taken away"


def _is_marked(judgment: Judgment) -> bool:
    return any(map(_has_marks, judgment.turns))


def _has_marks(text: str) -> bool:
    return fold(text) != text.lower()


def _share(rows: list[Scored], test: Callable[[Scored], bool]) -> str:
    return f"{sum(map(test, rows)) / len(rows):8.1%}" if rows else f"{'–':>8}"
