"""Sites as operators write them, in a file or on the command line, checked before the store gets them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from api import messages
from api.origins import Origin
from bot.store.sites import Site
from corpus.lexicon import parse_yaml

# Where in the file a field stands: ("sites", 0, "origins", 1).
_Place = tuple[int | str, ...]
_Fault = tuple[_Place, str]


class SitesRefused(Exception):
    """Raised where sites cannot be used as they are written; the message is Vietnamese and names place and field."""


def _listed(value: object) -> object:
    """Reads one word as a list of one: most portals have one address and one commune."""
    return [value] if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Written(_Strict):
    key: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    name: str = Field(min_length=1, max_length=200)
    origins: Annotated[tuple[Origin, ...], BeforeValidator(_listed)] = Field(min_length=1)
    communes: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(min_length=1)
    per_minute: int | None = Field(default=None, ge=1)

    def site(self) -> Site:
        return Site(self.key, self.name, self.origins, self.communes, self.per_minute)


class _File(_Strict):
    sites: tuple[_Written, ...] = Field(min_length=1)


def load_sites(path: Path, known_communes: Collection[str]) -> tuple[Site, ...]:
    """Returns the sites of a YAML file.

    Raises:
        SitesRefused: no such file, not YAML, a wrong or unknown field, a key that stands twice, or a commune that
            is not among `known_communes`; names file, line and field of each fault.
    """
    try:
        text = path.read_text(encoding="utf-8")
        sites, faults = _read(parse_yaml(text), known_communes)
    except (OSError, UnicodeDecodeError) as exc:
        raise SitesRefused(messages.SITES_MISSING.format(path=path)) from exc
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        fault = messages.SITES_NOT_YAML.format(line=mark.line + 1 if mark else 1)
        raise SitesRefused(messages.SITES_WRONG.format(path=path, faults=fault)) from exc
    if faults:
        raise SitesRefused(_wrong(path, text, faults))
    return sites


def make_site(fields: Mapping[str, object], known_communes: Collection[str], options: Mapping[str, str]) -> Site:
    """Returns the site that the fields describe; `options` are what a person calls them.

    Raises:
        SitesRefused: a field is wrong, or a commune is not among `known_communes`; names the option of each fault.
    """
    sites, faults = _read({"sites": [fields]}, known_communes)
    if faults:
        listed = "; ".join(f"{options[str(place[2])]}: {fault}" for place, fault in faults)
        raise SitesRefused(messages.SITE_WRONG.format(faults=listed))
    return sites[0]


def _read(written: object, known_communes: Collection[str]) -> tuple[tuple[Site, ...], list[_Fault]]:
    """Returns what is written, or what is wrong with it."""
    try:
        sites = tuple(one.site() for one in _File.model_validate(written).sites)
    except ValidationError as exc:
        return (), list(_faults_of(exc))
    return sites, list(_faults_between(sites, known_communes))


def _faults_between(sites: Sequence[Site], known_communes: Collection[str]) -> Iterator[_Fault]:
    """Yields what one site alone does not show."""
    seen: set[str] = set()
    for number, site in enumerate(sites):
        if site.key in seen:
            yield ("sites", number, "key"), messages.KEY_TWICE
        seen.add(site.key)
        for slug in [slug for slug in site.communes if slug not in known_communes]:
            fault = messages.UNKNOWN_COMMUNE.format(slug=slug, known=", ".join(known_communes))
            yield ("sites", number, "communes"), fault.removesuffix(".")


def _faults_of(exc: ValidationError) -> Iterator[_Fault]:
    errors = exc.errors()
    places = [error["loc"] for error in errors]
    for error in errors:
        place = error["loc"]
        if any(other != place and other[: len(place)] == place for other in places):
            continue  # "is empty" of a list whose only item is wrong
        own = error["ctx"]["error"] if error["type"] == "value_error" else None  # a validator of ours speaks for itself
        yield place, str(own or messages.FAULTS.get(error["type"], messages.FALLBACK_FAULT))


def _wrong(path: Path, text: str, faults: Sequence[_Fault]) -> str:
    listed = "; ".join(
        messages.SITES_FAULT.format(
            line=_line(text, place), field=".".join(str(part) for part in place) or "sites", fault=fault
        )
        for place, fault in faults
    )
    return messages.SITES_WRONG.format(path=path, faults=listed)


def _line(text: str, place: _Place) -> int:
    """Returns the line (from 1) of the field at `place`, or of the nearest one above it that is there."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 0 if node is None else node.start_mark.line
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1
