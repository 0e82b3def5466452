"""How much two syllables look like the name of a commune, for names that no document here holds.

People type "xa kim lien ai ky": without capitals or marks only the syllables tell a name from "xa dat chi tieu". What
is shipped are counts of the first and second syllables of two-syllable names (`scripts/train_place_names.py`), no list.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PATH = Path(__file__).parent / "data" / "place_syllables.json"
# Pseudo-counts, so that a syllable which no name was seen with is unlikely and not impossible.
_UNSEEN = 0.05
_SYLLABLES = 20


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Counts over `names` names; `text_log_probability` is that of two folded syllables in running text."""

    first: dict[str, int]
    second: dict[str, int]
    names: int
    text_log_probability: Callable[[str, str], float]

    @classmethod
    def load(cls, text_log_probability: Callable[[str, str], float], path: Path = DEFAULT_PATH) -> "PlaceNames":
        """Reads the counts. Raises OSError; ValueError or KeyError for another file."""
        counts = json.loads(path.read_text(encoding="utf-8"))
        return cls(counts["first"], counts["second"], counts["names"], text_log_probability)

    def score(self, first: str, second: str) -> float:
        """Returns the log odds of two folded syllables as a name against running text."""
        total = self.names + _SYLLABLES
        as_name = math.log((self.first.get(first, 0) + _UNSEEN) / total)
        as_name += math.log((self.second.get(second, 0) + _UNSEEN) / total)
        return as_name - self.text_log_probability(first, second)
