"""Anchors and labels of sections: unique, stable ASCII ids for the viewer, and what a reader calls the place."""

from corpus.text import slugify

ITEM_WORDS = {"dash": "gạch đầu dòng", "plus": "dấu cộng", "paragraph": "đoạn"}
_ITEM_LETTERS = {"dash": "g", "plus": "c", "paragraph": "d"}


class Names:
    """Hands out anchors; a second section of the same name gets "-lan-2", because plans number two sections alike."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def anchor(self, *parts: str) -> str:
        """Returns a new anchor: ("muc", "II", "2.2", "a") → "muc-ii-2-2-a"; điểm đ is "dd", điểm d "d"."""
        base = slugify("-".join("dd" if part == "đ" else part for part in parts if part))
        count = self._used.get(base, 0) + 1
        self._used[base] = count
        return base if count == 1 else self.anchor(base, f"lan-{count}")


def item_anchor(kind: str, position: int) -> str:
    """Returns the anchor part of a bullet or paragraph: "g3" is the third dash (gạch đầu dòng)."""
    return f"{_ITEM_LETTERS[kind]}{position}"


def heading_of(rest: str) -> tuple[str, bool]:
    """Returns the heading in the words after a number, and whether more text runs in after its colon.

    "Tăng cường chỉ đạo: Nâng cao vai trò" → ("Tăng cường chỉ đạo", True).
    """
    head, colon, tail = rest.partition(":")
    if colon and tail.strip() and len(head) <= 160:
        return head.strip(), True
    return rest.rstrip(" .:;"), False


def row_label(annex: str, noun: str, number: str | None, previous: str | None, group: str | None) -> str:
    """Returns what a reader calls a row: "Phụ lục II, nhiệm vụ 3 (phần II)"."""
    if number is None:
        name = f"{noun} không đánh số" + (f" sau {noun} {previous}" if previous else "")
    else:
        name = f"{noun} {number}"
    return f"{annex}, {name}" + (f" (phần {group})" if group else "")
