"""Counts the syllables of commune names for `bot.understanding.place_names` and measures how well they tell names.

    .venv/bin/python scripts/train_place_names.py [--names ../shared/lexicons/wards_2025.csv]

The names are those of the 3,321 commune-level units since 1 July 2025 (a CSV with a column `ward`). Only counts of
first and second syllables are stored. The figures are those of a fifth of the names left out of the counts.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.understanding.place_names import DEFAULT_PATH, PlaceNames  # noqa: E402
from corpus.restoration import Restorer  # noqa: E402
from retrieval.tokenizer import syllables  # noqa: E402

Name = tuple[str, str]


def read_names(path: Path) -> list[Name]:
    """Returns the two-syllable names, folded, each once, in a fixed order."""
    with path.open(encoding="utf-8", newline="") as file:
        found = {tuple(syllables(row["ward"])) for row in csv.DictReader(file)}
    return sorted((name[0], name[1]) for name in found if len(name) == 2)


def counts(names: Sequence[Name], position: int) -> dict[str, int]:
    """Returns how often each syllable stands at `position` in `names`."""
    return dict(sorted(Counter(name[position] for name in names).items()))


def main() -> None:
    """Measures on a fifth, then writes the counts of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, default=ROOT.parent / "shared/lexicons/wards_2025.csv")
    names = read_names(parser.parse_args().names)
    odds = Restorer.load().text_log_probability
    kept = [name for number, name in enumerate(names) if number % 5]
    left_out = [name for number, name in enumerate(names) if number % 5 == 0]
    model = PlaceNames(counts(kept, 0), counts(kept, 1), len(kept), odds)
    for bar in (0, 3, 6, 7):
        print(f"score over {bar}: {sum(model.score(*name) > bar for name in left_out) / len(left_out):.1%} of names")
    stored = {"names": len(names), "first": counts(names, 0), "second": counts(names, 1)}
    DEFAULT_PATH.write_text(json.dumps(stored, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {DEFAULT_PATH.relative_to(ROOT)}: {len(names)} names")


if __name__ == "__main__":
    main()
