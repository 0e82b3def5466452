"""Which communes a question names, and which it names that this deployment does not hold."""

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise, takewhile

from bot.understanding.normalisation import NormalisedText
from bot.understanding.phrases import PhraseTable
from corpus.documents import Commune
from prompts.loader import Words
from retrieval.tokenizer import syllables

_UNIT_WORDS = {"xa": "xã", "phuong": "phường"}
_NAMED = re.compile(r"\b(?:[Xx][ãa]|[Pp]h[ưu][ờo]ng|[Tt]h[ịi] tr[ấa]n|[Đđ]ặc khu)((?: \w+){1,4})")


@dataclass(frozen=True, slots=True)
class Places:
    """Slugs of the communes named, the spans of tokens they stand at, and a place that is not held (its name)."""

    communes: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    unknown: str | None


class PlaceFinder:
    """Finds communes by name, with or without "xã"/"phường", and recognises names that are not held."""

    def __init__(self, communes: tuple[Commune, ...], words: Words, corpus_pairs: Container[tuple[str, str]]) -> None:
        self._table: PhraseTable[str] = PhraseTable()
        self._not_names = words.split("not_place_names")
        self._common_words = words.split("function_words") | words.split("soft_words")
        self._pairs = corpus_pairs
        for commune in communes:
            for alias in (commune.name, *commune.aliases):
                self._table.add(alias, commune.slug)
            self._table.add(commune.name.split(" ", 1)[-1], commune.slug)

    def find(self, text: NormalisedText) -> Places:
        """Returns what is named; `unknown` only when no held commune is."""
        found = list(self._table.find(text.tokens))
        communes = tuple(dict.fromkeys(slug for _, _, slug in found))
        spans = tuple((start, end) for start, end, _ in found)
        unknown = None if communes else self._unknown(text)
        return Places(communes, spans, unknown)

    def _unknown(self, text: NormalisedText) -> str | None:
        for named in _NAMED.finditer(text.text):
            words = list(takewhile(lambda word: word[0].isupper() and not word.isupper(), named.group(1).split()))
            folded = syllables(" ".join(words))
            # A name that the documents themselves write (a signatory's after "Chủ tịch xã") is no place.
            if (words and not all(pair in self._pairs for pair in pairwise(folded))) or len(folded) == 1:
                return f"{named.group(0).split()[0].lower()} {' '.join(words)}"
        tokens = text.tokens
        for position, token in enumerate(tokens[:-2]):
            unit = _UNIT_WORDS.get(token)
            first, second = tokens[position + 1], tokens[position + 2]
            if unit is None or {first, second} & self._not_names:
                continue
            if set(text.written[position + 1 : position + 3]) & self._common_words:
                continue
            if (token, first) in self._pairs or (first, second) in self._pairs:
                continue
            name = " ".join(word.capitalize() for word in text.written[position + 1 : position + 3])
            return f"{unit} {name}"
        return None
