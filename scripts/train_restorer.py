"""Counts syllables and syllable pairs for `corpus.restoration` and measures the result.

    nice -n 10 .venv/bin/python scripts/train_restorer.py            # write the counts, print the figures
    .venv/bin/python scripts/train_restorer.py --evaluate-only      # score the shipped counts on the questions

Three sources, weighted: the legal codification (general Vietnamese prose), the plans of `corpus/data` (names and terms
of the communes) and the question phrases (what legal text never says: "tôi", "gì", "bao lâu"). Only counts are stored.
Plans are scored leave-one-out: each by a model that has not seen it.
"""

import argparse
import gzip
import json
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus.restoration import (  # noqa: E402
    BOUNDARY,
    DEFAULT_PATH,
    NUMBER,
    BigramCounts,
    Restorer,
    counted_tokens,
    modern,
    needs_restoration,
    tokens,
    write_counts,
)
from corpus.text import fold, normalise  # noqa: E402

PHRASES = ROOT / "bot/understanding/data/question_phrases.txt"
QUESTIONS = ROOT / "tests/data/restoration.tsv"


@dataclass(slots=True)
class Counts:
    """Weighted counts of syllables and of pairs of neighbours; the boundary stands at both ends of a sentence."""

    unigrams: Counter[str] = field(default_factory=Counter)
    bigrams: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, text: str, weight: int = 1) -> None:
        """Counts `text` `weight` times."""
        for sentence in counted_tokens(text):
            padded = [BOUNDARY, *sentence, BOUNDARY]
            for token in padded[:-1]:
                self.unigrams[token] += weight
            for pair in pairwise(padded):
                self.bigrams[pair] += weight

    def plus(self, other: "Counts") -> "Counts":
        """Returns the sum, leaving both as they are."""
        return Counts(self.unigrams + other.unigrams, self.bigrams + other.bigrams)


def legal_texts(path: Path) -> Iterator[str]:
    """Yields each text of the codification once; database keys and scraps of fewer than 4 words are left out."""
    seen: set[int] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            title, topic, paragraphs = json.loads(line)
            for text in (title, topic, *paragraphs):
                if hash(text) not in seen and sum(word.isalpha() for word in text.split()) >= 4:
                    seen.add(hash(text))
                    yield text


def pruned(counts: Counts, asked: set[str], *, minimum: int, share: float) -> BigramCounts:
    """Returns what is worth storing.

    A syllable stays if it is at least `share` of all spellings of its letters and was seen `minimum` times, or stands
    in a phrase; of each letters' spellings 25 at most. A pair stays if it was seen `minimum` times and at least one
    side could be spelt otherwise: pairs of unambiguous syllables decide nothing.
    """
    spellings: dict[str, list[str]] = {}
    for syllable, _ in counts.unigrams.most_common():
        if syllable not in (BOUNDARY, NUMBER):
            spellings.setdefault(fold(syllable), []).append(syllable)
    kept: dict[str, list[str]] = {}
    for letters, found in spellings.items():
        total = sum(counts.unigrams[syllable] for syllable in found)
        good = [
            syllable
            for syllable in found[:25]
            if syllable in asked or counts.unigrams[syllable] >= max(minimum, share * total)
        ]
        # A word that is never marked ("theo") stays as typed, but is context for its neighbours unless it is rare.
        if good != [letters] or letters in asked or counts.unigrams[letters] >= 20 * minimum:
            kept[letters] = good
    syllables = [BOUNDARY, NUMBER, *(syllable for good in kept.values() for syllable in good)]
    ids = {syllable: number for number, syllable in enumerate(syllables)}
    ambiguous = {syllable for good in kept.values() if len(good) > 1 for syllable in good}
    bigrams = {
        ids[left] * len(syllables) + ids[right]: float(count)
        for (left, right), count in counts.bigrams.items()
        if count >= minimum and left in ids and right in ids and (left in ambiguous or right in ambiguous)
    }
    return BigramCounts(syllables, [counts.unigrams[syllable] for syllable in syllables], bigrams)


def without_marks(text: str) -> str:
    """Returns `text` as somebody types who leaves out marks but not capitals."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def spelt(text: str) -> list[str]:
    """Returns the alphabetic syllables in lower case and modern spelling, which is what accuracy compares."""
    found = (match["syllable"] for match in tokens(unicodedata.normalize("NFC", text)))
    return [modern(syllable.lower()) for syllable in found if syllable]


def accuracy(restorer: Restorer, texts: Iterable[str]) -> dict[str, float]:
    """Returns the share of right syllables and of texts right throughout, in percent, and the time for each text."""
    right = total = whole = number = 0
    spent = 0.0
    for text in texts:
        bare = without_marks(text)
        started = time.perf_counter()
        restored = restorer.restore(bare)
        spent += time.perf_counter() - started
        gold, ours = spelt(text), spelt(restored)
        hits = sum(left == one for left, one in zip(gold, ours, strict=True))
        right, total, whole, number = right + hits, total + len(gold), whole + (hits == len(gold)), number + 1
    return {
        "texts": number,
        "syllables %": round(100 * right / total, 1),
        "whole texts %": round(100 * whole / number, 1),
        "ms": round(1000 * spent / number, 2),
    }


def plan_lines(text: str) -> list[str]:
    """Returns the lines of a plan that read like text: at least 6 syllables, typed with marks."""
    lines = (normalise(line) for line in text.splitlines())
    return [line for line in lines if len(spelt(line)) >= 6 and not needs_restoration(line)]


def read_questions(path: Path) -> list[str]:
    """Returns the gold column of the question table."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [row[1] for row in rows if len(row) == 2 and row[0] != "typed"]


def main() -> None:
    """Counts, evaluates, writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=Path, default=ROOT.parent / "shared/training/phap_dien_articles.jsonl.gz")
    parser.add_argument("--output", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--plan-weight", type=int, default=50)
    parser.add_argument("--phrase-weight", type=int, default=1000)
    parser.add_argument("--minimum", type=int, default=2)
    parser.add_argument("--share", type=float, default=2e-4)
    parser.add_argument("--evaluate-only", action="store_true")
    options = parser.parse_args()
    questions = read_questions(QUESTIONS)
    if options.evaluate_only:
        sys.stdout.write(json.dumps(accuracy(Restorer.load(options.output), questions)) + "\n")
        return

    plans = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("corpus/data/*/plan.txt"))}
    phrases = [line for line in PHRASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    asked = {syllable for phrase in phrases for syllable in spelt(phrase)}
    legal, spoken = Counts(), Counts()
    for text in legal_texts(options.articles):
        legal.add(text)
    for phrase in phrases:
        spoken.add(phrase, options.phrase_weight)

    def model(names: Iterable[str], base: Counts) -> BigramCounts:
        own = Counts()
        for name in names:
            own.add(" ".join(plans[name].split("\n")), options.plan_weight)
        return pruned(base.plus(own), asked, minimum=options.minimum, share=options.share)

    both = legal.plus(spoken)
    report = {"legal text only: questions": accuracy(Restorer(model([], legal)), questions)}
    for name, text in plans.items():
        others = [other for other in plans if other != name]
        report[f"plan left out: {name}"] = accuracy(Restorer(model(others, both)), plan_lines(text))
    report["without plans: questions"] = accuracy(Restorer(model([], both)), questions)
    final = model(plans, both)
    write_counts(final, options.output)
    report["shipped: questions"] = accuracy(Restorer.load(options.output), questions)
    size = {
        "syllables": len(final.syllables),
        "bigrams": len(final.bigrams),
        "bytes": options.output.stat().st_size,
    }
    sys.stdout.write(json.dumps({"size": size, **report}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
