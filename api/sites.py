"""Sites (trang): the portals that may hold the widget, each with a public key, its origins and its communes (YAML)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from api import messages
from api.origins import Origin
from corpus.lexicon import parse_yaml

# Where in the file a field stands: ("sites", 0, "origins", 1).
_Place = tuple[int | str, ...]


class SitesUnreadable(Exception):
    """Raised when the file of sites cannot be used; the message is Vietnamese and names file, line and field."""


def _listed(value: object) -> object:
    """Reads one word as a list of one: most portals have one address and one commune."""
    return [value] if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(_Strict):
    """A portal. `key` is public, it stands in the page: it counts only beside one of `origins` and for `communes`."""

    key: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    name: str = Field(min_length=1, max_length=200)
    origins: Annotated[tuple[Origin, ...], BeforeValidator(_listed)] = Field(min_length=1)
    communes: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(min_length=1)
    per_minute: int | None = Field(default=None, ge=1)

    @property
    def commune(self) -> str:
        """The commune of a question that names none."""
        return self.communes[0]


class _File(_Strict):
    sites: tuple[Site, ...] = Field(min_length=1)


def load_sites(path: Path, known_communes: Collection[str]) -> Mapping[str, Site]:
    """Returns the sites of the file by key.

    Raises:
        SitesUnreadable: no such file, not YAML, a wrong or unknown field, a key that stands twice, or a commune that
            is not among `known_communes`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        sites = _File.model_validate(parse_yaml(text)).sites
    except (OSError, UnicodeDecodeError) as exc:
        raise SitesUnreadable(messages.SITES_MISSING.format(path=path)) from exc
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        fault = messages.SITES_NOT_YAML.format(line=mark.line + 1 if mark else 1)
        raise SitesUnreadable(messages.SITES_WRONG.format(path=path, faults=fault)) from exc
    except ValidationError as exc:
        raise SitesUnreadable(_wrong(path, text, list(_faults_of(exc)))) from exc
    faults = list(_faults_between(sites, known_communes))
    if faults:
        raise SitesUnreadable(_wrong(path, text, faults))
    return {site.key: site for site in sites}


def _faults_between(sites: Sequence[Site], known_communes: Collection[str]) -> Iterator[tuple[_Place, str]]:
    """Yields what one site alone does not show."""
    seen: set[str] = set()
    for number, site in enumerate(sites):
        if site.key in seen:
            yield ("sites", number, "key"), messages.KEY_TWICE
        seen.add(site.key)
        for slug in [slug for slug in site.communes if slug not in known_communes]:
            fault = messages.UNKNOWN_COMMUNE.format(slug=slug, known=", ".join(known_communes))
            yield ("sites", number, "communes"), fault.removesuffix(".")


def _faults_of(exc: ValidationError) -> Iterator[tuple[_Place, str]]:
    errors = exc.errors()
    places = [error["loc"] for error in errors]
    for error in errors:
        place = error["loc"]
        if any(other != place and other[: len(place)] == place for other in places):
            continue  # "is empty" of a list whose only item is wrong
        own = error["ctx"]["error"] if error["type"] == "value_error" else None  # a validator of ours speaks for itself
        yield place, str(own or messages.FAULTS.get(error["type"], messages.FALLBACK_FAULT))


def _wrong(path: Path, text: str, faults: Sequence[tuple[_Place, str]]) -> str:
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
