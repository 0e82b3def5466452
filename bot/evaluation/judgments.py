"""Judgments: questions with what a right reply must and must not say."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

Patterns = tuple[str, ...]


class Judgment(BaseModel):
    """One row of a question file (JSON Lines).

    `turns` are the messages of one conversation; the last is scored. `expect` is a status, or "refused_or_not_found".
    Of each inner list of `all_of` one regular expression must be found in the answer; none of `none_of` may be.
    Expressions are searched in NFC, lower-cased, white-space-collapsed text. `repr` tells the id and not the question:
    a failing test must not print one that is held out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    category: str
    commune: str | None
    turns: Patterns = Field(min_length=1, repr=False)
    expect: str
    expect_any: Patterns = ()
    all_of: tuple[Patterns, ...] = Field(default=(), repr=False)
    all_of_answered: tuple[Patterns, ...] = Field(default=(), repr=False)
    none_of: Patterns = Field(default=(), repr=False)
    none_of_reply: Patterns = Field(default=(), repr=False)
    source: str | None = None
    quote: str | None = Field(default=None, repr=False)
    code: str | None = None

    @property
    def statuses(self) -> frozenset[str]:
        """The statuses that are right."""
        expected = ("refused", "not_found") if self.expect == "refused_or_not_found" else (self.expect,)
        return frozenset((*expected, *self.expect_any))


def read_judgments(path: Path) -> tuple[Judgment, ...]:
    """Reads a question file.

    Raises:
        ValueError: a row is not a judgment; the message names file and line.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append(Judgment.model_validate(json.loads(line)))
        except ValueError as error:
            raise ValueError(f"{path}, dòng {number}: không phải một câu hỏi đánh giá hợp lệ: {error}") from error
    return tuple(rows)
