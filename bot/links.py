"""The addresses of the source viewer, composed here and nowhere else.

`?q=<section>` lights the section; `&w=<mark>` names the words that are quoted, which the viewer finds and marks as long
as the source holds them. The fragment makes browsers scroll there.
"""

import re
import unicodedata
from urllib.parse import quote as quoted
from zlib import crc32

from corpus.procedures.outline import code_of

# What a quote leaves out between its parts: "Phòng Kinh tế … - Chủ trì, phối hợp".
_OMISSION = re.compile(r"\s…\s")
# White space, and what is no word of the source: borders of cells, omissions, the bold marks that an extraction left.
_BETWEEN_WORDS = re.compile(r"[\s|*…]+")


def viewer_path(document_id: str, section_id: str | None = None, quote: str | None = None) -> str:
    """Returns where a document, a section of it or a quote opens: "/documents/x?q=muc-ii-1&w=1f3a9c02d6#muc-ii-1".

    A procedure has its own address: "/procedures/2.000815".
    """
    code = code_of(document_id)
    path = f"/documents/{quoted(document_id)}" if code is None else f"/procedures/{quoted(code)}"
    return path if section_id is None else path + _to_place(section_id, mark_of(quote) if quote else "")


def marked_path(document_id: str, section_id: str, mark: str) -> str:
    """Returns where the words with a mark open; without a mark, the section."""
    return viewer_path(document_id) + _to_place(section_id, mark)


def _to_place(section_id: str, mark: str) -> str:
    anchor = quoted(section_id)
    return f"?q={anchor}&w={mark}#{anchor}" if mark else f"#{anchor}"


def mark_of(quote: str) -> str:
    """Returns the name of a quote: the fingerprints of its parts, joined by dots."""
    return ".".join(fingerprint(part) for part in _OMISSION.split(quote) if bare(part))


def fingerprint(text: str) -> str:
    """Returns eight hexadecimal digits that name words, then their length in letters, hexadecimal too.

    It is the same however spaces, borders of cells and Unicode are written.
    """
    letters = bare(text)
    return f"{crc32(letters.encode()):08x}{len(letters):x}"


def bare(text: str) -> str:
    """Returns `text` in NFC without white space, cell borders and bold marks: what two copies of a quote share."""
    return _BETWEEN_WORDS.sub("", unicodedata.normalize("NFC", text))


def web_address(url: str | None) -> str | None:
    """Returns an address of the corpus for a link; an imported file may hold anything, so only what opens as a page."""
    return url if url and url.startswith(("https://", "http://")) else None
