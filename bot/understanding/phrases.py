"""Longest-match lookup of phrases in a token sequence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from retrieval.tokenizer import syllables

Value = TypeVar("Value")


@dataclass(slots=True)
class PhraseTable(Generic[Value]):
    """Phrases → values; of overlapping phrases the longest wins, of equals the leftmost."""

    _values: dict[tuple[str, ...], Value] = field(default_factory=dict)
    # How long the longest phrase is that opens with a token: most tokens open none.
    _longest: dict[str, int] = field(default_factory=dict)

    def add(self, phrase: str, value: Value) -> None:
        """Adds `phrase`; a phrase that is there already keeps its first value."""
        key = tuple(syllables(phrase))
        if key:
            self._values.setdefault(key, value)
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def get(self, key: Iterable[str]) -> Value | None:
        """Returns the value of exactly these tokens."""
        return self._values.get(tuple(key))

    def find(self, tokens: tuple[str, ...]) -> Iterator[tuple[int, int, Value]]:
        """Yields (start, end, value) left to right, not overlapping."""
        start = 0
        while start < len(tokens):
            for length in range(min(self._longest.get(tokens[start], 0), len(tokens) - start), 0, -1):
                value = self._values.get(tokens[start : start + length])
                if value is not None:
                    yield start, start + length, value
                    start += length
                    break
            else:
                start += 1
