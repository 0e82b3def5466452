"""Scores one reply against one judgment: correct, direct, faithful."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.evaluation.judgments import Judgment
from bot.reply import Reply, Status
from corpus.text import normalise

_HEAD = 300
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARK = re.compile(r"\[\d+\]")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wrong with a reply. `is_wrong_fact` is the gravest: answered, with a fact that the judgment excludes."""

    problems: tuple[str, ...]
    unfaithful: tuple[str, ...]
    is_direct: bool
    is_wrong_fact: bool

    @property
    def is_correct(self) -> bool:
        """The status is right, every fact is there, no excluded one is, and the right commune is cited."""
        return not self.problems


def flatten(text: str) -> str:
    """Returns `text` as patterns expect it: NFC, lower case, white space collapsed."""
    return re.sub(r"\s+", " ", normalise(text).lower())


def judge(judgment: Judgment, reply: Reply, documents: Mapping[str, str]) -> Verdict:
    """Scores `reply`; `documents` maps a commune to its source text squeezed to letters and digits."""
    answer = flatten(reply.text)
    problems = [*_status_problems(judgment, reply), *_text_problems(judgment, reply, answer)]
    wrong = reply.status is Status.ANSWERED and (
        any(re.search(p, answer) for p in judgment.none_of) or _misses_fact(judgment, answer)
    )
    if judgment.expect == "answered" and reply.status is Status.ANSWERED:
        problems += _source_problems(judgment, reply)
    head = answer[:_HEAD]
    is_direct = not problems and all(any(re.search(p, head) for p in group) for group in judgment.all_of)
    unfaithful = _unfaithful(judgment, reply, documents) if reply.status is Status.ANSWERED else []
    return Verdict(tuple(problems), tuple(unfaithful), is_direct, wrong)


def squeeze(text: str) -> str:
    """Returns only the letters and digits, for asking whether a quote stands in a document despite line breaks."""
    return re.sub(r"[\W_]+", "", flatten(text))


def _status_problems(judgment: Judgment, reply: Reply) -> list[str]:
    if reply.status.value in judgment.statuses:
        return []
    return [f"status {reply.status.value}, expected {judgment.expect}"]


def _text_problems(judgment: Judgment, reply: Reply, answer: str) -> list[str]:
    groups = list(judgment.all_of)
    if reply.status is Status.ANSWERED:
        groups += judgment.all_of_answered
    missing = [" | ".join(group) for group in groups if not any(re.search(p, answer) for p in group)]
    found = [pattern for pattern in judgment.none_of if re.search(pattern, answer)]
    found += [pattern for pattern in judgment.none_of_reply if re.search(pattern, flatten(str(reply)))]
    return [f"missing {m}" for m in missing] + [f"must not contain {f}" for f in found]


def _misses_fact(judgment: Judgment, answer: str) -> bool:
    groups = (*judgment.all_of, *judgment.all_of_answered)
    return "answered" in judgment.statuses and any(not any(re.search(p, answer) for p in group) for group in groups)


def _source_problems(judgment: Judgment, reply: Reply) -> list[str]:
    problems = []
    cited = {citation.commune for citation in reply.citations}
    if judgment.source and judgment.source not in cited:
        problems.append(f"cites {sorted(map(str, cited))}, expected {judgment.source}")
    if judgment.code and judgment.code not in {citation.procedure_code for citation in reply.citations}:
        problems.append(f"does not cite procedure {judgment.code}")
    if judgment.quote and not any(re.search(judgment.quote, flatten(c.quote)) for c in reply.citations):
        problems.append(f"no quote matches {judgment.quote}")
    return problems


def _unfaithful(judgment: Judgment, reply: Reply, documents: Mapping[str, str]) -> list[str]:
    if not reply.citations:
        return ["answered without a citation"]
    found = []
    grounds = " ".join(judgment.turns)
    for citation in reply.citations:
        grounds += f" {citation}"
        source = documents.get(citation.commune or "")
        pieces = [squeeze(piece) for piece in re.split(r"\s\|\s|…|\.\.\.|\n", citation.quote)]
        pieces = [piece for piece in pieces if len(piece) > 3]
        if source and pieces and sum(piece in source for piece in pieces) < len(pieces):
            found.append(f"quote not in the document: {citation.quote[:80]}")
    known = {n.lstrip("0") for n in _NUMBER.findall(_THOUSANDS.sub("", flatten(grounds)))}
    known |= {part.lstrip("0") for number in known for part in re.split(r"[.,]", number)}
    stated = set(_NUMBER.findall(_THOUSANDS.sub("", _MARK.sub(" ", reply.text))))
    for number in sorted(stated):
        is_count = judgment.category == "count" or int(re.sub(r"\D", "", number)) <= len(reply.citations) + 20
        if number.lstrip("0") and number.lstrip("0") not in known and not is_count:
            found.append(f"number {number} has no ground")
    return found
