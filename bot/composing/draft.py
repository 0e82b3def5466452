"""An answer before it is checked: sentences, what they rest on, and the counts they state."""

from dataclasses import dataclass, field

from bot.features import item_id
from bot.reply import Choice, Comparison, Status
from corpus.documents import Section
from corpus.records import Provenance, Record


@dataclass(frozen=True, slots=True)
class Draft:
    """What a composer returns. `places` are the cited places in the order of their numbers; `item_ids` what was used.

    `counts` are numbers that the text states as counts over the cited rows; the check lets them pass. `total` is the
    one that a list or count is about. `composer` is who worded it, `prompt_digest` with which prompts.
    """

    status: Status
    outcome: str
    text: str
    places: tuple[Provenance, ...] = ()
    item_ids: tuple[str, ...] = ()
    counts: frozenset[int] = frozenset()
    communes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    notice: str | None = None
    total: int | None = None
    comparison: Comparison | None = None
    composer: str = "extractive"
    prompt_digest: str | None = None


@dataclass(slots=True)
class Sheet:
    """Collects lines and numbers their sources as they are used."""

    lines: list[str] = field(default_factory=list)
    places: list[Provenance] = field(default_factory=list)
    item_ids: list[str] = field(default_factory=list)
    counts: set[int] = field(default_factory=set)
    total: int | None = None

    def count(self, total: int) -> None:
        """Notes what the answer counts."""
        self.counts.add(total)
        self.total = total

    def cite(self, item: Record | Section, place: Provenance) -> int:
        """Returns the citation number of `place`, adding it when it is new."""
        key = (place.document_id, place.section_id, place.quote)
        identifier = item_id(item)
        if identifier not in self.item_ids:
            self.item_ids.append(identifier)
        for number, known in enumerate(self.places, start=1):
            if (known.document_id, known.section_id, known.quote) == key:
                return number
        self.places.append(place)
        return len(self.places)

    def add(self, line: str) -> None:
        """Adds a line (a paragraph, or an item when it opens with "- ")."""
        self.lines.append(line)

    def answer(self, outcome: str, *communes: str) -> Draft:
        """Returns what was collected as an answer for `communes`."""
        return Draft(
            Status.ANSWERED,
            outcome,
            self.text(),
            tuple(self.places),
            tuple(self.item_ids),
            frozenset(self.counts),
            communes,
            total=self.total,
        )

    def text(self) -> str:
        """Joins the lines: items stand together, paragraphs apart."""
        out = ""
        for line in self.lines:
            if out:
                out += "\n" if line.startswith("- ") else "\n\n" if not line.startswith("Nguồn") else "\n"
            out += line
        return out
