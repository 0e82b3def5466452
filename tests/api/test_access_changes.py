"""A running server goes by the sites in the store: within two seconds, in every process, and while it is away."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.settings import ApiSettings
from bot.store.keeper import make_keeper
from bot.store.sites import Site
from bot.store.store import Store
from tests.support.databases import PATIENT, make_store
from tests.support.fake_assistant import FakeAssistant
from tests.support.shipped import FakeClock

ORIGIN, OTHER = "https://xa.example.vn", "https://moi.example.vn"
SITE = Site("xa-7f3a91c2", "Cổng xã", (ORIGIN,), ("lac-phuong",))
NEW = replace(SITE, key="xa-moi-5d20be77")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def worker(store: Store, clock: FakeClock, **settings: object) -> TestClient:
    """Returns a client of another process over the store."""
    api = ApiSettings.model_validate({"_env_file": None, **settings})
    return TestClient(create_app(FakeAssistant(), api, make_keeper(store, PATIENT, clock.monotonic)))


def status(client: TestClient, site: Site | None = SITE, origin: str = ORIGIN) -> int:
    headers = {"Origin": origin} | ({"X-Site-Key": site.key} if site else {})
    return client.post("/v1/ask", json={"question": "Ai ký?"}, headers=headers).status_code


def preflight(client: TestClient, origin: str) -> int:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/v1/ask", headers=asked).status_code


def test_key_is_rotated_without_a_restart_in_every_process(store: Store, clock: FakeClock) -> None:
    store.sites.add(SITE)
    workers = [worker(store, clock) for _ in range(2)]
    seen = []
    changes: list[Callable[[], object]] = [lambda: store.sites.add(NEW), lambda: store.sites.remove(SITE.key)]
    for change in changes:
        seen.append([(status(client, SITE), status(client, NEW)) for client in workers])
        change()
        clock.seconds += 2
    seen.append([(status(client, SITE), status(client, NEW)) for client in workers])

    assert seen == [[(200, 401)] * 2, [(200, 200)] * 2, [(401, 200)] * 2]


def test_changed_site_is_taken_up_whole(store: Store, clock: FakeClock) -> None:
    store.sites.add(SITE)
    client = worker(store, clock)
    before = status(client), status(client, SITE, OTHER), preflight(client, OTHER)
    store.sites.put([replace(SITE, origins=(OTHER,), per_minute=2)])
    too_soon = status(client)
    clock.seconds = 2
    after = status(client), status(client, SITE, OTHER), preflight(client, OTHER), preflight(client, ORIGIN)
    limited = [status(client, SITE, OTHER) for _ in range(2)]

    assert before == (200, 403, 403)
    assert too_soon == 200
    assert after == (403, 200, 204, 403)
    assert limited == [200, 429]


@pytest.mark.parametrize(
    ("settings", "without", "with_one"),
    [({}, 200, 403), ({"demo": True}, 200, 200), ({"demo": False}, 403, 403), ({"keys": "k1"}, 403, 403)],
)
def test_first_site_closes_what_nothing_else_did_and_the_end_of_the_last_opens_it(
    store: Store, clock: FakeClock, settings: dict[str, object], without: int, with_one: int
) -> None:
    client = worker(store, clock, **settings)
    seen = [status(client, None, OTHER)]
    changes: list[Callable[[], object]] = [lambda: store.sites.add(SITE), lambda: store.sites.remove(SITE.key)]
    for change in changes:
        change()
        clock.seconds += 2
        seen.append(status(client, None, OTHER))

    assert seen == [without, with_one, without]


def test_last_known_sites_hold_while_the_store_is_away(store: Store, clock: FakeClock) -> None:
    store.sites.add(SITE)
    client = worker(store, clock)
    with store.database.writing() as connection:
        connection.execute(text("ALTER TABLE sites RENAME TO away"))
    away = []
    for _ in range(3):
        clock.seconds += 2
        away.append((status(client), status(client, NEW), status(client, None, OTHER)))
    with store.database.writing() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO sites"))
    store.sites.add(NEW)
    clock.seconds += 6

    assert away == [(200, 401, 403)] * 3
    assert status(client, NEW) == 200


def test_site_whose_commune_is_no_longer_known_is_told_so(store: Store, clock: FakeClock) -> None:
    store.sites.add(replace(SITE, communes=("kim-lien",)))
    headers = {"Origin": ORIGIN, "X-Site-Key": SITE.key}
    response = worker(store, clock).post("/v1/ask", json={"question": "Ai ký?"}, headers=headers)

    assert response.status_code == 422
    assert "'kim-lien'" in response.json()["detail"]
