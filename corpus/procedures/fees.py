"""Fees of the portal's records: the figure of the fee column and the note in brackets beside it.

The column holds what somebody chose in a form, the note what somebody wrote, and they disagree: "700 VNĐ(… 700.000
đồng/cơ sở)", "Miễn phí(Mức lệ phí … do Hội đồng nhân dân tỉnh … quyết định)". What is kept is what a careful person
reads: the note's words win, a fee that is owed but not named is no "free", and `raw` keeps both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.procedures.letters import UPPER
from corpus.procedures.records import Fee
from corpus.text import fold, normalise

Currency = Literal["VND", "USD"]

_NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d+"
_MONEY = re.compile(
    rf"(?<![\d.,/])(?P<number>{_NUMBER})\s?(?P<currency>đồng|đ(?!\w)|vnđ|vnd|việt nam đồng|usd)"
    r"(?:\s?/\s?(?P<per>[^\d\s(;,.)][^(;,.)\d]{0,80}))?",
    re.IGNORECASE,
)
_PER_ALONE = re.compile(r"/\s*(?P<per>[^\d(;,.)]{1,80})")
_SENTENCE = re.compile(rf"(?<=[.;])\s+(?=[{UPPER}])|(?<=[^\W\d]\.)(?=[{UPPER}][^\W\d])|(?:^|\s)[-+*]\s+")
_CLAUSE = re.compile(r"[;,]\s+|\.\s+|\.$")

_NOTHING = {"khong", "khong co", "khong quy dinh", "chua quy dinh", "khong thu", "mien phi", "mien le phi", ""}
_FREE_FOR = re.compile(
    r"(?:miễn|không thu)\s+(?:lệ\s+phí|phí)(?:\s+[^.;]*?)??\s*(?:cho|đối với)\s+(?P<who>.+)", re.IGNORECASE | re.DOTALL
)
_COPIES = re.compile(r"phi cap ban sao")
# Words of a note that say that something is owed although the column says "Miễn phí".
_OWED = re.compile(
    r"hoi dong nhan dan|hdnd|muc thu|muc le phi|muc phi|theo quy dinh cua luat phi|tra phi|thanh toan le phi"
    r"|theo quy dinh"
)
_AT_MOST = re.compile(r"toi da|khong qua")
# … and words that only say how it is paid.
_HOW_TO_PAY = re.compile(r"co the nop|hoan tra|khong bao gom|khong duoc tinh|tai thoi diem nop")
# No coin or note under 200 đồng is in use: a smaller figure was typed in thousands.
_SMALLEST = 1000


@dataclass(frozen=True, slots=True)
class _Money:
    amount: Decimal
    currency: Currency
    per: str | None
    clause: str


def parse_fees(column: str, note: str = "", description: str = "") -> tuple[Fee, ...]:
    """Returns the fees of one row of the portal's table.

    `column` is the figure with its currency ("7,000 Việt Nam Đồng", "10 USD"), "Miễn phí", or empty where the portal
    has nothing; `note` is what stands in the brackets behind it, without them; `description` the row's last column,
    read only where column and note leave something open.
    """
    inner = _bare(note)
    raw = f"{column} ({inner})" if inner else column
    figure = _MONEY.fullmatch(column.strip())
    if figure is not None:
        return _charged(_money(figure, ""), raw, inner, description)
    if fold(column).startswith("mien phi"):
        return _free(raw, inner)
    return tuple(_owed(sentence, sentence) for sentence in _sentences(description) if _names_council(sentence))


def read_money(text: str) -> tuple[Decimal, Currency, str | None] | None:
    """Returns amount, currency and "per what" of a cell that is one sum ("50.000 đồng/bản", "8000"), else None.

    A bare number is đồng.
    """
    stripped = normalise(text)
    match = _MONEY.fullmatch(stripped) or _MONEY.fullmatch(f"{stripped} đồng")
    if match is None:
        return None
    money = _money(match, "")
    return money.amount, money.currency, money.per


def _charged(column: _Money, raw: str, note: str, description: str) -> tuple[Fee, ...]:
    alone = _PER_ALONE.fullmatch(note)
    found = list(_figures(description if not note or alone else note))
    if alone and not any(item.amount == column.amount for item in found):
        found = []
    main = _main(column, found)
    per = _clean(alone["per"]) if alone else None
    amount = column.amount if main is None else main.amount
    if main is None and column.currency == "VND" and column.amount < _SMALLEST:
        return (Fee(amount=None, currency="VND", per=per, condition=note or None, raw=raw),)
    rest = [item for item in found if item.amount not in (amount, 0) and item.amount != column.amount]
    condition = None if alone or rest or _is_only_figure(note) else _clean(note) or None
    fees = [
        Fee(
            amount=amount,
            currency=column.currency,
            per=per or (main.per if main else None),
            condition=condition,
            raw=raw,
        )
    ]
    if main is None or main.amount in (column.amount, *(item.amount for item in found)):
        fees += [
            Fee(amount=item.amount, currency=item.currency, per=item.per, condition=_when(item), raw=item.clause)
            for item in rest
        ]
    fees += [_free_for(sentence) for sentence in _sentences(note) if _FREE_FOR.match(sentence)]
    return tuple(dict.fromkeys(fees))


def _main(column: _Money, found: list[_Money]) -> _Money | None:
    """The figure of the note that says the column's fee; the column itself, corrected, where the note slipped."""
    same = [item for item in found if item.amount == column.amount]
    if same:
        return same[0]
    others = [item for item in found if item.amount > 0 and item.currency == column.currency]
    if not others:
        return None
    first = others[0]
    if column.amount < _SMALLEST and first.amount > column.amount * 1000:
        return _Money(column.amount * 1000, column.currency, first.per, first.clause)
    return first


def _free(raw: str, note: str) -> tuple[Fee, ...]:
    if fold(note).strip(" .") in _NOTHING:
        return (Fee(amount=Decimal(0), raw=raw),)
    fees: list[Fee] = []
    is_free = True
    for sentence in _sentences(note):
        folded = fold(sentence).strip(" .")
        if _FREE_FOR.match(sentence):
            fees.append(_free_for(sentence))
        elif _COPIES.match(folded):
            fees.append(Fee(amount=None, per="bản sao", condition=sentence, raw=sentence))
        elif "mien mot so" in folded:
            fees.append(Fee(amount=Decimal(0), condition=sentence, raw=raw))
        elif _OWED.search(folded) and not _HOW_TO_PAY.search(folded):
            is_free = False
            fees.append(_owed(sentence, raw))
    if is_free and not any(fee.amount == 0 for fee in fees):
        fees.insert(0, Fee(amount=Decimal(0), raw=raw))
    return tuple(dict.fromkeys(fees))


def _owed(condition: str, raw: str) -> Fee:
    return Fee(amount=None, condition=condition, raw=raw)


def _free_for(sentence: str) -> Fee:
    match = _FREE_FOR.match(sentence)
    return Fee(amount=Decimal(0), condition=_clean(match["who"]) if match else None, raw=sentence)


def _names_council(sentence: str) -> bool:
    folded = fold(sentence)
    return (
        folded.startswith(("phi, le phi", "le phi", "phi ")) and re.search("hoi dong nhan dan|hdnd", folded) is not None
    )


def _bare(note: str) -> str:
    """The note without doubled brackets and the word "Đồng" that forms put before it."""
    text = normalise(note)
    while (match := re.fullmatch(r"(?:đồng\s*)?\((?P<inner>.*)\)", text, re.IGNORECASE)) and _closes(match["inner"]):
        text = match["inner"].strip()
    return re.sub(r"^(?:lệ phí\s*:\s*)?đồng\s*\(", "", text, flags=re.IGNORECASE).strip()


def _closes(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _sentences(text: str) -> Iterator[str]:
    for part in _SENTENCE.split(normalise(text)):
        if cleaned := part.strip(" ;"):
            yield cleaned


def _figures(text: str) -> Iterator[_Money]:
    for clause in _CLAUSE.split(normalise(text)):
        for match in _MONEY.finditer(clause):
            yield _money(match, clause.strip(" -+*"))


def _money(match: re.Match[str], clause: str) -> _Money:
    currency: Currency = "USD" if match["currency"].lower() == "usd" else "VND"
    number = Decimal(re.sub(r"[.,]", "", match["number"]))
    return _Money(number, currency, _clean(match["per"]) if match["per"] else None, clause)


def _is_only_figure(note: str) -> bool:
    match = _MONEY.match(note)
    return match is not None and not note[match.end() :].strip(" .;")


def _when(money: _Money) -> str | None:
    """The clause without its figure: "từ trang thứ 3 trở lên thu 1.000 đồng/trang" → "từ trang thứ 3 trở lên"."""
    words = _MONEY.sub("", money.clause)
    if _AT_MOST.search(fold(words)):
        return "tối đa"
    return re.sub(r"\s+(?:thu|là|mức thu)$", "", _clean(words)) or None


def _clean(text: str) -> str:
    return normalise(text).strip(" .;,:-+*")
