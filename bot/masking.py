"""Personal numbers and addresses made unreadable before anything is stored.

What is masked: e-mail addresses, citizens' identity numbers, phone numbers, payment cards. What looks like one and is
not (procedure codes, numbers of documents, fees, dates, years) is left alone: those patterns are tried first.
"""

import re
import unicodedata

MASK = "•••"

# Where a number may begin and end: not inside a longer one, nor right after a letter or a decimal sign.
_START = r"(?<![\w])(?<!\d[.,/-])"
_END = r"(?![\w])(?![.,/-]\d)"
# A bracket belongs to the number where it closes within it: "(0912) 345 678".
_OPEN = r"(?:\((?=\d+\) ?\d))?"
_UNIT = r"(?:đồng|đ|vnđ|vnd|usd|nghìn|ngàn|triệu|tỷ|tỉ|dong|nghin|ngan|trieu|ty)\b"
_MONEY_WORD = r"(?:phí|giá|tiền|đồng|phi|gia|tien|thu|nộp|nop|hết|het)"
_KEPT = (
    r"(?<![\w.])\d\.\d{6}(?:\.\d+)*(?:\.H\d+)?(?!\w)",  # 1.004194, 2.000815.000.00.00.H12
    r"(?<!\w)\d{1,6}/(?:\d{4}/)?[^\W\d_][\w-]*",  # 179/KH-UBND, 61/2018/NĐ-CP
    r"(?<![\w])\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\w)",  # 01/02/2026
    rf"(?<!\w)[1-9]\d*(?:[.,\s]\d{{3}})*\s*{_UNIT}",  # 100.000.000 đồng
    rf"\b{_MONEY_WORD}\s+(?:là\s+|la\s+|khoảng\s+|khoang\s+)?[1-9]\d*(?:[.,]\d{{3}})*(?![\w.])",  # lệ phí 100000000
)
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_MASKED = (
    EMAIL,
    rf"{_START}0\d{{2}}(?:[ .-]?\d{{3}}){{3}}{_END}",  # citizen's identity, grouped by three
    rf"{_START}0\d{{3}}(?:[ .-]?\d{{4}}){{2}}{_END}",  # the same by four
    rf"{_START}\d{{12}}{_END}",
    rf"{_START}(?:\+|00)?84[ .-]?\(?0?\)?[ .-]?[235789](?:[ .-]?\d){{8,9}}{_END}",  # phone with the country's code
    rf"{_START}{_OPEN}0[35789](?:\)?[ .-]?\d){{8}}{_END}",  # mobile phone
    rf"{_START}{_OPEN}01(?:\)?[ .-]?\d){{9}}{_END}",  # mobile phone of eleven digits
    rf"{_START}{_OPEN}02(?:\)?[ .-]?\d){{9}}{_END}",  # telephone of a house
    rf"{_START}\d{{9}}{_END}",  # the old identity card
)
_CARD = (
    rf"{_START}[2-69]\d{{3}}(?:[ -]?\d{{4}}){{2,3}}(?:[ -]?\d{{1,7}}){_END}"
    rf"|{_START}3[47]\d{{2}}[ -]?\d{{6}}[ -]?\d{{5}}{_END}"
)
_PATTERN = re.compile(
    f"(?P<kept>{'|'.join(_KEPT)})|(?P<card>{_CARD})|(?P<masked>{'|'.join(_MASKED)})", flags=re.IGNORECASE
)


def mask(text: str) -> str:
    """Returns `text` with personal numbers and addresses replaced by dots; unchanged where it holds none. Idempotent.

    "CCCD 001099012345 thì đổi ở đâu" → "CCCD ••• thì đổi ở đâu"
    """
    # Invisible characters and other scripts' digits must not hide a number.
    visible = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    plain = "".join(_digit(char) for char in visible)
    pieces, position = [], 0
    for found in _PATTERN.finditer(plain):
        if found["masked"] is None and not (found["card"] and passes_luhn(found["card"])):
            continue
        pieces += [visible[position : found.start()], MASK]
        position = found.end()
    return "".join([*pieces, visible[position:]]) if pieces else text


def passes_luhn(number: str) -> bool:
    """Tells whether the last digit checks the others as on payment cards."""
    digits = [int(char) for char in number if char.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
