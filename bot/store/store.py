"""All stores over one database, and what goes through all of them: forgetting a chat, purging what has expired."""

from datetime import timedelta

from sqlalchemy import delete, select

from bot.settings import BotSettings
from bot.store import schema
from bot.store.chats import Chats
from bot.store.conversations import StoredConversations
from bot.store.database import Clock, Database, utc_now
from bot.store.deliveries import Deliveries
from bot.store.identity import Pseudonyms, load_key
from bot.store.offers import Offers
from bot.store.opinions import Opinions

CHAT_LIFETIME = timedelta(days=90)
OPINION_LIFETIME = timedelta(days=180)
# Telegram itself forgets an update after a day.
DELIVERY_LIFETIME = timedelta(days=2)


class Store:
    """The store of one deployment. Replicas on the same database share everything but the leases."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms, conversation_lifetime_s: float = 1800) -> None:
        database.create(*schema.metadata.sorted_tables)
        self.database = database
        self.pseudonyms = pseudonyms
        self.chats = Chats(database)
        self.conversations = StoredConversations(database, conversation_lifetime_s)
        self.deliveries = Deliveries(database)
        self.offers = Offers(database)
        self.opinions = Opinions(database)
        self.conversation_lifetime = timedelta(seconds=conversation_lifetime_s)

    def forget(self, chat: str) -> None:
        """Deletes everything about a chat, at once."""
        tables = (schema.offers, schema.ratings, schema.remarks, schema.chats)
        conversation = select(schema.chats.c.conversation_id).where(schema.chats.c.chat == chat).scalar_subquery()
        with self.database.writing() as connection:
            connection.execute(delete(schema.turns).where(schema.turns.c.conversation_id == conversation))
            for table in tables:
                connection.execute(delete(table).where(table.c.chat == chat))
        self.database.wipe()

    def purge(self) -> int:
        """Deletes what has expired; returns how many rows."""
        now = self.database.now()
        expired = (
            delete(schema.turns).where(schema.turns.c.expires_at <= now),
            delete(schema.offers).where(schema.offers.c.expires_at <= now),
            delete(schema.deliveries).where(schema.deliveries.c.taken_at <= now - DELIVERY_LIFETIME),
            delete(schema.chats).where(schema.chats.c.seen_at <= now - CHAT_LIFETIME),
            delete(schema.ratings).where(schema.ratings.c.rated_at <= now - OPINION_LIFETIME),
            delete(schema.remarks).where(schema.remarks.c.made_at <= now - OPINION_LIFETIME),
        )
        with self.database.writing() as connection:
            gone = sum(connection.execute(statement).rowcount for statement in expired)
        if gone:
            self.database.wipe()
        return gone

    def close(self) -> None:
        self.database.close()


def open_store(settings: BotSettings, now: Clock = utc_now) -> Store:
    """Opens the store that the settings name.

    Raises:
        StoreUnavailable: the database or the key cannot be opened.
    """
    pseudonyms = Pseudonyms(load_key(settings.identity_key, settings.identity_key_path))
    return Store(Database(settings.database_url, now), pseudonyms, settings.conversation_lifetime_s)
