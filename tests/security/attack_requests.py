"""The requests of tests/data/attacks/requests.yaml, one a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from tests.support.asgi import Header
from tests.support.planted import PLANTED

FILE = Path(__file__).parents[1] / "data" / "attacks" / "requests.yaml"
_BLANK = "{}"
_BLANKS = {
    "{KEY}": PLANTED["API_KEYS"],
    "{METRICS}": PLANTED["API_METRICS_TOKEN"],
    "{WEBHOOK}": PLANTED["TELEGRAM_WEBHOOK_SECRET"],
    "{HUGE}": "x" * 64_000,
    "{DEEP}": "[" * 100_000,
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Strict):
    """One of a group's, with a status of its own."""

    value: str
    status: int


class Group(_Strict):
    """Requests that differ in one place."""

    name: str
    target: str
    each: tuple[str | Item, ...]
    status: int
    method: str = "GET"
    headers: tuple[str, ...] = ()
    body: str = ""
    allows: str | None = None
    lacks: tuple[str, ...] = ()
    as_clean: bool = False

    def cases(self) -> Iterator["Case"]:
        """Yields the requests with what is expected of each."""
        for number, given in enumerate(self.each):
            value, status = (given, self.status) if isinstance(given, str) else (given.value, given.status)
            yield Case(
                f"{self.name} {number}".replace(" ", "-"),
                self.method.replace(_BLANK, value),
                self.target.replace(_BLANK, _blanks(value)).replace("{WEBHOOK}", PLANTED["TELEGRAM_WEBHOOK_SECRET"]),
                tuple(_header(line, value) for line in self.headers),
                tuple(_header(line, "") for line in self.headers if _BLANK not in line),
                _blanks(value if self.body == _BLANK else self.body).encode(),
                status,
                self.allows and self.allows.replace(_BLANK, value),
                self.lacks,
                self.as_clean,
            )


@dataclass(frozen=True, slots=True)
class Case:
    """One request. `clean` are its headers without those that attack."""

    name: str
    method: str
    target: str
    headers: tuple[Header, ...]
    clean: tuple[Header, ...]
    body: bytes
    status: int
    allows: str | None
    lacks: tuple[str, ...]
    as_clean: bool


@cache
def load_cases() -> tuple[Case, ...]:
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]
    return tuple(case for group in groups for case in Group.model_validate(group).cases())


def _header(line: str, value: str) -> Header:
    """Reads "Name: value"; what stands for the blank may be a whole header."""
    name, _, content = line.replace(_BLANK, value).partition(":")
    return name.strip().encode(), _blanks(content.removeprefix(" ")).encode()


def _blanks(text: str) -> str:
    for blank, value in _BLANKS.items():
        text = text.replace(blank, value)
    return text
