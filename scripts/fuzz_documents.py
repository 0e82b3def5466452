#!/usr/bin/env python3
"""Broken files of every kind through the readers: each ends in a text or one sentence, in time, and nothing else.

usage: python -m scripts.fuzz_documents SEEDS [--files 5000] [--seed 1] [--limit-s 60]

SEEDS is a folder of whole files. Each is flipped, cut, stretched, shuffled and stuffed; what comes out is read in a
process of its own with the worker's limits, forked from one that has the libraries. Prints the outcomes by kind and
fails on a reader that died, took longer than the limit, or raised anything but a fault of the document.
"""

import argparse
import importlib
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

from corpus.errors import CorpusError
from corpus.intake.confinement import confine
from corpus.readers.kinds import kind_of
from corpus.readers.reading import read_extract

_SHOWN = 20
_LIBRARIES = ("pdfplumber", "pypdfium2", "docx", "openpyxl", "lxml.html", "cv2", "PIL.Image")
# What tends to make parsers go round: nested objects, deep trees, huge sizes.
_STUFFING = (
    b"<<" * 500,
    b"[" * 2_000,
    b"<table><tr><td>" * 300,
    b"1 0 obj\n1 0 R\nendobj\n" * 20,
    b"/Kids [1 0 R 1 0 R 1 0 R]",
    b"/Length 99999999999",
    b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]>',
    b'<!ENTITY x SYSTEM "file:///etc/passwd">',
    b"\xff" * 300,
    b"\0" * 300,
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Returns a broken copy of a file; the first bytes, which say what it is, mostly stay."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if len(changed) < 16:
            break
        at = chance.randrange(8, len(changed))
        chance.choice(_WAYS)(changed, slice(at, at + chance.choice((1, 16, 400, 5_000))), chance)
    return bytes(changed)


def _flip(changed: bytearray, _: slice, chance: random.Random) -> None:
    for _number in range(chance.choice((1, 8, 64, 512))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)


def _cut(changed: bytearray, part: slice, _: random.Random) -> None:
    del changed[part.start :]


def _remove(changed: bytearray, part: slice, _: random.Random) -> None:
    del changed[part]


def _repeat(changed: bytearray, part: slice, chance: random.Random) -> None:
    changed[part] = changed[part] * chance.choice((2, 4, 50))


def _stuff(changed: bytearray, part: slice, chance: random.Random) -> None:
    changed[part.start : part.start] = chance.choice(_STUFFING)


def _scramble(changed: bytearray, part: slice, chance: random.Random) -> None:
    changed[part] = chance.randbytes(len(changed[part]))


_WAYS = (_flip, _cut, _remove, _repeat, _stuff, _scramble)


def outcome_of(data: bytes, limit_s: float) -> str:
    """Returns how reading ended: "read", the name of a fault, or what must not be ("died …", "late", "raised …")."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _read(data, writing)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], limit_s)
        told = os.read(reading, 4096).decode("utf-8", "replace") if ready else ""
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if told:
        return told
    return f"died ({os.waitstatus_to_exitcode(status)})" if ready else "late"


def _read(data: bytes, writing: int) -> None:
    """Reads in the child and tells how it ended; never returns."""
    try:
        os.setpgid(0, 0)
        confine()
        told = "read"
        try:
            read_extract(data, "tệp", kind_of(data, "tệp"))
        except CorpusError as exc:
            told = type(exc).__name__
        except MemoryError:
            told = "UnreadableDocument"
        except BaseException as exc:
            told = f"raised {type(exc).__name__}: {exc}"[:300]
        os.write(writing, told.encode("utf-8", "replace"))
    finally:
        os._exit(0)


def _kind(data: bytes) -> str:
    try:
        return kind_of(data, "").value
    except CorpusError:
        return "no kind"


def main() -> int:
    """Breaks and reads so many files; returns the exit status."""
    parser = argparse.ArgumentParser(description="broken files through the readers")
    parser.add_argument("seeds", type=Path)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit-s", type=float, default=60)
    arguments = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    for library in _LIBRARIES:
        importlib.import_module(library)
    seeds = [path.read_bytes() for path in sorted(arguments.seeds.iterdir()) if path.is_file()]
    chance = random.Random(arguments.seed)
    outcomes, wrong, slowest = Counter[str](), list[str](), 0.0
    with tempfile.TemporaryDirectory(prefix="motcua-fuzz-") as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        started = time.monotonic()
        # Ended by hand, it tells what it has found so far.
        with suppress(KeyboardInterrupt):
            for number in tqdm(range(arguments.files), unit="file"):
                data = mutated(seeds[number % len(seeds)], chance)
                began = time.monotonic()
                told = outcome_of(data, arguments.limit_s)
                slowest = max(slowest, time.monotonic() - began)
                outcomes[f"{_kind(data)}: {told.split(':')[0].split(' (')[0]}"] += 1
                if told.startswith(("died", "late", "raised")):
                    wrong.append(f"file {number}: {_kind(data)}: {told}")
        took_s = time.monotonic() - started
    print(json.dumps(dict(sorted(outcomes.items())), indent=1))
    print(f"{outcomes.total()} files in {took_s:.0f} s, slowest {slowest:.1f} s, {len(wrong)} that must not be")
    print("\n".join(wrong[:_SHOWN]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
