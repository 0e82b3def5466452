"""Sites (trang): the portals that may hold the widget. Kept in the store, so that every process goes by the same."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from bot.store.database import Database, insert_new, put
from bot.store.schema import sites


@dataclass(frozen=True, slots=True)
class Site:
    """A portal. `key` is public, it stands in the page: it counts only beside one of `origins` and for `communes`.

    `per_minute` is how often all of its visitors may call in a minute; None: no limit of its own.
    """

    key: str
    name: str
    origins: tuple[str, ...]
    communes: tuple[str, ...]
    per_minute: int | None = None

    @property
    def commune(self) -> str:
        """The commune of a question that names none."""
        return self.communes[0]


class Sites:
    """The sites by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Mapping[str, Site]:
        """Returns every site by its key."""
        with self._database.reading() as connection:
            rows = connection.execute(select(sites).order_by(sites.c.key)).all()
        return {row.key: _site(row) for row in rows}

    def add(self, site: Site) -> bool:
        """Keeps a new site; tells whether its key was free."""
        with self._database.writing() as connection:
            return insert_new(connection, sites, {"key": site.key, **_values(site)})

    def put(self, given: Iterable[Site]) -> None:
        """Keeps all of these or none; one whose key is there replaces what was said of it."""
        with self._database.writing() as connection:
            for site in given:
                put(connection, sites, {"key": site.key}, _values(site))

    def remove(self, key: str) -> bool:
        """Takes a site out; tells whether it was there."""
        with self._database.writing() as connection:
            return bool(connection.execute(delete(sites).where(sites.c.key == key)).rowcount)


def _values(site: Site) -> dict[str, Any]:
    return {
        "name": site.name,
        "origins": json.dumps(site.origins),
        "communes": json.dumps(site.communes),
        "per_minute": site.per_minute,
    }


def _site(row: Any) -> Site:
    return Site(row.key, row.name, tuple(json.loads(row.origins)), tuple(json.loads(row.communes)), row.per_minute)
