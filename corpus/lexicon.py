"""Editable knowledge shipped as YAML under `corpus/data/`, validated when it is read."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel

DATA_ROOT = Path(__file__).parent / "data"

Model = TypeVar("Model", bound=BaseModel)

# libyaml is ten times faster and not in every wheel.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_lexicon(name: str, model: type[Model]) -> Model:
    """Returns the shipped file `name` as `model`."""
    text = (DATA_ROOT / name).read_text(encoding="utf-8")
    return model.model_validate(parse_yaml(text))


def parse_yaml(text: str) -> object:
    """Returns what `text` says in safe YAML."""
    return yaml.load(text, Loader=_LOADER)
