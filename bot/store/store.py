"""All stores over one database, and what goes through all of them: forgetting a person, purging what has expired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Delete, Table, Update, delete, select, update

from bot.conversation import Turn
from bot.settings import BotSettings
from bot.store import schema
from bot.store.answers import Answers
from bot.store.chats import Chats
from bot.store.conversations import StoredConversations
from bot.store.database import Clock, Database, StoreUnavailable, utc_now
from bot.store.deliveries import Deliveries
from bot.store.identity import Pseudonyms, load_key
from bot.store.migrating import HEAD, migrate, revision_of
from bot.store.offers import Offers
from bot.store.operating import Audit, Sessions, Switches
from bot.store.opinions import Opinions
from bot.store.reporting import Reporting
from bot.store.sites import Sites

# Telegram itself forgets an update after a day.
DELIVERY_LIFETIME = timedelta(days=2)
SIGN_IN_LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is kept of people and, without them, of counts. Law 91/2025/QH15: no longer than it serves.

    `keeps_unanswered`: whether the words of questions that got no answer are kept at all.
    """

    people: timedelta = timedelta(days=90)
    counts: timedelta = timedelta(days=365)
    keeps_unanswered: bool = True


class SharedTurns(Protocol):
    """The last turns where they are not in the database; raises `StoreUnavailable`."""

    def last(self, conversation_id: str) -> Turn | None: ...

    def forget(self, conversation_id: str) -> None: ...


class Store:
    """The store of one deployment. Replicas on the same database share everything but the leases."""

    def __init__(
        self,
        database: Database,
        pseudonyms: Pseudonyms,
        conversation_lifetime_s: float = 1800,
        retention: Retention | None = None,
    ) -> None:
        self.database = database
        self.pseudonyms = pseudonyms
        self.retention = retention or Retention()
        self.chats = Chats(database)
        self.conversations = StoredConversations(database, conversation_lifetime_s)
        self.deliveries = Deliveries(database)
        self.offers = Offers(database)
        self.opinions = Opinions(database)
        self.answers = Answers(database)
        self.switches = Switches(database)
        self.sites = Sites(database)
        self.sessions = Sessions(database)
        self.audit = Audit(database)
        self.reporting = Reporting(database)
        self.conversation_lifetime = timedelta(seconds=conversation_lifetime_s)
        # Where last turns are kept outside the database, if they are; and who keeps copies of them.
        self.outside: SharedTurns | None = None
        self.on_forget: list[Callable[[str], None]] = []

    def forget(self, person: str, conversation_id: str | None = None) -> int:
        """Deletes everything about a person, at once; what was answered stays as a count without them.

        A conversation on a web page is known by its id as well. Returns how many rows there were.
        """
        with self.database.reading() as connection:
            of_chat = connection.execute(
                select(schema.chats.c.conversation_id).where(schema.chats.c.chat == person)
            ).scalar()
        ids = [known for known in (of_chat, conversation_id) if known]
        for known in ids:
            self._forget_turn(known)
        statements: list[Delete | Update] = [
            delete(schema.turns).where(schema.turns.c.conversation_id.in_(ids)),
            *(delete(table).where(column == person) for table, column in _OF_PERSON),
            _without_person(schema.answers.c.person == person),
        ]
        with self.database.writing() as connection:
            gone = sum(connection.execute(statement).rowcount for statement in statements)
        self.database.wipe()
        return gone

    def _forget_turn(self, conversation_id: str) -> None:
        for forget in self.on_forget:
            forget(conversation_id)
        if self.outside is not None:
            self.outside.forget(conversation_id)

    def purge(self) -> int:
        """Deletes what has expired; returns how many rows."""
        now = self.database.now()
        long_ago, last_year = now - self.retention.people, now - self.retention.counts
        expired = (
            delete(schema.turns).where(schema.turns.c.expires_at <= now),
            delete(schema.offers).where(schema.offers.c.expires_at <= now),
            delete(schema.sessions).where(schema.sessions.c.expires_at <= now),
            delete(schema.deliveries).where(schema.deliveries.c.taken_at <= now - DELIVERY_LIFETIME),
            delete(schema.sign_ins).where(schema.sign_ins.c.tried_at <= now - SIGN_IN_LIFETIME),
            delete(schema.chats).where(schema.chats.c.seen_at <= long_ago),
            delete(schema.unanswered).where(schema.unanswered.c.asked_at <= long_ago),
            delete(schema.remarks).where(schema.remarks.c.made_at <= long_ago),
            delete(schema.ratings).where(schema.ratings.c.rated_at <= last_year),
            delete(schema.answers).where(schema.answers.c.answered_at <= last_year),
        )
        anonymous = (
            _without_person((schema.answers.c.answered_at <= long_ago) & schema.answers.c.person.is_not(None)),
            update(schema.ratings)
            .where(schema.ratings.c.rated_at <= long_ago, schema.ratings.c.person.is_not(None))
            .values(person=None, comment=None),
        )
        with self.database.writing() as connection:
            gone = sum(connection.execute(statement).rowcount for statement in expired)
            for statement in anonymous:
                gone += connection.execute(statement).rowcount
        if gone:
            self.database.wipe()
        return gone

    def close(self) -> None:
        self.database.close()


# The tables whose rows are a person's alone, and where they name the person.
_OF_PERSON: tuple[tuple[Table, ColumnElement[str]], ...] = (
    (schema.offers, schema.offers.c.chat),
    (schema.unanswered, schema.unanswered.c.person),
    (schema.ratings, schema.ratings.c.person),
    (schema.remarks, schema.remarks.c.person),
    (schema.chats, schema.chats.c.chat),
)


def _without_person(condition: ColumnElement[bool]) -> Update:
    return update(schema.answers).where(condition).values(person=None)


def open_store(settings: BotSettings, now: Clock = utc_now) -> Store:
    """Opens the store that the settings name. A SQLite file is brought to this version first, a server is not.

    A server's tables are upgraded by `motcua store upgrade` alone, once, before the processes that share it start.

    Raises:
        StoreUnavailable: the database or the key cannot be opened, or the server's tables are of another version.
    """
    pseudonyms = Pseudonyms(load_key(settings.identity_key, settings.identity_key_path))
    database = Database(settings.database_url, now)
    if database.is_sqlite:
        migrate(database)
    elif (found := revision_of(database)) != HEAD:
        database.close()
        raise StoreUnavailable(
            f"cơ sở dữ liệu {database.place!r} ở bước {found or 'chưa có bảng'}, chương trình cần bước {HEAD}; "
            "hãy chạy `motcua store upgrade`."
        )
    retention = Retention(
        timedelta(days=settings.keep_days), timedelta(days=settings.keep_counts_days), settings.keep_unanswered
    )
    return Store(database, pseudonyms, settings.conversation_lifetime_s, retention)
