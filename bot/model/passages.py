"""What the model sees of the sources: numbered passages, with tokens in place of addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.composing.prose import cut_quote, without_list_mark
from bot.library import Library
from bot.masking import EMAIL, mask
from bot.model.checking import Ground
from corpus.documents import Section
from corpus.records import Duty, Provenance, Record, Target

# Web and e-mail addresses and telephone numbers: a model that copies one may change a letter of it.
_ADDRESS = re.compile(
    rf"https?://[^\s<>\"”)]*[^\s<>\"”).,;:]|\b{EMAIL}"
    r"|\b(?:[\w-]+\.)+(?:gov|com|vn|org|net)(?:\.vn)?(?:/[^\s<>\"”)]*[^\s<>\"”).,;:])?"
    r"|(?<![\d.,/])(?:\+84|0)\d(?:[ .-]?\d){7,9}(?![\d/])",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"⟦[^⟧]*⟧?|⟧")


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """One passage (đoạn) as the model sees it. `number` counts from 1; `place` is what is cited for it."""

    number: int
    item: Record | Section
    place: Provenance
    text: str
    ground: Ground


class NumberedPassages:
    """The numbered passages of one question, and the addresses that their tokens stand for."""

    def __init__(self, library: Library, cited: Sequence[tuple[Record | Section, Provenance]], length: int) -> None:
        self._addresses: dict[str, str] = {}
        self.all = tuple(
            self._passage(library, number, item, place, length) for number, (item, place) in enumerate(cited, start=1)
        )

    def _passage(
        self, library: Library, number: int, item: Record | Section, place: Provenance, length: int
    ) -> NumberedPassage:
        document = library.document(place.document_id)
        commune = library.commune(document.commune).name if document.commune else ""
        trail = library.trail(place.document_id, place.section_id)
        headings = " ; ".join(part.heading for part in trail)
        periods = [document.period, item.period if isinstance(item, Target) else None]
        spans = (period.raw for period in periods if period)
        about = " ; ".join((document.title, commune, document.document_number or "", *spans, headings))
        owner = f"{item.agency.name}: " if isinstance(item, Duty) else ""
        text = owner + mask(self._hidden(cut_quote(without_list_mark(place.quote), length)))
        under = next((part.heading for part in trail if part.kind == "heading" and part.heading not in text), "")
        label = f"{place.section_label}, phần {under}" if under else place.section_label
        return NumberedPassage(number, item, place, f"{label}\n{text}", Ground(text, about))

    def _hidden(self, text: str) -> str:
        return _ADDRESS.sub(lambda match: self._token(match.group()), text)

    def _token(self, address: str) -> str:
        for token, known in self._addresses.items():
            if known == address:
                return token
        token = f"⟦địa chỉ {len(self._addresses) + 1}⟧"
        self._addresses[token] = address
        return token

    def numbered(self) -> str:
        """Returns the passages as the prompt shows them."""
        return "\n\n".join(f"[{passage.number}] {passage.text}" for passage in self.all)

    def cited(self, numbers: Sequence[int]) -> tuple[NumberedPassage, ...]:
        """Returns the passages with these numbers, each once; a number that there is none of is left out."""
        return tuple(self.all[n - 1] for n in dict.fromkeys(numbers) if 1 <= n <= len(self.all))

    def are_known(self, numbers: Sequence[int]) -> bool:
        """Tells whether all these numbers were given to the model."""
        return all(1 <= number <= len(self.all) for number in numbers)

    def unknown_tokens(self, text: str, cited: Sequence[NumberedPassage]) -> tuple[str, ...]:
        """Returns the address tokens of `text` that the cited passages do not hold."""
        held = {token for passage in cited for token in _TOKEN.findall(passage.ground.text)}
        return tuple(token for token in _TOKEN.findall(text) if token not in held)

    def restored(self, text: str) -> str:
        """Returns `text` with the addresses back in place of their tokens."""
        return _TOKEN.sub(lambda match: self._addresses.get(match.group(), ""), text)
