"""What a filter offers: each value that the records have, in their order, with how many it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter. `key` is what stands in the address, `label` what people read."""

    key: str
    label: str
    count: int


def count_options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    """Returns one option per key, with the label that came first."""
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    for key, label in pairs:
        labels.setdefault(key, label)
        counts[key] = counts.get(key, 0) + 1
    return tuple(Option(key, label, counts[key]) for key, label in labels.items())
