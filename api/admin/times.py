"""Days and quarters as Vietnam's clocks and its reports count them."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # without summer time since 1975


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter (quý) of a year, 1 to 4."""

    year: int
    number: int

    @property
    def start(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=VIETNAM)

    @property
    def end(self) -> datetime:
        """The instant at which the next one starts."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1).start

    @property
    def words(self) -> str:
        return f"quý {'I' * self.number if self.number < 4 else 'IV'} năm {self.year}"


def quarter_before(instant: datetime) -> Quarter:
    """Returns the last quarter that is over: the one that a report is due for."""
    here = instant.astimezone(VIETNAM)
    number = (here.month - 1) // 3
    return Quarter(here.year, number) if number else Quarter(here.year - 1, 4)


def minute_of(instant: datetime) -> str:
    """Returns "26/11/2026 19:05"."""
    return instant.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
