"""The portal's tables of papers (thành phần hồ sơ), whose cells arrive run together.

"* Giấy tờ phải nộp:Tên giấy tờMẫu đơn, tờ khaiSố lượng- Tờ khai …;TK01.docx1 bản chính* …": each table has a case
before its head, each row ends with its counts, and the form's file name stands between the name and the counts.
"""

import re
from collections.abc import Iterator

from corpus.procedures.letters import LOWER, UPPER
from corpus.procedures.records import RequiredDocument
from corpus.text import fold, normalise

_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# Counts end a row; "(01 bản chính hoặc 01 bản sao có chứng thực)" is part of a name.
_COUNTS = re.compile(
    r"(?<!\()(?P<originals>\d+) bản chính(?!\s*(?:\)|hoặc|nội dung|văn bản))"
    r"(?:, ?(?P<copies>\d+) bản sao(?! (?:có|kèm)))?"
)
_FILE = re.compile(r"(?P<stem>.*)\.(?P<suffix>docx?|pdf|xlsx?|rtf|odt|zip|rar|jpe?g|png)$", re.IGNORECASE | re.DOTALL)
# Where a file name is glued to the name before it: after punctuation, at a capital inside a word, after capitals.
_AFTER_MARK = re.compile(r"(?<=[;:)”\"])(?=[^\W_])|(?<=[^\W\d]\.)(?=[^\W_])|(?<=\)[.;])(?=[^\W_])")
_INSIDE_WORD = re.compile(
    rf"(?<=[{LOWER}])(?=[{UPPER}])|(?<=[{UPPER}]{{2}})(?=[{UPPER}][{LOWER}])|(?<=\d{{4}})(?=[{UPPER}][{LOWER}])"
)
_NAMES_WITH_CAPITALS = ("VNeID", "eID", "QĐ-TTg")
_BULLET = re.compile(r"^[\s\-+*•–]+")
_NO_CASE = re.compile(r"^(?:thanh phan ho so|ho so|ho so gom|ho so bao gom|giay to phai (?:nop|xuat trinh))$")
_REMARK = re.compile(r"^[\s*\-+]*lưu ý\b", re.IGNORECASE)


def has_papers(text: str) -> bool:
    """Whether the field holds a table at all: the portal's steps sometimes run on into it instead."""
    return _HEAD in text


def parse_papers(text: str) -> tuple[tuple[RequiredDocument, ...], tuple[str, ...]]:
    """Returns the papers of the flattened tables in order, and the remarks ("Lưu ý: …") that stand among them."""
    first, *tables = text.split(_HEAD)
    papers: list[RequiredDocument] = []
    remarks: list[str] = []
    case = first
    for table in tables:
        rows, following = _rows(table)
        for name, originals, copies in rows:
            if _REMARK.match(name):
                remarks.append(_clean(name))
            elif paper := _paper(name, originals, copies, case):
                papers.append(paper)
        case = following
    return tuple(papers), tuple(remarks)


def _rows(table: str) -> tuple[list[tuple[str, int, int | None]], str]:
    """The rows of one table as name, originals, copies; and what stands after its last counts: the next case."""
    rows: list[tuple[str, int, int | None]] = []
    start = 0
    for match in _COUNTS.finditer(table):
        name = table[start : match.start()]
        digits = match["originals"]
        count = _own_digits(digits, name)
        rows.append(
            (name + digits[: len(digits) - len(count)], int(count), int(match["copies"]) if match["copies"] else None)
        )
        start = match.end()
    return rows, table[start:]


def _own_digits(digits: str, name: str) -> str:
    """The digits that are the count, where the name's own number runs into it: "Mẫu số 12" + "1", "năm 2024" + "0".

    The portal writes counts without a leading zero, and a name that ends in a space, a slash or a point before the
    digits wants at least one of them.
    """
    if len(digits) == 1:
        return digits
    is_glued = name[-1:] in (" ", "/", ".", "-", "\xa0") or digits.startswith("0") or len(digits) > 2
    return digits[-1] if is_glued else digits


def _paper(name: str, originals: int, copies: int | None, case: str) -> RequiredDocument | None:
    words, form = _split_form(name.strip())
    cleaned = _clean(words)
    if not cleaned:
        return None
    shown = fold(case)
    is_shown = ("xuat trinh" in shown and "phai nop" not in shown) or fold(cleaned).startswith("xuat trinh")
    return RequiredDocument(
        name=cleaned,
        must="xuất trình" if is_shown else "nộp",
        originals=originals,
        copies=copies,
        form=form,
        case=_case(case),
    )


def _case(text: str) -> str | None:
    cleaned = _clean(text)
    return None if not cleaned or _NO_CASE.match(fold(cleaned)) else cleaned


def _split_form(name: str) -> tuple[str, str | None]:
    """Returns the name without the form's file name, and that file name; None where no border can be seen."""
    match = _FILE.fullmatch(name)
    if match is None:
        return name, None
    border = _border(match["stem"])
    if border is None:
        return name, None
    return name[:border], name[border:].lstrip(" .;")


def _border(stem: str) -> int | None:
    """The place of the last word that is two run together; in it the border after a mark, else the first capital."""
    for start, word in reversed(list(_words(stem))):
        if word in _NAMES_WITH_CAPITALS:
            continue
        for pattern in (_AFTER_MARK, _INSIDE_WORD):
            if match := pattern.search(word):
                return start + match.end()
    return None


def _words(text: str) -> Iterator[tuple[int, str]]:
    yield from ((match.start(), match[0]) for match in re.finditer(r"\S+", text))


def _clean(text: str) -> str:
    return normalise(_BULLET.sub("", text)).strip(" ;,:")
