"""Speed and quality of the retrieval alone, over the judgments: `make bench-retrieval`.

A passage answers a question if it belongs to the question's commune and its text matches every group of patterns that
the answer must match. Questions of several turns, or whose right outcome is not an answer, are left out; so are those
that no single passage answers. Writes docs/retrieval.md. `--sweep` prints weights against quality on the tuning set
instead, to choose retrieval/ranking.yaml by; the held-out set is for reporting only.
"""

import argparse
import itertools
import json
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from corpus.ingest import load_corpus
from corpus.text import fold, normalise
from retrieval import Hit, Index, Passage, RetrievalSettings, SearchFilter, SearchQuery, build_index, open_index
from retrieval.fusion import ScoredList, fuse
from retrieval.ranking import load_ranking

ROOT = Path(__file__).resolve().parent.parent
JUDGMENTS = ROOT / "tests" / "data" / "judgments"
DEPTH = 10
MOST_RELEVANT = 12
LEFT_OUT = frozenset({"compare", "count"})
ALWAYS: dict[str, dict[str, float]] = {"vector": {"min_passages": 0}, "weights": {"vector": 1.0}}
_TEENCODE = {
    "không": "ko",
    "được": "dc",
    "gì": "j",
    "với": "vs",
    "bạn": "bn",
    "mình": "mk",
    "nhiêu": "nhiu",
    "bao": "b",
}
_SWAPS = [("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"), ("d", "gi"), ("gi", "d"), ("l", "n"), ("n", "l")]


@dataclass(frozen=True, slots=True)
class Judgment:
    """One question with the patterns that its answer matches."""

    judgment_id: str
    category: str
    commune: str
    question: str
    patterns: tuple[tuple[str, ...], ...]

    def is_answered_by(self, passage: Passage) -> bool:
        text = normalise(passage.text).lower()
        return passage.commune == self.commune and all(
            any(re.search(pattern, text) for pattern in group) for group in self.patterns
        )


def load_judgments(path: Path) -> Iterator[Judgment]:
    """Yields the rows that retrieval can be judged by."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["expect"] == "answered" and len(row["turns"]) == 1 and row.get("source") and row.get("all_of"):
            if row["category"] in LEFT_OUT:
                continue
            patterns = tuple(tuple(group) for group in row["all_of"])
            yield Judgment(row["id"], row["category"], row["source"], row["turns"][0], patterns)


def add_noise(text: str, seed: str) -> str:
    """Returns the text as a hasty writer types it: chat spellings, lost marks, regional consonants, slips.

    Equal seeds give equal texts.
    """
    chance = random.Random(seed)
    syllables = []
    for syllable in text.split():
        typed = _TEENCODE.get(syllable.lower(), syllable)
        if chance.random() < 0.10:
            typed = fold(typed)
        if chance.random() < 0.06:
            for old, new in _SWAPS:
                if typed.lower().startswith(old):
                    typed = new + typed[len(old) :]
                    break
        if len(typed) > 2 and typed.isalpha() and chance.random() < 0.05:
            at = chance.randrange(len(typed) - 1)
            typed = typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :]
        syllables.append(typed)
    return " ".join(syllables)


VARIANTS: dict[str, Callable[[Judgment], str]] = {
    "as typed": lambda judgment: judgment.question,
    "unaccented": lambda judgment: fold(judgment.question),
    "noisy": lambda judgment: add_noise(judgment.question, judgment.judgment_id),
}


@dataclass(frozen=True, slots=True)
class Score:
    """Quality of one ranking, each in [0, 1]."""

    reciprocal_rank: float
    recall_1: float
    recall_10: float


def score_ranking(ranked: Sequence[str], relevant: frozenset[str]) -> Score:
    """Recall at 10 is of all relevant passages, or of 10 where there are more."""
    first = next((rank for rank, passage_id in enumerate(ranked[:DEPTH], 1) if passage_id in relevant), None)
    found = len(relevant.intersection(ranked[:DEPTH]))
    return Score(1 / first if first else 0.0, float(first == 1), found / min(DEPTH, len(relevant)))


def _mean(scores: Iterable[Score]) -> str:
    kept = list(scores)
    if not kept:
        return "–"
    columns = ([s.reciprocal_rank for s in kept], [s.recall_1 for s in kept], [s.recall_10 for s in kept])
    return " / ".join(f"{statistics.fmean(column) * 100:.1f}" for column in columns)


def _ranked(hits: Sequence[Hit], lexical: float, vector: float) -> list[str]:
    """Returns passage ids under these weights, from the raw scores of all candidates."""
    parts = {"lexical": (lexical, 0.0), "vector": (vector, None)}
    lists = [
        ScoredList({hit.passage.passage_id: hit.parts[name] for hit in hits if name in hit.parts}, weight, floor=floor)
        for name, (weight, floor) in parts.items()
        if weight
    ]
    fused = fuse(lists)
    return sorted(fused, key=lambda passage_id: (-fused[passage_id], passage_id))


_HEAD = """\
# Quality and speed of the retrieval

Written by `make bench-retrieval` at {commit} on {day}; do not edit by hand.

Cells are MRR@10 / R@1 / R@10 in %. The question's commune is known (filter) unless a row says otherwise. A passage
counts as relevant if it is of that commune and matches every pattern that the answer must match; questions with no such
passage, or with more than {most}, are left out, and so are kinds that need several passages ({left_out}). The patterns
are short, so some passages count that answer by chance: compare columns, but do not read them as answer quality (see
docs/evaluation.md). Weights were chosen on the tuning set alone. Unaccented questions give the same terms by
construction, so they have one row. The vector columns ask the vectors always; as shipped they are asked only from
{min_passages} passages after the filter.
"""

Judged = tuple[Judgment, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Bench:
    """An index whose vectors are always asked, and the judgments with their relevant passages."""

    index: Index
    judged: tuple[Judged, ...]

    def run(
        self, variant: str, weights: Sequence[tuple[float, float]], *, is_commune_known: bool = True
    ) -> dict[tuple[float, float], list[Score]]:
        """Returns the scores of every judgment, in order, under each pair of (lexical, vector) weights."""
        scores: dict[tuple[float, float], list[Score]] = {pair: [] for pair in weights}
        for judgment, relevant in self.judged:
            where = SearchFilter(communes=frozenset({judgment.commune}) if is_commune_known else frozenset())
            hits = self.index.search(SearchQuery(VARIANTS[variant](judgment)), where, limit=1_000).hits
            for pair in weights:
                scores[pair].append(score_ranking(_ranked(hits, *pair), relevant))
        return scores

    def latencies_ms(self) -> list[float]:
        taken = []
        for judgment, _ in self.judged:
            start = time.perf_counter()
            self.index.search(SearchQuery(judgment.question), SearchFilter(communes=frozenset({judgment.commune})))
            taken.append((time.perf_counter() - start) * 1_000)
        return sorted(taken)


def _open(folder: Path, changes: dict[str, dict[str, float]]) -> Index:
    """Opens the bench's index with the shipped weights, changed in part."""
    ranking = yaml.safe_load(RetrievalSettings().ranking_path.read_text(encoding="utf-8"))
    for part, values in changes.items():
        ranking[part].update(values)
    path = Path(tempfile.mkdtemp(dir=folder)) / "ranking.yaml"
    path.write_text(yaml.safe_dump(ranking), encoding="utf-8")
    return open_index(folder / "index", RetrievalSettings(embedder="static", ranking_path=path))


def _judge(index: Index, path: Path) -> tuple[Judged, ...]:
    judged = []
    for judgment in load_judgments(path):
        relevant = frozenset(p.passage_id for p in index.passages if judgment.is_answered_by(p))
        if 0 < len(relevant) <= MOST_RELEVANT:
            judged.append((judgment, relevant))
    return tuple(judged)


def _quality(bench: Bench) -> Iterator[str]:
    shipped = load_ranking(RetrievalSettings().ranking_path).weights
    lists = {
        "lexical": (1.0, 0.0),
        "vector": (0.0, 1.0),
        f"fused 1 : {shipped.vector:g}": (1.0, shipped.vector),
    }
    yield f"| questions | n | variant | {' | '.join(lists)} |"
    yield "| --- " * (3 + len(lists)) + "|"
    for variant in ("as typed", "noisy"):
        scores = bench.run(variant, list(lists.values()), is_commune_known=False)
        yield f"| all, commune unknown | {len(bench.judged)} | {variant} | {' | '.join(map(_mean, scores.values()))} |"
    categories = sorted({judgment.category for judgment, _ in bench.judged})
    for variant in VARIANTS:
        scores = bench.run(variant, list(lists.values()))
        yield f"| **all** | {len(bench.judged)} | {variant} | {' | '.join(map(_mean, scores.values()))} |"
        for category in categories if variant != "unaccented" else ():
            rows = [row for row, (judgment, _) in enumerate(bench.judged) if judgment.category == category]
            cells = [_mean(scored[row] for row in rows) for scored in scores.values()]
            yield f"| {category} | {len(rows)} | {variant} | {' | '.join(cells)} |"


def _sweep(folder: Path) -> None:
    """Prints MRR@10 / R@1 / R@10 on the tuning set, mean of typed and noisy, per field boosts and vector weight."""
    weights = [(1.0, vector) for vector in (0.0, 0.2, 0.4, 0.6)]
    print("pairs title title_pairs |", " | ".join(f"vector {vector:g}" for _, vector in weights), "| commune unknown")
    for pairs, title, title_pairs in itertools.product((0.5, 1.0, 1.5), (0.0, 0.15, 0.3), (0.0, 0.3, 0.6)):
        boosts = {"text_pairs": pairs, "title": title, "title_pairs": title_pairs}
        index = _open(folder, ALWAYS | {"fields": boosts})
        bench = Bench(index, _judge(index, JUDGMENTS / "tuning.jsonl"))
        cells = []
        for is_known in (True, False):
            runs = [bench.run(variant, weights, is_commune_known=is_known) for variant in ("as typed", "noisy")]
            cells += [_mean(itertools.chain.from_iterable(run[pair] for run in runs)) for pair in weights]
        print(f"{pairs:5} {title:5} {title_pairs:5} |", " | ".join(cells), flush=True)
        index.close()


def _write_report(folder: Path, path: Path) -> None:
    always, shipped = _open(folder, ALWAYS), _open(folder, {})
    head = _HEAD.format(
        commit=_commit(),
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        most=MOST_RELEVANT,
        left_out=", ".join(sorted(LEFT_OUT)),
        min_passages=load_ranking(RetrievalSettings().ranking_path).vector.min_passages,
    )
    lines = head.splitlines()
    for name in ("tuning", "held_out"):
        bench = Bench(always, _judge(always, JUDGMENTS / f"{name}.jsonl"))
        lines += ["", f"## {name}.jsonl", "", *_quality(bench)]
    taken = Bench(shipped, _judge(shipped, JUDGMENTS / "tuning.jsonl")).latencies_ms()
    middle, high = statistics.median(taken), taken[int(0.95 * (len(taken) - 1))]
    counts = ", ".join(f"{count} {kind}" for kind, count in shipped.manifest.counts.items())
    lines += ["", "## Speed", "", f"{len(shipped.passages)} passages ({counts}), index {shipped.manifest.index_id}."]
    lines += [f"Search in one commune as shipped: p50 {middle:.2f} ms, p95 {high:.2f} ms.", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(line for line in lines if "**all**" in line or "p50" in line))
    always.close()
    shipped.close()


def _commit() -> str:
    def git(*arguments: str) -> str:
        found = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
        return found.stdout.strip()

    measured = ("corpus", "retrieval", "scripts/bench_retrieval.py", "tests/data/judgments")
    is_changed = bool(git("status", "--porcelain", "--", *measured))
    return f"commit {git('rev-parse', '--short', 'HEAD')}{' with uncommitted changes' if is_changed else ''}"


def main() -> None:
    """Runs the bench in a folder of its own; the served index is not touched."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweep", action="store_true", help="print weights against quality, write nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "retrieval.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_index(load_corpus(ROOT / "corpus" / "data"), folder / "index", RetrievalSettings(embedder="static"))
        if arguments.sweep:
            _sweep(folder)
        else:
            _write_report(folder, arguments.out)


if __name__ == "__main__":
    main()
