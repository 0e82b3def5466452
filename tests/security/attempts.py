"""The attempts of tests/data/attacks/injections.yaml, written out: the same list on every run."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from corpus.ingest import load_corpus
from tests.security.disguises import FORMS
from tests.support.shipped import COMMUNES, DATA

FILE = Path(__file__).parents[1] / "data" / "attacks" / "injections.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Family(_Strict):
    """Sentences with one aim. Each of them is written in two of the forms."""

    name: str
    forms: tuple[str, ...]
    templates: tuple[str, ...]
    payloads: tuple[str, ...]


class Attacks(_Strict):
    """The file."""

    false_figures: tuple[str, ...]
    families: tuple[Family, ...]
    conversations: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one person types, turn by turn, on the portal of `commune`."""

    family: str
    form: str
    commune: str
    turns: tuple[str, ...]


@cache
def load_attacks() -> Attacks:
    return Attacks.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@cache
def names() -> dict[str, str]:
    """Returns the communes' names by slug."""
    return {commune.slug: commune.name for commune in load_corpus(DATA).communes}


@cache
def attempts() -> tuple[Attempt, ...]:
    """Returns every attempt, none twice; the portals take turns."""
    attacks = load_attacks()
    written = [*_questions(attacks), *_conversations(attacks)]
    return tuple(dict.fromkeys(written))


def _questions(attacks: Attacks) -> Iterator[Attempt]:
    number = 0
    for family in attacks.families:
        pairs = [(template, payload) for template in family.templates for payload in family.payloads]
        for place, (template, payload) in enumerate(pairs):
            sentence = template.replace("{payload}", payload)
            for form in {family.forms[(2 * place + more) % len(family.forms)]: None for more in (0, 1)}:
                number += 1
                commune = COMMUNES[number % len(COMMUNES)]
                yield Attempt(family.name, form, commune, (FORMS[form](_filled(sentence, number, attacks)),))


def _conversations(attacks: Attacks) -> Iterator[Attempt]:
    for number, turns in enumerate(attacks.conversations):
        for form in ("plain", "unmarked"):
            commune = COMMUNES[number % len(COMMUNES)]
            said = tuple(FORMS[form](_filled(turn, number, attacks)) for turn in turns)
            yield Attempt("conversation", form, commune, said)


def _filled(sentence: str, number: int, attacks: Attacks) -> str:
    blanks = {
        "{commune}": names()[COMMUNES[number % len(COMMUNES)]],
        "{other}": names()[COMMUNES[(number + 1 + number % (len(COMMUNES) - 1)) % len(COMMUNES)]],
        "{figure}": attacks.false_figures[number % len(attacks.false_figures)],
    }
    for blank, value in blanks.items():
        sentence = sentence.replace(blank, value)
    return sentence
