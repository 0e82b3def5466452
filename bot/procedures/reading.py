"""What a question asks of a procedure: its fields, and whether it is about procedures at all."""

import re
from dataclasses import dataclass
from functools import lru_cache

from prompts.loader import ProcedureRules

# Asked beside a field that is what it is about, these only say how: "làm ở đâu" of "nộp online ở đâu".
_CHANNELS = {
    "trực tuyến": re.compile(r"\b(online|truc tuyen|qua mang|tren mang|vneid)\b"),
    "bưu chính": re.compile(r"\b(buu dien|buu chinh)\b"),
    "trực tiếp": re.compile(r"\b(truc tiep|tai xa|len xa|ra xa|tai quay|tai cho)\b"),
}
# "giấy tờ thế nào thì không được sao y": of the conditions.
_EXCLUDED = re.compile(r"\bthi (khong duoc|khong cho|bi tu choi)\b")
_STAYED = re.compile(r"\b(phai|song|cu tru|o)\b.{0,60}\bbao lau\b.{0,12}\b(moi|thi) (moi )?duoc\b")
_ASKS_WHICH = re.compile(r"\bthu tuc (gi|nao|chi)\b|\b(xin|can) (giay|giay phep) (gi|nao|loai nao)\b")
_BRINGS = re.compile(r"\b(can|mang|dem|nop|ho so|chuan bi|xuat trinh)\b")


@dataclass(frozen=True, slots=True)
class ProcedureReading:
    """The fields that are asked for, in order; `channel` is the way of handing in that the question names, if any.

    `asks_duty_time`: until when something must be reported; `is_elsewhere`: it is a matter of another office;
    `asks_which`: the procedure itself is what is asked for.
    """

    fields: tuple[str, ...]
    is_whole: bool
    is_plan: bool
    hints_at_plan: bool
    is_own_file: bool
    is_browsing: bool
    asks_duty_time: bool
    is_elsewhere: bool
    asks_which: bool
    channel: str | None


class ProcedureReader:
    """Reads folded questions by the patterns of the rules."""

    def __init__(self, rules: ProcedureRules) -> None:
        self._fields = {name: _compile(patterns) for name, patterns in rules.fields.items()}
        self._whole = _compile(rules.whole)
        self._plan = _compile(rules.plan_words)
        self._hints = _compile(rules.plan_hints)
        self._own_file = _compile(rules.own_file)
        self._browse = _compile(rules.browse)
        self._duty_time = _compile(rules.duty_time)
        self._elsewhere = _compile(rules.elsewhere)
        # Several steps of one answer read the same question.
        self.read = lru_cache(maxsize=32)(self._read)

    def _read(self, folded: str) -> ProcedureReading:
        """Returns the reading of a folded question."""
        fields = tuple(name for name, patterns in self._fields.items() if _any(patterns, folded))
        if "result" in fields and not _BRINGS.search(folded):
            # "xong nhận được giấy gì" asks for what comes out, not for what is brought.
            fields = tuple(name for name in fields if name not in ("papers", "basis"))
        if {"online", "where"} & set(fields) and "dieu kien" not in folded:
            # "nộp online được không", "làm ở xã được không" ask no condition.
            fields = tuple(name for name in fields if name != "condition")
        if _STAYED.search(folded):
            # "phải ở bao lâu mới được" is a condition, and no time that the office takes.
            fields = tuple(name for name in fields if name != "time")
        if "benefit" in fields:
            # What is paid out is no fee.
            fields = tuple(name for name in fields if name not in ("fee", "condition", "result"))
        if _EXCLUDED.search(folded):
            fields = tuple(name for name in fields if name != "papers")
        return ProcedureReading(
            fields=fields,
            is_whole=_any(self._whole, folded),
            is_plan=_any(self._plan, folded),
            hints_at_plan=_any(self._hints, folded),
            is_own_file=_any(self._own_file, folded),
            is_browsing=_any(self._browse, folded),
            asks_duty_time=_any(self._duty_time, folded),
            is_elsewhere=_any(self._elsewhere, folded),
            asks_which=_ASKS_WHICH.search(folded) is not None,
            channel=next((name for name, pattern in _CHANNELS.items() if pattern.search(folded)), None),
        )


def _compile(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _any(patterns: tuple[re.Pattern[str], ...], folded: str) -> bool:
    return any(pattern.search(folded) for pattern in patterns)
