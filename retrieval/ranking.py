"""The weights of the ranking, read from ranking.yaml."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import RetrievalError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldBoosts(_Part):
    """BM25 boosts of the lexical index's fields."""

    text: float = Field(ge=0)
    text_pairs: float = Field(ge=0)
    title: float = Field(ge=0)
    title_pairs: float = Field(ge=0)
    aliases: float = Field(ge=0)
    aliases_pairs: float = Field(ge=0)


class ListWeights(_Part):
    """How much each list counts in the fused score."""

    lexical: float = Field(gt=0)
    vector: float = Field(ge=0)


class VectorRules(_Part):
    """When the vectors are asked at all."""

    min_passages: int = Field(ge=0)


class Ranking(_Part):
    """Everything that is tuned; nothing in the index depends on it, so a change needs no rebuild."""

    fields: FieldBoosts
    weights: ListWeights
    vector: VectorRules
    candidates: int = Field(gt=0)


@cache
def load_ranking(path: Path) -> Ranking:
    """Reads the weights.

    Raises:
        RetrievalError: The file is missing or not of the expected form.
    """
    try:
        return Ranking.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise RetrievalError(f"Không đọc được trọng số xếp hạng {str(path)!r}: hãy sửa lại tệp này.") from exc
