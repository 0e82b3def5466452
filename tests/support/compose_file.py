"""Reads docker-compose.yml as Compose does: interpolation of `${NAME}`, `${NAME:-default}` and `${NAME:?message}`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z][A-Z0-9_]*)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\}")
Service = dict[str, Any]


class MissingVariable(Exception):
    """A variable that must be set is not; holds the message that the operator reads."""


def interpolated(text: str, environment: Mapping[str, str]) -> str:
    """Returns `text` with its variables filled in."""

    def value(found: re.Match[str]) -> str:
        given = environment.get(found["name"], "")
        if given:
            return given
        if found["kind"] == ":?":
            raise MissingVariable(found["rest"])
        return found["rest"] or ""

    return _VARIABLE.sub(value, text)


def variables(kind: str | None = None) -> dict[str, str]:
    """Returns the variables that the file interpolates, with what stands after `:-` or `:?`; those of one `kind`."""
    found = _VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8"))
    return {match["name"]: match["rest"] or "" for match in found if kind in (None, match["kind"])}


def parsed(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Returns the file; without `environment` its variables stay as they are written."""
    text = COMPOSE.read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text if environment is None else interpolated(text, environment))
    return content


def services(environment: Mapping[str, str] | None = None) -> dict[str, Service]:
    """Returns the services by name."""
    found: dict[str, Service] = parsed(environment)["services"]
    return found


def megabytes(size: str) -> int:
    """Returns a size such as "512m" or "8g" in MB."""
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]
