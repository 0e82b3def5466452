"""Settings of the retrieval package (environment variables `RETRIEVAL_*` and `CHROMA_URL`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).parent


class RetrievalSettings(BaseSettings):
    """Where the models and weights are and which embedder is used. Built by the edges only, passed as an argument."""

    # `ignore`: the same .env holds other packages' variables.
    model_config = SettingsConfigDict(
        env_prefix="RETRIEVAL_",
        env_file=".env",
        env_ignore_empty=True,  # compose files pass unset variables on as empty ones
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    embedder: str = Field(
        default="static",
        description='"none" (words only), "static" (the shipped model), or a sentence-transformers folder or hub name',
    )
    static_model_dir: Path = Field(
        default=_PACKAGE / "data" / "static-model", description="Folder of the static embedding model"
    )
    ranking_path: Path = Field(default=_PACKAGE / "ranking.yaml", description="Weights of the ranking (YAML)")
    chroma_url: str | None = Field(
        default=None,
        validation_alias="CHROMA_URL",
        description="Address of a Chroma server; empty: vectors are kept in files inside the index",
    )
    vector_timeout_s: float = Field(
        default=2.0, description="How long an answer may wait for the Chroma server, in seconds"
    )
