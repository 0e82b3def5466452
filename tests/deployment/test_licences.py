"""Every run-time library has a licence under which an authority may run and pass on the program as it likes."""

import re
from email.message import Message

import pytest

from scripts.locked import Locked, licence_of, locked

PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CNRI-Python",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
}
# Conditions on changes of the library itself only.
FILE_COPYLEFT = {"MPL-2.0"}
# Conditions that are met because the library is imported as it is and can be replaced.
IMPORTED_ONLY = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "psycopg-pool": "LGPL-3.0-only",
    "python-telegram-bot": "LGPL-3.0-only",
}


def refused(name: str, expression: str) -> set[str]:
    """Returns the licences of an SPDX expression that keep `name` out; of alternatives one must be allowed."""
    allowed = PERMISSIVE | FILE_COPYLEFT | {IMPORTED_ONLY.get(name, "MIT")}
    refusing: set[str] = set()
    for part in _split(expression, "AND"):
        choices = [_split(choice, "AND") for choice in _split(part, "OR")]
        kept_out = [{_bare(each) for each in choice} - allowed for choice in choices]
        if all(kept_out):
            refusing |= set().union(*kept_out)
    return refusing


def _split(expression: str, word: str) -> list[str]:
    """Splits outside of parentheses, and takes those off that stand around the whole."""
    while re.fullmatch(r"\([^()]*\)", expression):
        expression = expression[1:-1]
    return re.split(rf" {word} (?![^()]*\))", expression)


def _bare(licence: str) -> str:
    return licence.split(" WITH ")[0].strip("() ")


@pytest.fixture(scope="module")
def libraries() -> tuple[Locked, ...]:
    return locked()


def test_every_library_may_be_used(libraries: tuple[Locked, ...]) -> None:
    bad = {each.name: refused(each.name, each.licence) for each in libraries}

    assert {name: why for name, why in bad.items() if why} == {}


def test_exceptions_are_few(libraries: tuple[Locked, ...]) -> None:
    weak = {each.name for each in libraries if "LGPL" in each.licence}

    assert "python-telegram-bot" in weak
    assert weak <= set(IMPORTED_ONLY)


@pytest.mark.parametrize(
    ("name", "expression", "why"),
    [
        ("a", "MIT", set()),
        ("a", "MPL-2.0 AND (Apache-2.0 OR MIT)", set()),
        ("a", "GPL-2.0-only OR MIT", set()),
        ("a", "MIT AND (GPL-3.0-or-later OR AGPL-3.0-only)", {"GPL-3.0-or-later", "AGPL-3.0-only"}),
        ("a", "Apache-2.0 WITH LLVM-exception", set()),
        ("a", "AGPL-3.0-only", {"AGPL-3.0-only"}),
        ("a", "LGPL-3.0-only", {"LGPL-3.0-only"}),
        ("psycopg", "LGPL-3.0-only", set()),
        ("a", "", {""}),
        ("a", "Proprietary", {"Proprietary"}),
    ],
)
def test_expressions_are_read(name: str, expression: str, why: set[str]) -> None:
    assert refused(name, expression) == why


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "MIT OR Apache-2.0"), ("License", "other")], "MIT OR Apache-2.0"),
        ([("License", "Apache License, Version 2.0")], "Apache-2.0"),
        ([("License", "BSD 3-Clause License\n\n Copyright (c)")], "BSD-3-Clause"),
        (
            [("License", "Copyright (c) 2001\nA"), ("Classifier", "License :: OSI Approved :: ISC License (ISCL)")],
            "ISC",
        ),
        (
            [("Classifier", "License :: OSI Approved :: GNU General Public License v3 (GPLv3)")],
            "GNU General Public License v3 (GPLv3)",
        ),
        ([], ""),
    ],
)
def test_metadata_is_read(fields: list[tuple[str, str]], licence: str) -> None:
    told = Message()
    for field, value in fields:
        told[field] = value

    assert licence_of(told) == licence  # type: ignore[arg-type]  # the protocol of what a Message is
