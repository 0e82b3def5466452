"""docs/widget.md lists what the widget has: attributes, parts, events; and the script is served whole."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from api.widget import CHAPTERS, script
from bot.question import MAX_QUESTION_LENGTH

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")


def _attributes() -> set[str]:
    listed = re.search(r"const ATTRIBUTES = \[(.*?)\]", script(), re.DOTALL)
    assert listed is not None
    return set(re.findall(r'"([a-z-]+)"', listed[1]))


def test_every_chapter_is_served(client: TestClient) -> None:
    folder = ROOT / "api" / "widget"

    assert sorted(path.name for path in folder.glob("*.js")) == sorted(CHAPTERS)
    assert all((folder / name).read_text(encoding="utf-8") in client.get("/widget.js").text for name in CHAPTERS)


def test_documented_attributes_are_those_of_the_element() -> None:
    rows = re.findall(r"^\| (`data-.*?) \| (`.*?) \|", DOCUMENT, re.MULTILINE)
    of_script = {name for cell, _ in rows for name in re.findall(r"`data-([a-z-]+)`", cell)}
    of_element = {name for _, cell in rows for name in re.findall(r"`([a-z-]+)`", cell)}

    assert of_element == _attributes()
    assert of_script == {"title" if name == "title-text" else name for name in _attributes()}


def test_documented_properties_are_those_of_the_element() -> None:
    sentence = re.search(r"is a property too, in camel case: (.*?)\.\n", DOCUMENT, re.DOTALL)
    assert sentence is not None
    camel = {re.sub(r"-(\w)", lambda found: found[1].upper(), name) for name in _attributes()}

    assert set(re.findall(r"`(\w+)`", sentence[1])) == camel | {"open"}


def test_documented_parts_and_events_are_those_of_the_script() -> None:
    sentence = re.search(r"^Parts: (.*?)\. Sizes", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert sentence is not None
    emitted = set(re.findall(r'#emit\("(\w+)"', script())) | {"open", "close"}

    assert set(re.findall(r"`(\w+)`", sentence[1])) == set(re.findall(r'part: "(\w+)"', script()))
    assert set(re.findall(r"`mot-cua-(\w+)`", DOCUMENT)) == emitted


def test_longest_question_is_that_of_the_contract() -> None:
    assert f"const MAX_QUESTION_LENGTH = {MAX_QUESTION_LENGTH};" in script()
    assert f"không quá {MAX_QUESTION_LENGTH:,} ký tự".replace(",", ".") in script()
