"""The editable files load, and a bad one is named with its key before anybody is answered."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

import prompts.loader
from corpus.text import fold
from prompts.loader import (
    FOLDER,
    InvalidPromptFile,
    Messages,
    MissingVariables,
    PromptError,
    UnknownPrompt,
    load_abbreviations,
    load_lexicon,
    load_messages,
    load_procedure_rules,
    load_routing,
    load_thresholds,
    load_words,
)
from prompts.model_rules import load_model_rules

LOADERS: dict[str, Callable[[], BaseModel]] = {
    "abbreviations.yaml": load_abbreviations,
    "messages.vi.yaml": load_messages,
    "model.yaml": load_model_rules,
    "procedures.yaml": load_procedure_rules,
    "routing.yaml": load_routing,
    "selection.yaml": load_thresholds,
    "synonyms.yaml": load_lexicon,
    "words.yaml": load_words,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the files that a test may spoil; what was read before is forgotten on both sides."""
    for name in LOADERS:
        shutil.copy(FOLDER / name, tmp_path / name)
    monkeypatch.setattr(prompts.loader, "FOLDER", tmp_path)
    prompts.loader._parse.cache_clear()
    yield tmp_path
    prompts.loader._parse.cache_clear()


def test_every_file_of_the_folder_has_a_loader() -> None:
    assert {path.name for path in FOLDER.glob("*.y*ml")} == set(LOADERS)


@pytest.mark.parametrize("name", LOADERS)
def test_every_file_loads_and_is_read_once(name: str) -> None:
    assert LOADERS[name]() is LOADERS[name]()


@pytest.mark.parametrize("name", LOADERS)
def test_every_file_is_in_nfc_without_tabs_or_invisible_characters(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert not re.search("[\t\u00a0\u200b-\u200f\u202a-\u202e\ufeff\u0300\u0301\u0303\u0309\u0323]", text)


@pytest.mark.parametrize("name", LOADERS)
def test_no_file_says_one_key_twice(name: str) -> None:
    """YAML keeps the last of two equal keys without a word."""
    twice: list[str] = []

    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            seen = [key.value for key, _ in node.value]
            twice.extend({key for key in seen if seen.count(key) > 1})
        if isinstance(node, yaml.CollectionNode):
            for child in node.value:
                for part in child if isinstance(child, tuple) else (child,):
                    walk(part)

    root = yaml.compose((FOLDER / name).read_text(encoding="utf-8"))
    assert root is not None
    walk(root)

    assert twice == []


@pytest.mark.parametrize("name", LOADERS)
def test_unknown_field_is_named_with_its_file(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + "\ncolour: red\n", encoding="utf-8")

    with pytest.raises(InvalidPromptFile, match=rf"prompts/{re.escape(name)}(?s:.*)colour"):
        LOADERS[name]()


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("content", ["a: [", "- just\n- a list\n", ""], ids=["syntax", "list", "empty"])
def test_file_of_another_shape_is_named(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")

    with pytest.raises(InvalidPromptFile, match=re.escape(f"prompts/{name}")):
        LOADERS[name]()


@pytest.mark.parametrize("name", LOADERS)
def test_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(InvalidPromptFile, match=re.escape(f"prompts/{name}")):
        LOADERS[name]()


def test_file_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "words.yaml").write_bytes("function_words: của".encode("utf-16"))

    with pytest.raises(PromptError, match=r"prompts/words\.yaml"):
        load_words()


def test_field_of_a_wrong_type_is_named(folder: Path) -> None:
    path = folder / "selection.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("near: 0.45", "near: nhiều"), encoding="utf-8")

    with pytest.raises(InvalidPromptFile, match=r"prompts/selection\.yaml(?s:.*)near"):
        load_thresholds()


def test_messages_fill_in_their_variables_and_trim() -> None:
    messages = Messages(texts={"hello": " Chào {name}, {name}! "})

    assert messages.render("hello", name="bạn", unused=1) == "Chào bạn, bạn!"


def test_missing_variable_and_unknown_key_are_named() -> None:
    messages = Messages(texts={"hello": "Chào {name} {title}"})

    with pytest.raises(MissingVariables, match=r"messages\.vi\.yaml, mục 'hello': thiếu name, title"):
        messages.render("hello")
    with pytest.raises(UnknownPrompt, match="'bye'"):
        messages.render("bye")


def test_value_with_braces_is_not_a_template() -> None:
    assert Messages(texts={"a": "{x}"}).render("a", x="{y} {0}") == "{y} {0}"


def test_loaded_values_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_thresholds().near = 0.0  # type: ignore[misc]


def _patterns() -> list[tuple[str, str]]:
    routing = load_routing()
    named = [(f"facets.{facet.name}", pattern) for facet in routing.facets for pattern in facet.patterns]
    for group in ("screens", "small_talk", "unavailable"):
        listed = getattr(routing, group)
        named += [(f"{group}.{name}", pattern) for name in listed for pattern in listed[name]]
    for group in ("yes_no", "follow_up", "pronouns"):
        named += [(group, pattern) for pattern in getattr(routing, group)]
    rules = load_procedure_rules()
    named += [(f"procedures.fields.{name}", pattern) for name in rules.fields for pattern in rules.fields[name]]
    named += [(f"procedures.variants.{name}", pattern) for name, pattern in rules.variants.items()]
    for group in ("whole", "plan_words", "plan_hints", "own_file", "duty_time", "elsewhere", "browse"):
        named += [(f"procedures.{group}", pattern) for pattern in getattr(rules, group)]
    return named


@pytest.mark.parametrize(("name", "pattern"), _patterns())
def test_pattern_compiles_and_matches_no_empty_question(name: str, pattern: str) -> None:
    assert not re.compile(pattern).search(""), name


@pytest.mark.parametrize(("name", "pattern"), _patterns())
def test_pattern_can_match_folded_text(name: str, pattern: str) -> None:
    """A pattern with a mark or a capital can never match: questions are folded first."""
    literals = re.sub(r"\\[a-zA-Z]|\(\?[<a-zA-Z!=:]+|“|”", "", pattern)

    # Small talk keeps one spelling with marks beside its folded twin.
    assert fold(literals) == literals or "he lo" in pattern, name


def test_facets_have_each_name_once_and_weigh_known_kinds() -> None:
    facets = load_routing().facets
    names = [facet.name for facet in facets]
    kinds = {kind for facet in facets for kind in facet.kinds}

    assert len(set(names)) == len(names)
    assert kinds <= {"target", "task", "duty", "legal_basis", "fact", "section"}
    assert all(0 < weight <= 1 for facet in facets for weight in facet.kinds.values())


def test_facet_words_are_folded() -> None:
    unfolded = {word for facet in load_routing().facets for word in facet.words.split() if fold(word) != word}

    assert unfolded == set()


def test_thresholds_are_shares() -> None:
    thresholds = load_thresholds()

    assert all(0 < value <= 1 for value in thresholds.accept.values())
    assert 0 < thresholds.near < min(thresholds.accept.values())


def test_no_synonym_is_said_twice() -> None:
    """The first of two entries would win without a word."""
    said = [fold(phrase) for entry in load_lexicon().entries for phrase in dict.fromkeys(map(str.lower, entry.said))]
    twice = {phrase for phrase in said if said.count(phrase) > 1}

    assert twice == set()


def test_short_forms_do_not_shadow_each_other() -> None:
    abbreviations = load_abbreviations()
    administrative = {fold(key) for key in abbreviations.administrative}
    plain = {key for key in abbreviations.typed if fold(key) == key}

    assert len(administrative) == len(abbreviations.administrative)
    assert administrative & plain == set()
