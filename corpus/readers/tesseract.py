"""Tesseract as a program: a grey picture → words with their boxes and confidences."""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache

import cv2

from corpus.errors import UnreadableDocument, UnsupportedDocument
from corpus.readers.grey import Grey, resized
from corpus.readers.words import Word

# A page takes 1 to 3 seconds on one core; noise without letters was seen to take far longer.
TIME_LIMIT_S = 90
_INSTALL = "hãy cài đặt: apt-get install -y tesseract-ocr tesseract-ocr-vie"


@lru_cache(maxsize=1)
def program() -> tuple[str, frozenset[str]]:
    """Returns the program and its models, or raises `UnsupportedDocument` with the way to install them."""
    program = shutil.which("tesseract")
    if program is None:
        raise UnsupportedDocument(f"Máy này chưa có Tesseract để nhận dạng chữ trên bản quét; {_INSTALL}.")
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    models = frozenset(listed.stdout.split())
    if "vie" not in models:
        raise UnsupportedDocument(f"Tesseract trên máy này chưa có dữ liệu tiếng Việt (vie); {_INSTALL}.")
    return program, models


def recognise(picture: Grey, mode: int, *, letters: str = "", scale: float = 1.0) -> list[tuple[Word, float]]:
    """Returns the words of a picture with their confidences (0–100); `mode` is Tesseract's page segmentation mode.

    The picture is shown to it at `scale`; places are those on the picture itself.

    With `letters` (figures, numerals), nothing else is recognised. The Vietnamese model overlooks single figures and
    reads "III" as "I" (of 1–20 and I–X, 4 and 2 were missed), the English one, which always comes along, read all.

    Raises:
        UnsupportedDocument: Tesseract or its Vietnamese model is missing.
        UnreadableDocument: it failed or took too long.
    """
    _, models = program()
    model = "eng" if letters and "eng" in models else "vie"
    options = ["-l", model, "--psm", str(mode), "--dpi", "300"]
    if letters:
        options += ["-c", f"tessedit_char_whitelist={letters}"]
    output = _run(picture if scale == 1.0 else resized(picture, scale), [*options, "tsv"])
    found = []
    for row in csv.DictReader(io.StringIO(output), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] == "5" and text:
            left, top, width, height = (float(row[name]) / scale for name in ("left", "top", "width", "height"))
            found.append((Word(text, left, top, left + width, top + height), float(row["conf"])))
    return found


def turned_by(picture: Grey) -> tuple[int, float]:
    """Returns by how many degrees clockwise a picture is to be turned to stand upright, and how sure that is."""
    if "osd" not in program()[1]:
        return 0, 0.0
    try:
        output = _run(picture, ["-l", "osd", "--psm", "0", "--dpi", "300"])
    except UnreadableDocument:
        return 0, 0.0  # Too few letters to tell.
    said = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
    return int(said.get("Rotate", 0)), float(said.get("Orientation confidence", 0))


def _run(picture: Grey, options: Sequence[str]) -> str:
    done, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert done
    # Its own threads make it slower on two cores, and a reader is one of several processes.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        ran = subprocess.run(
            [program()[0], "stdin", "stdout", *options],
            input=data.tobytes(),
            capture_output=True,
            check=False,
            timeout=TIME_LIMIT_S,
            env=environment,
        )
    except (subprocess.TimeoutExpired, OSError) as exc:
        raise UnreadableDocument("Nhận dạng chữ trên một trang quá lâu; hãy quét lại trang rõ hơn.") from exc
    if ran.returncode != 0:
        raise UnreadableDocument("Không nhận dạng được chữ trên một trang; hãy quét lại trang rõ hơn.")
    return ran.stdout.decode("utf-8", errors="replace")
