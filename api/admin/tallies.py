"""Counts added up under a heading: by channel, by field, or all together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.reply import Status
from bot.store.reporting import AnswerCount, RatingCount


@dataclass(slots=True)
class Tally:
    """What happened under one heading. Greetings are no questions, so shares leave them out."""

    answered: int = 0
    not_found: int = 0
    clarify: int = 0
    refused: int = 0
    chitchat: int = 0
    up: int = 0
    down: int = 0

    @property
    def questions(self) -> int:
        return self.answered + self.not_found + self.clarify + self.refused

    @property
    def unanswered_share(self) -> float | None:
        """Questions that found nothing among all; None where nothing was asked."""
        return self.not_found / self.questions if self.questions else None

    @property
    def ratings(self) -> int:
        return self.up + self.down

    @property
    def satisfaction(self) -> float | None:
        """Ratings up among all; None where there is none."""
        return self.up / self.ratings if self.ratings else None

    def add_answers(self, count: AnswerCount) -> None:
        """Counts answers in by the family of their outcome."""
        setattr(self, Status(count.status).value, getattr(self, count.status) + count.count)

    def add_ratings(self, count: RatingCount) -> None:
        """Counts ratings in."""
        if count.rating == "up":
            self.up += count.count
        else:
            self.down += count.count


def add_up(
    answers: Iterable[AnswerCount],
    ratings: Iterable[RatingCount],
    heading: Callable[[AnswerCount | RatingCount], str],
) -> dict[str, Tally]:
    """Returns a tally for each heading, what was asked most often first."""
    tallies: dict[str, Tally] = {}
    for answered in answers:
        tallies.setdefault(heading(answered), Tally()).add_answers(answered)
    for rated in ratings:
        tallies.setdefault(heading(rated), Tally()).add_ratings(rated)
    return dict(sorted(tallies.items(), key=lambda item: (-item[1].questions, -item[1].ratings, item[0])))


def percent(share: float | None, otherwise: str) -> str:
    """Returns a share as people read it: "12,5%"."""
    return otherwise if share is None else f"{share * 100:.1f}".replace(".", ",").removesuffix(",0") + "%"
