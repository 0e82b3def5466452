"""The portal's table of legal bases (căn cứ pháp lý): pairs of title and number run together.

"… thi hành Luật Cư trú154/2024/NĐ-CPThông tư 56/2021/TT-BCA56/2021/TT-BCA": titles hold numbers too, so the number
that is a cell is the one that a new title, or nothing, follows at once.
"""

import re
from collections.abc import Iterator

from corpus.procedures.letters import LOWER, UPPER
from corpus.procedures.records import ProcedureBasis
from corpus.text import normalise

_HEAD = "Tên văn bản pháp lýMã văn bản"
_NO_VALUE = "Không có thông tin"
# The page's next field, where the portal's own text was cut late.
_NEXT_FIELD = "Cơ quan thực hiện"

_KINDS = r"Luật|Bộ luật|Pháp lệnh|Lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|Kế hoạch"
_ISSUERS = (
    r"CP|TTg|VPCP|CTN|UBND|HĐND|BHXH|TANDTC|VKSNDTC|HĐTP|NHNN|TTCP|UBDT|TLĐ|BTP|BTC|BCA|BNNMT|BXD|BKHĐT|BLĐTBXH"
    r"|BTNMT|BNNPTNT|BGTVT|BQP|BVHTTDL|BGDĐT|BTTTT|BKHCN|BDTTG|BCT|BNV|BNG|BYT"
)
# An issuer that is not listed ends before the capital that begins a new title ("SNVNghị"): small letters follow that.
_BODY = rf"(?:QH\d\d|UBTVQH\d\d|C\d\d|{_ISSUERS}|[{UPPER}]{{1,8}}(?![{LOWER}]))"
# A number may follow another at once: "Luật 60/2014/QH13" + "60/2014/QH13".
_NUMBER = re.compile(
    rf"(?<!/)(?:(?<!\d)|(?<=QH\d\d))(?P<number>(?:\d{{1,3}}\.\d{{1,2}}|\d{{1,4}})(?:/\d{{4}})?"
    rf"/(?:(?:[{UPPER}]{{1,5}}|{_BODY})-)?(?:{_BODY}-)*{_BODY})"
)
# "Luật Cư trú 2020" + "68/2020/QH14": the year is the title's.
_GLUED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\d{1,4}/)")
_CUT_NUMBER = re.compile(r"\d+(?:\.\d+)?/\d{4}$")
_KIND_BEFORE = re.compile(rf"(?:^|(?<=[^\s]))(?:{_KINDS})(?:\s+số)?\s*$")
_DATE_AFTER = re.compile(r"\s|[.,;:)/-]|ngày\b")
_NEW_TITLE = re.compile(rf"(?:(?:{_KINDS})(?:\s+số)?\s*)?")


def parse_bases(text: str) -> tuple[ProcedureBasis, ...]:
    """Returns the pairs of the flattened table in order, each number once. A title that only repeats it is None."""
    body = _GLUED_YEAR.sub(r"\1\n", text.removeprefix(_HEAD).split(_NEXT_FIELD)[0].strip())
    if not text.startswith(_HEAD) or body == _NO_VALUE:
        return ()
    found: dict[str, ProcedureBasis] = {}
    for title, number in _pairs(body):
        found.setdefault(number, ProcedureBasis(number=number, title=_title(title, number)))
    return tuple(found.values())


def _pairs(body: str) -> Iterator[tuple[str, str]]:
    start = 0
    for match in _NUMBER.finditer(body):
        if match.start() < start or not _is_cell(body, match):
            continue
        yield body[start : match.start()], match["number"]
        start = match.end()
    if cut := _CUT_NUMBER.search(body, start):
        yield body[start : cut.start()], cut[0]


def _is_cell(body: str, match: re.Match[str]) -> bool:
    """Whether a number ends a row: it is glued to what follows, and what follows is not the same number again."""
    rest = body[match.end() :]
    if not rest:
        return True
    if _DATE_AFTER.match(rest):
        return False
    again = _NEW_TITLE.match(rest)
    return not rest[again.end() if again else 0 :].startswith(match[0])


def _title(text: str, number: str) -> str | None:
    title = normalise(_KIND_BEFORE.sub("", text) or text).strip(" ;")
    bare = re.sub(rf"^(?:{_KINDS})(?:\s+số)?\s*", "", title, flags=re.IGNORECASE)
    return None if not title or bare in ("", number) else title
