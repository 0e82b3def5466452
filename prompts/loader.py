"""Loads every text that a person reads and every word list, once, checked.

The files beside this module are data that a commune may edit. A key that is not known, a variable that is missing or a
field that is misspelt is an error at start-up, not a surprise in an answer.
"""

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FOLDER = Path(__file__).parent
_Model = TypeVar("_Model", bound=BaseModel)
# libyaml is ten times faster and not in every wheel; this package stands alone, so `corpus.lexicon` is not asked.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PromptError(Exception):
    """Base of the faults of this package; `str()` is Vietnamese and names file and key."""


class UnknownPrompt(PromptError):
    """A text was asked for that no file holds."""


class MissingVariables(PromptError):
    """A text was rendered without a variable that it names."""


class InvalidPromptFile(PromptError):
    """A file is not of the documented shape."""


class Strict(BaseModel):
    """Base of the shapes of the files: frozen, and a key that it does not name is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Messages(Strict):
    """Every sentence a citizen can be shown, by key; `render` fills in its variables."""

    texts: dict[str, str]

    def render(self, key: str, **variables: object) -> str:
        """Returns the text of `key` with `variables` filled in.

        Raises:
            UnknownPrompt: no such key.
            MissingVariables: the text names a variable that was not given.
        """
        template = self.texts.get(key)
        if template is None:
            raise UnknownPrompt(f"messages.vi.yaml không có mục {key!r}")
        missing = {name for _, name, _, _ in Formatter().parse(template) if name} - variables.keys()
        if missing:
            raise MissingVariables(f"messages.vi.yaml, mục {key!r}: thiếu {', '.join(sorted(missing))}")
        return template.format(**variables).strip()


class Facet(Strict):
    """What a question asks of a record (khía cạnh): how it is recognised, and which record kinds may answer it.

    `patterns` are regular expressions over the folded question. `words` are the syllables that the facet explains, so
    that they do not count as the topic. `kinds` weighs the record kinds that can answer. A facet with
    `is_about_document` is about the plan itself and yields to the others when the question has a topic of its own.
    """

    name: str
    patterns: tuple[str, ...]
    words: str = ""
    kinds: dict[str, float] = {}
    is_about_document: bool = False


class Detail(Strict):
    """A detail that can be asked for, and what an answer must hold: `held`, folded, or `written` as it stands.

    `only_text`: tasks and targets have a field for it, so only other words must hold it.
    """

    asked: str
    held: str | None = None
    written: str | None = None
    only_text: bool = False


class ClaimWord(Strict):
    """A word that turns a claim round: how it is `said` (folded), and what the source then must say to bear it out.

    `{1}` in `needs` stands for the first group of `said` ("không gắn" is not borne out by another "không").
    """

    said: str
    needs: str


class Afterthoughts(Strict):
    """A last clause that is no part of the question: what it `opens` with, and what would make it one (`asks`)."""

    opens: str
    asks: str


class Routing(Strict):
    """How a folded question is read: facets, screens, small talk, follow-ups."""

    facets: tuple[Facet, ...]
    screens: dict[str, tuple[str, ...]]
    small_talk: dict[str, tuple[str, ...]]
    small_talk_words: dict[str, str]
    small_talk_fillers: str
    unavailable: dict[str, tuple[str, ...]]
    details: tuple[Detail, ...]
    yes_no: tuple[str, ...]
    claim_words: tuple[ClaimWord, ...]
    hearsay: tuple[str, ...]
    openings: tuple[str, ...]
    afterthoughts: Afterthoughts
    asides: dict[str, tuple[str, ...]]
    own_place: tuple[str, ...]
    corrections: tuple[str, ...]
    cues: dict[str, tuple[str, ...]]
    homographs: tuple[str, ...]
    follow_up: tuple[str, ...]
    pronouns: tuple[str, ...]
    agency_heads: tuple[str, ...]
    generic_agencies: tuple[str, ...]
    period_words: dict[str, str]


class Words(Strict):
    """Word lists by role, folded: what never counts as the topic, and what counts for little."""

    function_words: str
    soft_words: str
    everyday_words: str
    not_place_names: str
    unknown_agency_heads: str
    not_agency_names: str
    not_agency_before: str
    part_words: str
    measure_words: tuple[str, ...]
    heading_openers: tuple[str, ...]
    own_subject: tuple[str, ...]
    field_openers: tuple[str, ...]
    posts: tuple[str, ...]
    issuers: dict[str, str]
    base_fillers: str
    other_subjects: str

    @property
    def common(self) -> frozenset[str]:
        """What tells little or nothing: function words and those that count for little."""
        return self.split("function_words") | self.soft

    @property
    def soft(self) -> frozenset[str]:
        """What counts for little: words of nearly every record, and everyday words around a matter."""
        return self.split("soft_words") | self.split("everyday_words")

    def split(self, name: str) -> frozenset[str]:
        """Returns one of the lists as a set of syllables."""
        return frozenset(str(getattr(self, name)).split())


class Synonym(Strict):
    """An informal phrase and what the documents call it; every spelling is folded when it is used."""

    said: Annotated[tuple[str, ...], Field(min_length=1)]
    means: Annotated[tuple[str, ...], Field(min_length=1)]


class Lexicon(Strict):
    """Informal → formal phrases."""

    entries: tuple[Synonym, ...]


class Alone(Strict):
    """A syllable that is no word by itself: the compounds that have it after and before others, and what else it is."""

    means: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Abbreviations(Strict):
    """Written short forms, of administrative language and of people who type on phones; `alone` as restored."""

    administrative: dict[str, str]
    typed: dict[str, str]
    typed_last: dict[str, str]
    capitals: dict[str, str]
    after_number: dict[str, str]
    particles: str
    alone: dict[str, Alone]


class ProcedureRules(Strict):
    """How questions about administrative procedures are read and weighed."""

    fields: dict[str, tuple[str, ...]]
    whole: tuple[str, ...]
    variants: dict[str, str]
    plan_words: tuple[str, ...]
    plan_hints: tuple[str, ...]
    own_file: tuple[str, ...]
    stop_words: str
    duty_time: tuple[str, ...]
    elsewhere: tuple[str, ...]
    stop_phrases: tuple[tuple[str, ...], ...]
    sectors: dict[str, tuple[str, ...]]
    browse: tuple[str, ...]
    weights: dict[str, float]
    accept: float
    perhaps: float
    surely: float
    certainty: dict[str, float]
    tie: float


class Thresholds(Strict):
    """Selection settings, each with the run that set it in the file's comments."""

    accept: dict[str, float]
    near: float
    unasked: float
    affirmed: float
    standing_out_coverage: float
    standing_out_margin: float
    tie: float
    soft_weight: float
    context_credit: float
    name_credit: float
    name_share: float
    name_support: float
    lone_syllable_credit: float
    scattered_credit: float
    precision_weight: float
    search_weight: float
    unknown_weight: float


@cache
def _parse(name: str, model: type[BaseModel]) -> BaseModel:
    path = FOLDER / name
    try:
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise InvalidPromptFile(f"Không đọc được prompts/{name}: {error}") from error


def read(name: str, model: type[_Model]) -> _Model:
    """Returns the file `name` of this folder as a `model`; parsed once.

    Raises:
        InvalidPromptFile: the file cannot be read or is not of that shape.
    """
    parsed = _parse(name, model)
    if not isinstance(parsed, model):
        raise InvalidPromptFile(f"prompts/{name} không đúng kiểu {model.__name__}")
    return parsed


def load_messages() -> Messages:
    """Returns the sentences of `messages.vi.yaml`."""
    return read("messages.vi.yaml", Messages)


def load_routing() -> Routing:
    """Returns the reading rules of `routing.yaml`."""
    return read("routing.yaml", Routing)


def load_words() -> Words:
    """Returns the word lists of `words.yaml`."""
    return read("words.yaml", Words)


def load_lexicon() -> Lexicon:
    """Returns the informal → formal phrases of `synonyms.yaml`."""
    return read("synonyms.yaml", Lexicon)


def load_abbreviations() -> Abbreviations:
    """Returns the short forms of `abbreviations.yaml`."""
    return read("abbreviations.yaml", Abbreviations)


def load_thresholds() -> Thresholds:
    """Returns the selection settings of `selection.yaml`."""
    return read("selection.yaml", Thresholds)


def load_procedure_rules() -> ProcedureRules:
    """Returns the rules of `procedures.yaml`."""
    return read("procedures.yaml", ProcedureRules)
