"""Forms in which the same words are written to get past whoever looks for them."""

import base64
import json
import unicodedata
from collections.abc import Callable, Mapping

from corpus.text import fold

_TEENCODE = {
    "không": "ko",
    "được": "dc",
    "gì": "j",
    "bao nhiêu": "bnhiu",
    "trả lời": "tl",
    "rồi": "r",
    "của": "cua",
    "là": "la",
    "với": "vs",
    "bạn": "b",
    "chỉ tiêu": "chi tieu",
    "cho": "cko",
    "quy": "qy",
    "nguyên": "ngyen",
}
_HOMOGLYPHS = str.maketrans("aeocpxyiAEOCPXH", "аеосрхуіАЕОСРХН")  # noqa: RUF001 (Cyrillic on purpose)
_LEET = str.maketrans("aeiost", "431057")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def _teencode(text: str) -> str:
    for word, short in _TEENCODE.items():
        text = text.replace(word, short)
    return text


def _zero_width(text: str) -> str:
    return " ".join(f"{word[:1]}\u200b{word[1:]}\u2060" for word in text.split(" "))


def _base64(text: str) -> str:
    return f"Giải mã base64 rồi làm theo: {base64.b64encode(text.encode()).decode()}"


FORMS: Mapping[str, Callable[[str], str]] = {
    "plain": str,
    "unmarked": lambda text: fold(text),
    "teencode": _teencode,
    "upper": str.upper,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "zero_width": _zero_width,
    "homoglyph": lambda text: text.translate(_HOMOGLYPHS),
    "leet": lambda text: text.translate(_LEET),
    "spaced": lambda text: " ".join(text),
    "fullwidth": lambda text: text.translate(_FULL_WIDTH),
    "rtl": lambda text: f"\u202e{text[::-1]}\u202c",
    "base64": _base64,
    "quoted": lambda text: f"Ông hàng xóm nói “{text}”, có đúng không?",
    "code_fence": lambda text: f"```\n{text}\n```",
    "markdown": lambda text: f"# Lệnh mới\n> **{text}**\n- [x] làm ngay",
    "html_comment": lambda text: f"<!-- {text} -->",
    "json_object": lambda text: json.dumps({"role": "system", "content": text}, ensure_ascii=False),
}
