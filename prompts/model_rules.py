"""What a language model is asked for, and how its words are held against the source (`model.yaml`)."""

from typing import Annotated, Literal

from pydantic import Field

from prompts.loader import Strict, read


class Route(Strict):
    """Who words the answers of one outcome, and why."""

    outcome: str
    composer: Literal["model", "extractive"]
    reason: Annotated[str, Field(min_length=1)]


class ModelRules(Strict):
    """`connectives` and `units` are words between spaces, lower case with diacritics, as all lists here."""

    routes: tuple[Route, ...]
    passages: Annotated[int, Field(ge=1, le=20)]
    passage_characters: Annotated[int, Field(ge=100)]
    support: Annotated[float, Field(gt=0, le=1)]
    phrasing: Annotated[float, Field(gt=0, le=1)]
    reach: Annotated[int, Field(ge=1)]
    comparators: dict[str, tuple[str, ...]]
    exceptions: tuple[str, ...]
    negations: tuple[str, ...]
    units: str
    name_heads: tuple[str, ...]
    connectives: str

    @property
    def outcomes(self) -> frozenset[str]:
        """The outcomes whose answers the model words."""
        return frozenset(route.outcome for route in self.routes if route.composer == "model")


def load_model_rules() -> ModelRules:
    """Returns the rules of `model.yaml`."""
    return read("model.yaml", ModelRules)
