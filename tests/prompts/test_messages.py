"""Every sentence is used, is filled in completely, and every outcome has one."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

from bot.understanding.understanding import Understanding
from corpus.text import fold
from prompts.loader import load_messages, load_procedure_rules, load_routing
from tests.support.shipped import ROOT

TEXTS = load_messages().texts
# Facets that a composer may be asked to say are absent.
_SAID_FACETS = (
    *(
        "signatory",
        "document_number",
        "issued_on",
        "plan_period",
        "issuing_body",
        "recipients",
        "replaces",
        "legal_basis",
    ),
    *("reporting", "funding", "standing_agency", "lead", "coordinate", "deadline", "deliverable", "monitor"),
    *("figure", "content"),
)
_NAME = re.compile(r"^[a-z]+(_[a-z]+)+$")


@dataclass(frozen=True)
class Parts:
    """What may stand in a key built with an f-string, and the variables that its sentences are given."""

    names: frozenset[str]
    variables: frozenset[str]


# Keys built with an f-string: "what_{facet}". Each prefix (and suffix) with what may stand there.
DYNAMIC: dict[tuple[str, str], Parts] = {
    ("what_", ""): Parts(frozenset((*_SAID_FACETS, *load_routing().unavailable)), frozenset()),
    ("what_", "_about"): Parts(
        frozenset({"figure", "lead", "coordinate", "deadline", "deliverable", "content"}), frozenset({"topic"})
    ),
    ("duty_", ""): Parts(frozenset({"receives", "coordinates"}), frozenset({"agency", "text", "n"})),
    ("duty_item_", ""): Parts(frozenset({"receives", "coordinates"}), frozenset({"text", "n"})),
    ("agency_count_", ""): Parts(frozenset({"lead", "monitor", "duty"}), frozenset({"commune", "count"})),
    ("agency_count_item_", ""): Parts(frozenset({"lead", "monitor", "duty"}), frozenset({"agency", "count", "n"})),
    ("procedure_card_", ""): Parts(frozenset({"time", "fee"}), frozenset({"text"})),
    ("what_procedure_", ""): Parts(frozenset((*load_procedure_rules().fields, "duty_time")), frozenset()),
    ("", "_one"): Parts(
        frozenset({"procedure_conditions", "procedure_outcomes", "procedure_bases", "procedure_steps"}),
        frozenset({"name", "code", "text", "n"}),
    ),
}
# Callers that give variables of their own to every sentence.
_GIVEN = {"said": {"plan", "commune"}, "_say": {"name", "code"}}


@dataclass(frozen=True)
class Call:
    """One `say("key", name=…)`; `is_open` where more variables come by `**`."""

    place: str
    key: ast.expr
    variables: frozenset[str]
    is_open: bool


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _calls() -> Iterator[Call]:
    """Yields the calls that end in `Messages.render`.

    Those are `say(key, …)`, `said(kit, ask, key, outcome, …)`, and `_say(key, procedure, …)`.
    """
    for path, tree in _modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            position = {"say": 0, "render": 0, "_say": 0, "said": 2}.get(name)
            if position is None or len(node.args) <= position:
                continue
            names = {keyword.arg for keyword in node.keywords if keyword.arg} | _GIVEN.get(name, set())
            is_open = any(keyword.arg is None for keyword in node.keywords)
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield Call(place, node.args[position], frozenset(names), is_open)


CALLS = tuple(_calls())
FIXED = tuple(
    (call, call.key.value) for call in CALLS if isinstance(call.key, ast.Constant) and isinstance(call.key.value, str)
)


def _variables(key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(TEXTS[key]) if name}


def _dynamic_keys() -> set[str]:
    return set(_built())


def _built() -> dict[str, frozenset[str]]:
    """Returns the keys made of parts, each with the variables that it is given."""
    return {
        f"{before}{name}{after}": parts.variables for (before, after), parts in DYNAMIC.items() for name in parts.names
    }


def _strings() -> set[str]:
    """Returns every string constant of the code: where keys that are passed around are written."""
    return {
        node.value
        for _, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_calls_are_found() -> None:
    assert len(FIXED) > 60


@pytest.mark.parametrize(("call", "key"), FIXED, ids=[f"{call.place}-{key}" for call, key in FIXED])
def test_key_exists_and_gets_its_variables(call: Call, key: str) -> None:
    assert key in TEXTS, call.place
    missing = _variables(key) - call.variables
    assert not missing or call.is_open, f"{call.place}: {key} lacks {missing}"


def test_keys_made_of_parts_are_the_listed_ones() -> None:
    told = [call.key for call in CALLS]
    for _, tree in _modules():
        assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and _names(node) == {"key"}]
        told += [part for node in assigned for part in ast.walk(node.value) if isinstance(part, ast.JoinedStr)]

    assert {_ends(key) for key in told if isinstance(key, ast.JoinedStr)} == set(DYNAMIC)


def _names(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def _ends(key: ast.JoinedStr) -> tuple[str, str]:
    """Returns the fixed text before and after what is filled in."""
    before, _, after = ast.unparse(key)[2:-1].partition("{")
    return before, after.rpartition("}")[2]


@pytest.mark.parametrize(("key", "variables"), sorted(_built().items()))
def test_key_made_of_parts_exists(key: str, variables: frozenset[str]) -> None:
    assert key in TEXTS
    assert _variables(key) <= variables


def test_every_sentence_is_used() -> None:
    used = _strings() | _dynamic_keys() | _screens()

    assert set(TEXTS) - used == set()


def _screens() -> set[str]:
    routing = load_routing()
    return {*routing.small_talk, "emergency", *(f"refused_{name}" for name in routing.screens)}


def test_every_screen_and_small_talk_has_its_sentence() -> None:
    routing = load_routing()
    refusals = {f"refused_{name}" for name in routing.screens if name not in ("emergency", "elsewhere")}

    assert refusals | set(routing.small_talk) | {"emergency"} <= set(TEXTS)
    for key in refusals | set(routing.small_talk) | {"emergency"}:
        assert _variables(key) <= {"place", "turn_to"}


def test_everything_never_held_has_its_name() -> None:
    assert {f"what_{name}" for name in load_routing().unavailable} <= set(TEXTS)


def _outcomes() -> set[str]:
    """Returns the outcomes that are not answers, as the code writes them."""
    families = ("not_found_", "clarify_")
    return {text for text in _strings() if text.startswith(families) and _NAME.match(text)}


# Outcomes whose sentence has another key.
_SAID_AS = {
    "not_found_blank_in_source": "not_found_blank",
    "not_found_emergency": "emergency",
    "not_found_model_none": "not_found_no_evidence",
    "not_found_no_evidence_compare": "not_found_no_evidence",
}


@pytest.mark.parametrize("outcome", sorted(_outcomes()))
def test_outcome_has_a_sentence(outcome: str) -> None:
    assert _SAID_AS.get(outcome, outcome) in TEXTS


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_sentence_is_clean(key: str) -> None:
    text = TEXTS[key]

    assert text.strip()
    assert text.count("**") % 2 == 0
    assert not re.search(r"[^\S\n]{2,}|\s[,;:!?](?!\))| \.(?!\.)|<|TODO", text.strip()), text
    assert not re.search("[\U0001f300-\U0001faff]", text)


@pytest.mark.parametrize("key", sorted(key for key in TEXTS if key.startswith("suggest_")))
def test_suggestion_is_a_question(key: str) -> None:
    assert TEXTS[key].endswith("?")


def test_code_says_no_vietnamese_sentence_of_its_own() -> None:
    """What a citizen reads stands in prompts/; single words that are spliced in are few and listed."""
    spliced = {"Đúng, ", "Không, ", "giai đoạn ", "cho ", "về ", "Kế hoạch", "kế hoạch", "6 tháng", " và "}
    patterns = "\\"
    sentences = {
        text
        for path, tree in _modules()
        if path.is_relative_to(ROOT / "bot" / "composing") or path.is_relative_to(ROOT / "bot" / "answering")
        for text in _literals(tree)
        if fold(text) != text.lower() and len(text.split()) > 3 and text not in spliced and patterns not in text
    }

    assert sentences == set()


def _literals(tree: ast.Module) -> Iterator[str]:
    """Yields string constants that are no docstring."""
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.value


def test_facets_named_in_code_are_facets_of_the_file() -> None:
    """`reading.has("figure")` with a misspelt name would be false for ever."""
    known = {facet.name for facet in load_routing().facets}
    asked = {
        argument.value
        for _, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == Understanding.has.__name__
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }

    assert asked
    assert asked - known == set()
