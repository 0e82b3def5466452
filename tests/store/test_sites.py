"""The sites are the same for every process, at most two seconds old, and go on while the store is away."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.settings import BotSettings
from bot.store.database import Database, StoreUnavailable
from bot.store.identity import Pseudonyms
from bot.store.keeper import make_keeper
from bot.store.sites import Site
from bot.store.store import Store
from tests.support.databases import KEY, make_store
from tests.support.shipped import FakeClock

ONE = Site("trang-mot", "Cổng “xã” 'Một'", ("https://mot.example.vn", "https://xn--x-yfa.example.vn"), ("tan-an",))
TWO = Site("trang-hai", "Cổng chung", ("https://hai.example.vn:8443",), ("tan-an", "le-loi"), 300)


def test_site_comes_back_as_it_was_and_goes(store: Store) -> None:
    empty = store.sites.all()
    added = [store.sites.add(ONE), store.sites.add(TWO), store.sites.add(replace(ONE, name="Khác"))]
    known = store.sites.all()
    removed = [store.sites.remove(ONE.key), store.sites.remove(ONE.key)]

    assert empty == {}
    assert added == [True, True, False]
    assert known == {ONE.key: ONE, TWO.key: TWO}
    assert removed == [True, False]
    assert store.sites.all() == {TWO.key: TWO}


def test_several_are_kept_all_or_none(store: Store) -> None:
    store.sites.add(ONE)
    changed = replace(ONE, origins=("https://moi.example.vn",), per_minute=5)
    with pytest.raises(IntegrityError):
        store.sites.put([changed, replace(TWO, name=cast(str, None))])
    between = store.sites.all()
    store.sites.put([changed, TWO])

    assert between == {ONE.key: ONE}
    assert store.sites.all() == {ONE.key: changed, TWO.key: TWO}


def test_process_goes_by_what_it_read_last(tmp_path: Path) -> None:
    clock, store = FakeClock(), make_store(tmp_path)
    store.sites.add(ONE)
    keeper = make_keeper(store, BotSettings(_env_file=None), clock.monotonic)
    at_first = keeper.sites.get()
    store.sites.add(TWO)
    clock.seconds = 1.9
    too_soon = asyncio.run(keeper.sites.current())
    clock.seconds = 2.0
    known = asyncio.run(keeper.sites.current())
    with store.database.writing() as connection:
        connection.execute(text("ALTER TABLE sites RENAME TO away"))
    clock.seconds = 4.0
    without = keeper.sites.get()
    store.close()

    assert at_first == too_soon == {ONE.key: ONE}
    assert known == without == {ONE.key: ONE, TWO.key: TWO}
    assert keeper.guard.failures == 1


def test_nobody_is_served_before_the_sites_were_read() -> None:
    store = Store(Database("postgresql+psycopg://nobody@127.0.0.1:1/none"), Pseudonyms(KEY))
    with pytest.raises(StoreUnavailable):
        make_keeper(store, BotSettings(_env_file=None))
    store.close()
