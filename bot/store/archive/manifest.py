"""What an archive says of itself, and when it is refused."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

MANIFEST = "manifest.json"
TABLES, FILES = "tables/", "files/"
# Who is signed in, and who failed to, is of the machine and the hour.
NEVER_KEPT = ("alembic_version", "sessions", "sign_ins")


class ArchiveRefused(Exception):
    """An archive that cannot be written or restored; the message is Vietnamese, for the operator."""


class Member(BaseModel):
    """One file of the archive."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """`revision` is the step of the tables, `key` names the key that people were hashed with, without telling it."""

    format: Literal["motcua-store"] = "motcua-store"
    version: Literal[1] = 1
    revision: str = Field(pattern=r"^\w{1,32}$")
    created_at: datetime
    key: str
    rows: dict[str, int]
    members: dict[str, Member]
