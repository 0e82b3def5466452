"""Tables come forward and go back step by step, without what is kept in them, and stand as the code expects them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import insert, inspect, select, text

import bot.store.migrations
from bot.settings import BotSettings
from bot.store import schema
from bot.store.database import Database, StoreUnavailable
from bot.store.migrating import HEAD, migrate, revision_of
from bot.store.operating import Audit
from bot.store.sites import Site, Sites
from bot.store.store import open_store

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def open_database(place: Path | str) -> Database:
    return Database(place if isinstance(place, str) else f"sqlite:///{place / 'store.db'}")


def test_newest_step_is_the_one_that_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(next(iter(bot.store.migrations.__path__)))))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_steps_make_the_tables_of_the_code(place: Path | str) -> None:
    database = open_database(place)
    migrate(database)
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), schema.metadata)
    database.close()

    assert differences == []


def test_every_step_goes_back_and_forth(place: Path | str) -> None:
    database = open_database(place)
    ways = [migrate(database), migrate(database), migrate(database, "0001"), migrate(database, "base")]
    empty = inspect(database.engine).get_table_names()
    ways.append(migrate(database))
    database.close()

    assert ways == [(None, HEAD), (HEAD, HEAD), (HEAD, "0001"), ("0001", None), (None, HEAD)]
    assert empty == ["alembic_version"]


def test_what_is_kept_survives_the_steps(place: Path | str) -> None:
    database = open_database(place)
    migrate(database, "0001")
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO ratings (answer_id, chat, outcome, rating, rated_at) VALUES ('a1', 'c1', 'o', 'up', :at)"
            ),
            {"at": NOW.replace(tzinfo=None).isoformat(sep=" ")},
        )
        connection.execute(
            text("INSERT INTO remarks (remark_id, chat, text, made_at) VALUES ('r1', 'c1', 'tốt', :at)"),
            {"at": NOW.replace(tzinfo=None).isoformat(sep=" ")},
        )
    migrate(database)
    with database.writing() as connection:
        rating = connection.execute(select(schema.ratings)).one()
        web = {"answer_id": "a2", "channel": "api", "commune": "", "outcome": "o", "rating": "up", "rated_at": NOW}
        connection.execute(insert(schema.ratings).values(**web))
    migrate(database, "0001")
    with database.reading() as connection:
        ids = connection.execute(text("SELECT answer_id, chat FROM ratings")).all()
        remarks = connection.execute(text("SELECT chat, text FROM remarks")).all()
    database.close()

    assert (rating.person, rating.channel, rating.commune) == ("c1", "telegram", "")
    assert ids == [("a1", "c1")]
    assert remarks == [("c1", "tốt")]


def test_sites_come_and_go_with_their_step_and_nothing_else_does(place: Path | str) -> None:
    database = open_database(place)
    migrate(database, "0002")
    audit = Audit(database)
    audit.note("console", "index", index_id="i1")
    forward = migrate(database)
    sites = Sites(database)
    empty = sites.all()
    sites.add(Site("trang-mot", "Cổng", ("https://mot.example.vn",), ("tan-an",)))
    kept = list(sites.all())
    back = migrate(database, "0002")
    tables = inspect(database.engine).get_table_names()
    migrate(database)
    again, acts = sites.all(), [entry.action for entry in audit.latest()]
    database.close()

    assert (forward, back) == (("0002", HEAD), (HEAD, "0002"))
    assert (empty, kept, again) == ({}, ["trang-mot"], {})
    assert "sites" not in tables
    assert acts == ["index"]


def test_database_from_before_the_steps_is_taken_over(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    migrate(database, "0001")
    with database.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))

    assert migrate(database) == (None, HEAD)
    database.close()


def test_failed_step_leaves_everything_as_it_was(place: Path | str) -> None:
    database = open_database(place)
    migrate(database, "0001")
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE audit (x INTEGER)"))  # in the way of the last table of the step
    with pytest.raises(StoreUnavailable, match="DATABASE_URL"):
        migrate(database)
    columns = [column["name"] for column in inspect(database.engine).get_columns("ratings")]
    tables = inspect(database.engine).get_table_names()
    revision = revision_of(database)
    database.close()

    assert revision == "0001"
    assert "chat" in columns
    assert "answers" not in tables


def test_unknown_step_is_one_sentence(place: Path | str) -> None:
    database = open_database(place)
    with pytest.raises(StoreUnavailable, match="0009"):
        migrate(database, "0009")
    database.close()


@pytest.mark.parametrize("place", [pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))], indirect=True)
def test_server_is_not_upgraded_by_whoever_comes_first(place: str) -> None:
    settings = BotSettings(_env_file=None, database_url=place, identity_key=SecretStr("k"))
    with pytest.raises(StoreUnavailable, match="motcua store upgrade"):
        open_store(settings)
    database = open_database(place)
    migrate(database)
    database.close()
    open_store(settings).close()


@pytest.mark.parametrize("url", ["postgresql+none://x", "no address"])
def test_address_that_is_none_is_one_sentence(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="DATABASE_URL"):
        Database(url)
