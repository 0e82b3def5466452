"""Prompts of the language model: one file each, with a head that names every variable."""

from pathlib import Path

import pytest

import prompts.templates
from prompts.loader import FOLDER, InvalidPromptFile, MissingVariables
from prompts.templates import load_prompt

NAMES = sorted(path.name.removesuffix(".vi.md") for path in (FOLDER / "templates").glob("*.vi.md"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of prompts of the test's own."""
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr(prompts.templates, "FOLDER", tmp_path)
    load_prompt.cache_clear()
    return tmp_path / "templates"


@pytest.fixture(autouse=True)
def forget() -> None:
    load_prompt.cache_clear()


def write(folder: Path, head: str, body: str) -> None:
    (folder / "thu.vi.md").write_text(f"---\n{head}---\n{body}", encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_renders_with_the_variables_that_it_names(name: str) -> None:
    prompt = load_prompt(name)

    text = prompt.render(**{variable: f"«{variable}»" for variable in prompt.front.variables})

    assert all(f"«{variable}»" in text for variable in prompt.front.variables)
    assert "$" not in text
    assert prompt.front.purpose
    assert len(prompt.digest) == 12


def test_all_missing_variables_are_named_at_once() -> None:
    with pytest.raises(MissingVariables, match=r"question\.vi\.md: thiếu passages, question"):
        load_prompt("question").render(commune="xã Tân An")


def test_what_a_variable_holds_is_no_template() -> None:
    text = load_prompt("question").render(commune="$question", passages="${passages} $$", question="x")

    assert "$question" in text
    assert "${passages} $$" in text


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        ("purpose: x\nvariables: [a]\nversion: 1\n", "$a $b", "không khớp: b"),
        ("purpose: x\nvariables: [a, b]\nversion: 1\n", "$a", "không khớp: b"),
        ("variables: []\nversion: 1\n", "x", "purpose"),
        ("purpose: x\nversion: 0\n", "x", "version"),
        ("purpose: x\nversion: 1\nauthor: y\n", "x", "author"),
        ("purpose: [\n", "x", "thu.vi.md"),
    ],
)
def test_a_file_of_another_shape_is_refused_by_name(folder: Path, head: str, body: str, reason: str) -> None:
    write(folder, head, body)

    with pytest.raises(InvalidPromptFile, match=r"thu\.vi\.md") as refused:
        load_prompt("thu")
    assert reason in str(refused.value)


def test_a_prompt_that_is_not_there_is_said_so(folder: Path) -> None:
    with pytest.raises(InvalidPromptFile, match=r"Không đọc được prompts/templates/thu\.vi\.md"):
        load_prompt("thu")


def test_another_wording_has_another_digest(folder: Path) -> None:
    write(folder, "purpose: x\nversion: 1\n", "một")
    first = load_prompt("thu").digest
    load_prompt.cache_clear()
    write(folder, "purpose: x\nversion: 1\n", "hai")

    assert load_prompt("thu").digest != first
