"""Sentences with figures → one clause per figure, with what the clauses of a list share.

"Cắt giảm 50% thời gian giải quyết, 50% chi phí tuân thủ so với năm 2025; 100% báo cáo được thực hiện điện tử" → three
clauses; the second takes the verb of the first, both end in "so với năm 2025".
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from corpus.quantities import Figure, find_figures

Link = Literal["first", "list", "narrows", "ensures"]

_UPPER = "A-ZĐÀ-ỸẠ-Ỵ"
_SENTENCE = re.compile(rf"(?<=[.…!?])\s+(?=[{_UPPER}\d“\"(])")
_ABBREVIATED = re.compile(r"(?:\bTT|\bTS|\bKT|\bTM)\.$")
_PREDICATE = re.compile(r"\b(?:được|phải|có|đạt|giải quyết|công khai|đánh giá|làm chủ|chỉ)\b")
_LEADS_IN = re.compile(r"(?:\s|tiếp tục|phấn đấu|đảm bảo|bảo đảm)*$", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:được|phải)\b")
_NARROWING = re.compile(r",?\s*\btrong (?:số )?đó\b\s*[,:]?\s*", re.IGNORECASE)
_ENSURES = re.compile(r"\s+(?:để\s+)?(?:bảo đảm|đảm bảo)\s+(?=[^,;.]*(?:,[^,;.]*)*$)", re.IGNORECASE)
_AND = re.compile(r"\s+và\s+(?=[^,;]*$)")
_TAIL = re.compile(r"\s*so với (?:năm|giai đoạn|cùng kỳ)[^,;]*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """One figure with the words before and after it. `link` says how it hangs on the clause before it."""

    before: str
    figure: Figure
    after: str
    link: Link


def split_clauses(text: str, is_goal: bool = False) -> tuple[Clause, ...]:
    """Returns the clauses of `text` that hold a figure, in order; text without figures gives none."""
    clauses: list[Clause] = []
    for sentence in split_sentences(text):
        for part in _whole_statements(split_outside_brackets(sentence, ";")):
            clauses.extend(_clauses(part, is_goal))
    return tuple(clauses)


def _whole_statements(parts: list[str]) -> list[str]:
    """A semicolon may stand inside a subject ("văn bản về chống tham nhũng; thực hành tiết kiệm được phổ biến")."""
    whole: list[str] = []
    for part in parts:
        figures = find_figures(whole[-1]) if whole else ()
        is_open = (
            bool(figures)
            and _LEADS_IN.match(whole[-1][: figures[-1].start])
            and not _PREDICATE.search(whole[-1][figures[-1].end :])
        )
        if is_open and not find_figures(part) and _PASSIVE.search(part):
            whole[-1] = f"{whole[-1]}; {part}"
        else:
            whole.append(part)
    return whole


def split_sentences(text: str) -> list[str]:
    """Returns the sentences of running text; the dot of an abbreviated title ends none."""
    sentences: list[str] = []
    for piece in _SENTENCE.split(text):
        if sentences and _ABBREVIATED.search(sentences[-1]):
            sentences[-1] = f"{sentences[-1]} {piece}"
        else:
            sentences.append(piece)
    return sentences


def split_outside_brackets(text: str, mark: str) -> list[str]:
    """Returns `text` split at `mark`, except inside (…) and “…”."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char in "(“") - (char in ")”")
        if char == mark and depth <= 0:
            parts.append(text[start:index])
            start, depth = index + 1, 0
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def _clauses(part: str, is_goal: bool) -> list[Clause]:
    """Clauses of one stretch between semicolons, narrowed ("trong đó") or not."""
    clauses: list[Clause] = []
    stretches = _NARROWING.split(part)
    for position, stretch in enumerate(stretches):
        figures = find_figures(stretch, is_goal)
        if not figures:
            continue
        link: Link = "narrows" if position or _NARROWING.match(part) else "first"
        clauses.extend(_cut(stretch, figures, link))
    return clauses


def _cut(text: str, figures: tuple[Figure, ...], link: Link) -> list[Clause]:
    starts = [0]
    links: list[Link] = [link]
    ends: list[int] = []
    for left, right in pairwise(figures):
        end, start, next_link = _border(text[left.end : right.start])
        ends.append(left.end + end)
        starts.append(left.end + start)
        links.append(next_link)
    ends.append(len(text))
    clauses = [
        Clause(text[start : figure.start].strip(), figure, text[figure.end : end].strip(" ,;"), kind)
        for figure, start, end, kind in zip(figures, starts, ends, links, strict=True)
    ]
    return _share(clauses)


def _border(between: str) -> tuple[int, int, Link]:
    """Returns where the left clause ends and the right one begins in the words between two figures."""
    stripped = between.rstrip()
    if stripped.endswith(","):
        return len(stripped) - 1, len(between), "list"
    if match := _last(_AND, between):
        return match.start(), match.end(), "list"
    if match := _ENSURES.search(between):
        return match.start(), match.end(), "ensures"
    comma = between.rfind(",")
    return (comma, comma + 1, "list") if comma >= 0 else (len(between), len(between), "list")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _share(clauses: list[Clause]) -> list[Clause]:
    """A list shares the verb before its first figure and the comparison after its last one."""
    shared: list[Clause] = []
    for index, clause in enumerate(clauses):
        previous = shared[-1] if shared and clause.link == "list" else None
        if previous and not clause.before and not clause.figure.change:
            verb = previous.figure.change or previous.before
            clause = replace(clause, before=verb)
        following = clauses[index + 1] if index + 1 < len(clauses) and clauses[index + 1].link == "list" else None
        tail = _TAIL.search(following.after) if following else None
        if tail and not _TAIL.search(clause.after):
            clause = replace(clause, after=f"{clause.after} {tail[0].strip()}")
        shared.append(clause)
    return shared
