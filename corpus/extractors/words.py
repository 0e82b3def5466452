"""The extractors' word lists, read from `data/extraction.yaml`."""

from functools import lru_cache

from corpus.lexicon import load_lexicon
from corpus.records import Frozen
from corpus.text import fold


class YearlyMatter(Frozen):
    """Something that is done for one year; group `year` of `pattern` is that year."""

    subject: str
    pattern: str


class ExtractionWords(Frozen):
    """Headings by which the extractors find their way."""

    goal_headings: tuple[str, ...]
    duty_headings: tuple[str, ...]
    funding_headings: tuple[str, ...]
    generic_headings: tuple[str, ...]
    group_heads: tuple[str, ...]
    group_members: tuple[str, ...]
    group_scopes: tuple[str, ...]
    principals: tuple[str, ...]
    issuers_by_symbol: dict[str, str]
    yearly_matters: tuple[YearlyMatter, ...]

    def is_goal(self, heading: str) -> bool:
        return _names(heading, self.goal_headings)

    def is_duty(self, heading: str) -> bool:
        return _names(heading, self.duty_headings)

    def is_funding(self, heading: str) -> bool:
        return _names(heading, self.funding_headings)

    def is_generic(self, heading: str) -> bool:
        return fold(heading).strip(" :.") in {fold(name) for name in self.generic_headings}


def _names(heading: str, words: tuple[str, ...]) -> bool:
    return any(fold(word) in fold(heading) for word in words)


@lru_cache(maxsize=1)
def extraction_words() -> ExtractionWords:
    """Returns the shipped word lists, read once."""
    return load_lexicon("extraction.yaml", ExtractionWords)
