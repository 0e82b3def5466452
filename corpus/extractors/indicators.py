"""Clauses with a figure → goals whose indicator stands by itself: the figure is out, what is measured stays in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clauses import Clause
from corpus.quantities import Quantity
from corpus.records import Period
from corpus.schedules import parse_period
from corpus.text import fold, normalise

_LEAD_IN = re.compile(
    r"^(?:đến (?:hết )?năm \d{4},?|năm \d{4},?|đồng thời,?|và|tiếp tục(?=\s+phấn đấu)|phấn đấu|đảm bảo|bảo đảm)\s*",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"^.*\bđể\s+(?=[^,;]*$)")
_REACHES = re.compile(r"\s*\b(?:phải\s+)?đạt(?:\s+(?:mức|tỷ lệ))?\s*:?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:các|số|những)\s+")
_ALSO = re.compile(r",\s*đồng thời\b.*$")
_BRACKET = re.compile(r"\s*\((?P<inside>[^()]*)\)")
_CONDITION_BRACKET = re.compile(r"(?:trừ|không (?:bao gồm|kể|tính)|tính theo|tính trên|đối với|riêng)\b", re.IGNORECASE)
_CITATION = re.compile(r"\bsố\s*\d")
_ABBREVIATION = re.compile(r"[A-ZĐ][A-ZĐa-z]*[A-ZĐ]$")
_COMPARED = re.compile(r"\s*,?\s*(?P<condition>so với (?:năm|giai đoạn|cùng kỳ)[^,;]*)$")
_IN_YEAR = re.compile(
    r"\s*,?\s*trong (?P<period>năm \d{4}|6 tháng (?:đầu|cuối) năm \d{4}|giai đoạn \d{4}\s*[-–]\s*\d{4})$"
)
_SECTOR = re.compile(r"\s+(?:thuộc |trong )?(?:các )?(?P<scope>lĩnh vực [^;.]+)$")
_PREDICATE = re.compile(r"\s*,?\s+(?:được|phải|đề xuất)\b.*$")


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure with what it measures; an empty `indicator` means that the clause did not say."""

    indicator: str
    quantity: Quantity
    wording: str
    period: Period | None
    scope: str | None
    condition: str | None


def goals_of(clauses: Sequence[Clause]) -> tuple[Goal, ...]:
    """Returns one goal per clause; a narrowing clause ("trong đó") is scoped by what the one before it measures."""
    goals: list[Goal] = []
    subject: str | None = None
    for clause in clauses:
        goal = _goal(clause)
        if clause.link in ("narrows", "ensures") or (clause.link == "list" and goals and goals[-1].scope and subject):
            goal = _scoped(goal, subject)
        else:
            subject = _subject(clause)
        goals.append(goal)
    return tuple(goals)


def tidy_indicator(text: str) -> tuple[str, str | None, str | None]:
    """Returns the indicator of `text` without its scope and conditions, and those two."""
    text, conditions = _take_brackets(normalise(text).strip(" .,;:"))
    if match := _COMPARED.search(text):
        conditions.append(match["condition"])
        text = text[: match.start()]
    scope = None
    if match := _SECTOR.search(text):
        scope, text = match["scope"], text[: match.start()]
    text = normalise(text).strip(" .,;:")
    return text[:1].upper() + text[1:], scope, "; ".join(conditions) or None


def _goal(clause: Clause) -> Goal:
    before = _strip_lead_in(clause.before)
    change = _change_of(clause)
    after = _ALSO.sub("", clause.after)
    if _REACHES.search(before):
        text = f"{_REACHES.sub('', before)} {after}"
    else:
        before = before if fold(before) == fold(change) else _drop_repeated_verb(before, after)
        text = f"{before} {change}" if change and fold(before) != fold(change) else before
        text = f"{text} {_ARTICLE.sub('', after)}"
    text = normalise(text).strip(" .,;:")
    period = None
    if match := _IN_YEAR.search(text):
        period, text = parse_period(match["period"]), text[: match.start()]
    indicator, scope, condition = tidy_indicator(text)
    return Goal(indicator, clause.figure.quantity, clause.figure.wording, period, scope, condition)


def _change_of(clause: Clause) -> str:
    return clause.figure.change.lower()


def _strip_lead_in(before: str) -> str:
    before = _PURPOSE.sub("", before)
    while match := _LEAD_IN.match(before):
        if not match[0]:
            break
        before = before[match.end() :]
    return before


def _drop_repeated_verb(before: str, after: str) -> str:
    """Drops the verb that a clause says twice: "rà soát 100% TTHC … được rà soát"."""
    return "" if before and f"được {fold(before)}".replace("được", "duoc") in fold(after) else before


def _subject(clause: Clause) -> str | None:
    """What a figure-first clause is about: "TTHC có yêu cầu nghĩa vụ tài chính", without its predicate."""
    if _REACHES.search(clause.before):
        return None
    text, _ = _take_brackets(_ARTICLE.sub("", clause.after))
    return normalise(_PREDICATE.sub("", text)).strip(" .,;:") or None


def _scoped(goal: Goal, subject: str | None) -> Goal:
    if goal.scope or not subject:
        return goal
    return Goal(goal.indicator, goal.quantity, goal.wording, goal.period, subject, goal.condition)


def _take_brackets(text: str) -> tuple[str, list[str]]:
    """Takes out brackets that limit the figure, cite a document or only introduce an abbreviation."""
    conditions: list[str] = []

    def replace(match: re.Match[str]) -> str:
        inside = match["inside"].strip()
        if _CONDITION_BRACKET.match(inside):
            conditions.append(inside)
            return ""
        return "" if _CITATION.search(inside) or _ABBREVIATION.match(inside) else match[0]

    return _BRACKET.sub(replace, text), conditions
