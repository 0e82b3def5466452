"""Settings of the HTTP edge (environment variables API_…, .env)."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api import messages
from api.admin.passwords import is_hash
from api.origins import Origin, normalise_origin


def _split(value: object) -> object:
    """Reads "a, b" as ("a", "b"): lists in .env files are written by people, not as JSON."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return normalise_origin(f"{parts.scheme}://{parts.netloc}")


def _network(value: str) -> str:
    """Returns `value` where it is an address or network; "*" is none, for then anybody could name any address."""
    ip_network(value)
    return value


class Unusable(ValueError):
    """A setting that cannot be used; the message is the Vietnamese sentence that the operator reads."""


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
        description="true: open to every caller; false: closed; empty: open while no keys, origins or sites are set",
    )
    keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Keys accepted in X-API-Key, comma-separated"
    )
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode] = Field(
        default=(), description="Origins whose pages may hold the widget without a site's key, comma-separated"
    )
    trusted_proxies: Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode] = Field(
        default=(), description="Addresses or networks of the reverse proxies whose X-Forwarded-* is believed"
    )
    rate_limit_per_minute: int = Field(
        default=600, ge=0, description="Calls of /v1/ per visitor and minute; 0: no limit; loopback is exempt"
    )
    metrics_token: SecretStr | None = Field(
        default=None, min_length=16, description="Token of /metrics (Authorization: Bearer …); empty: no /metrics"
    )
    contact: str | None = Field(
        default=None, description="Who takes requests about personal data, as /rieng-tu shows it: name, phone, e-mail"
    )
    admin_password_hash: SecretStr | None = Field(
        default=None, description="Hash of the operator's password (`motcua admin hash`); empty: no /admin"
    )
    max_body_bytes: int = Field(default=16_384, ge=1_024, description="Largest request body in bytes")
    workers: int = Field(
        default=1, ge=1, le=64, description="Processes that serve; more than one need CHROMA_URL and share the store"
    )
    ask_threads: int = Field(default=4, ge=1, le=64, description="Questions answered at the same time")
    ask_queue: int = Field(
        default=100, ge=1, description="Questions that a process works on or keeps waiting; those above get a 503"
    )
    procedures_dir: Path = Field(
        default=Path("var/procedures"), description="Folder that imported administrative procedures are kept in"
    )
    documents_dir: Path = Field(
        default=Path("var/documents"), description="Folder that the commune's own documents are kept in, by version"
    )

    @field_validator("keys", "allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split_lists(cls, value: object) -> object:
        return _split(value)

    @field_validator("public_base_url", mode="after")
    @classmethod
    def _as_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        _origin_of(value)
        return value.rstrip("/")

    @field_validator("admin_password_hash", mode="after")
    @classmethod
    def _check_hash(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        if not is_hash(value.get_secret_value()):
            raise Unusable(messages.ADMIN_HASH_WRONG)
        return value

    def is_open(self, *, has_sites: bool) -> bool:
        """Tells whether callers without key or known origin are served; `has_sites`: the store holds a site."""
        return self.demo if self.demo is not None else not (self.keys or self.allowed_origins or has_sites)

    @property
    def public_origin(self) -> str | None:
        """The origin of `public_base_url`."""
        return _origin_of(self.public_base_url) if self.public_base_url else None
