"""Settings of the HTTP edge (environment variables API_…, .env)."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _split(value: object) -> object:
    """Reads "a, b" as ("a", "b"): lists in .env files are written by people, not as JSON."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


class ApiSettings(BaseSettings):
    """What an operator can set at the HTTP edge. Built by the commands only and passed on."""

    model_config = SettingsConfigDict(
        env_prefix="API_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    public_base_url: str | None = Field(
        default=None, description="Address that citations' links begin with; empty: the address of the request"
    )
    demo: bool | None = Field(
        default=None,
        description="true: open to every caller; false: closed; empty: open while neither keys nor origins are set",
    )
    keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Keys accepted in X-API-Key, comma-separated"
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Origins whose pages may hold the widget (https://xa.example.vn), comma-separated"
    )
    rate_limit_per_minute: int = Field(
        default=600, ge=0, description="Calls of /v1/ per client address and minute; 0: no limit; loopback is exempt"
    )
    max_body_bytes: int = Field(default=65_536, ge=1_024, description="Largest request body in bytes")
    ask_threads: int = Field(default=4, ge=1, le=64, description="Questions answered at the same time")
    feedback_path: Path = Field(
        default=Path("var/feedback.jsonl"), description="File that ratings of answers are appended to"
    )
    procedures_dir: Path = Field(
        default=Path("var/procedures"), description="Folder that imported administrative procedures are kept in"
    )

    @field_validator("keys", "allowed_origins", mode="before")
    @classmethod
    def _split_lists(cls, value: object) -> object:
        return _split(value)

    @field_validator("public_base_url", mode="after")
    @classmethod
    def _without_last_slash(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else None

    @property
    def is_open(self) -> bool:
        """Whether callers without key or known origin are served."""
        return self.demo if self.demo is not None else not (self.keys or self.allowed_origins)
