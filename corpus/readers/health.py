"""Health of an extracted text: what programs spoil in Vietnamese is repaired and told, what is no text is refused."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.readers.extract import ReadLine
from corpus.readers.legacy import converted, legacy_encoding
from corpus.syllables import is_syllable, syllable_share

_GLYPHS = re.compile(r"\(cid:\d+\)")
_ICELANDIC = str.maketrans("Ðð", "Đđ")
# Bullets of the Symbol and Wingdings fonts.
_BULLETS = dict.fromkeys((61623, 61485, 61607, 61656, 61558, 61692), "-")
_PRIVATE_SHARE = 0.05
_GLYPH_SHARE = 0.02
_SYLLABLE_SHARE = 0.5
_MARKED_SHARE = 0.1
_FEWEST_RUNS = 20
_MARKS = re.compile(r"[\u0300-\u0323\u031b]|[đĐ]")
_CORE = re.compile(r"(?P<before>[(\[\"“‘']*)(?P<core>[^\W\d_]+)(?P<after>[^\w]*)$")
_LONGEST_SPLIT = 4
_FEWEST_SURE = 2


@dataclass(slots=True)
class _Joins:
    """How many splits were joined. `accepts_unsure`: also those that may be a single letter before a syllable."""

    accepts_unsure: bool = False
    count: int = 0


@dataclass(slots=True)
class _Told:
    """What was repaired, each kind once."""

    sentences: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        if sentence not in self.sentences:
            self.sentences.append(sentence)


def page_fault(text: str) -> str | None:
    """Returns why the text of a page cannot be used, in Vietnamese; None where it can, or is too short to tell."""
    visible = sum(not char.isspace() for char in text)
    if not visible:
        return None
    glyphs = sum(len(found) for found in _GLYPHS.findall(text))
    private = sum(unicodedata.category(char) in ("Co", "Cn") or char == "\ufffd" for char in text.translate(_BULLETS))
    if glyphs > _GLYPH_SHARE * visible or private > _PRIVATE_SHARE * visible:
        return "phông chữ không cho biết chữ nào là chữ nào"
    repaired, _ = repair_lines([ReadLine(text=line) for line in text.split("\n")])
    joined = "\n".join(line.text for line in repaired)
    share, runs = syllable_share(joined)
    if runs < _FEWEST_RUNS:
        return None
    if share < _SYLLABLE_SHARE:
        return "chữ không phải tiếng Việt hoặc dùng bảng mã lạ"
    if _marked_share(joined) < _MARKED_SHARE:
        return "chữ không có dấu"
    return None


def _marked_share(text: str) -> float:
    words = text.split()
    marked = sum(_MARKS.search(unicodedata.normalize("NFD", word)) is not None for word in words)
    return marked / len(words) if words else 0.0


def repair_lines(lines: Sequence[ReadLine]) -> tuple[tuple[ReadLine, ...], tuple[str, ...]]:
    """Returns the lines in sound Unicode (NFC), and sentences that say what was repaired."""
    told = _Told()
    encoding = legacy_encoding("\n".join(line.text for line in lines))
    if encoding is not None:
        told.add(f"Văn bản dùng bảng mã cũ {encoding}; đã chuyển sang Unicode, hãy đối chiếu với bản gốc.")
    sound = [_with_text(line, _sound_letters(line.text, encoding, told)) for line in lines]
    joins = _Joins()
    joined = [_joined(line, joins) for line in sound]
    if joins.count >= _FEWEST_SURE:
        joins = _Joins(accepts_unsure=True, count=joins.count)
        joined = [_joined(line, joins) for line in joined]
    if joins.count:
        told.add(f"Đã nối lại {joins.count} chỗ chữ bị tách rời; hãy đối chiếu với bản gốc.")
    return tuple(joined), tuple(told.sentences)


def _with_text(line: ReadLine, text: str) -> ReadLine:
    if text == line.text:
        return line
    doubts = tuple(doubt for doubt in line.doubts if doubt.words in text)
    return line.model_copy(update={"text": text, "doubts": doubts})


def _sound_letters(text: str, encoding: str | None, told: _Told) -> str:
    if encoding is not None:
        text = converted(text, encoding)
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        told.add("Dấu tiếng Việt của văn bản được viết tách rời (Unicode tổ hợp); đã ghép lại.")
    changed = composed.translate(_ICELANDIC)
    if changed != composed:
        told.add("Chữ Đ của văn bản là ký tự khác (Ð); đã thay bằng Đ.")
    return changed.translate(_BULLETS)


def _joined(line: ReadLine, joins: _Joins) -> ReadLine:
    """Returns the line with split syllables joined; a recognised line keeps its words, to which its doubts refer."""
    if line.doubts:
        return line
    return _with_text(line, "\t".join(_join_cell(cell, joins) for cell in line.text.split("\t")))


def _join_cell(text: str, joins: _Joins) -> str:
    tokens = text.split(" ")
    kept: list[str] = []
    index = 0
    while index < len(tokens):
        for length in range(min(_LONGEST_SPLIT, len(tokens) - index), 1, -1):
            if _is_split(tokens[index : index + length], joins.accepts_unsure):
                kept.append("".join(tokens[index : index + length]))
                joins.count += 1
                break
        else:
            length = 1
            kept.append(tokens[index])
        index += length
    return " ".join(kept)


def _is_split(tokens: Sequence[str], accepts_unsure: bool) -> bool:
    """Whether the tokens are one syllable that was split: alone, at least one of them is none."""
    matches = [_CORE.match(token) for token in tokens]
    cores = [match["core"] for match in matches if match is not None]
    if len(cores) < len(tokens):
        return False
    first, last = matches[0], matches[-1]
    assert first is not None and last is not None
    if any(match is None or match["after"] for match in matches[:-1]):
        return False
    if any(match is None or match["before"] for match in matches[1:]):
        return False
    whole = "".join(cores)
    has_one_case = whole[1:].islower() or whole.isupper()
    if not has_one_case or all(map(is_syllable, cores)) or not is_syllable(whole):
        return False
    # "V an toàn" may be section V, and "C ông" a class and a word.
    is_letter = len(cores[0]) == 1 and cores[0].isupper()
    return not is_letter or (accepts_unsure and cores[0] not in "IVX")
