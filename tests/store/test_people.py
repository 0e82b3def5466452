"""What is stored about a person is shown and forgotten as a whole, in whichever table it is."""

from sqlalchemy import insert

from bot.store import schema
from bot.store.people import export_person, is_empty, person_of_conversation
from bot.store.store import Store
from tests.store.test_archive import fill
from tests.store.test_store import CHAT, OTHER, given


def test_every_table_that_names_a_person_is_shown() -> None:
    naming = {table.name for table in schema.metadata.sorted_tables if {"person", "chat"} & set(table.c.keys())}

    assert naming == {"chats", "offers", "answers", "unanswered", "ratings", "remarks"}


def test_everything_of_a_person_is_shown_then_forgotten(store: Store) -> None:
    fill(store)
    person = given("a1").person
    assert person == CHAT
    shown = export_person(store, CHAT)
    gone = store.forget(CHAT)
    left = export_person(store, CHAT)

    assert all(shown.values()), shown
    assert shown["answers"][0]["evidence"] == list(given("a1").evidence)
    assert shown["last_turn"]["expires_at"] == store.database.now().isoformat()
    assert CHAT not in str(shown)
    assert gone == 7
    assert is_empty(left)
    assert not is_empty(export_person(store, OTHER))


def test_turn_of_a_page_is_known_by_its_conversation(store: Store) -> None:
    with store.database.writing() as connection:
        for name in ("mine", "yours"):
            row = {"conversation_id": name, "turn": "{}", "expires_at": store.database.now()}
            connection.execute(insert(schema.turns).values(**row))
    person = person_of_conversation(store, "mine")
    assert person is not None
    shown = export_person(store, person, "mine")
    gone = store.forget(person, "mine")
    yours = export_person(store, OTHER, "yours")

    assert shown["last_turn"] is not None
    assert gone == 1
    assert is_empty(export_person(store, person, "mine"))
    assert yours["last_turn"] is not None


def test_number_of_a_chat_is_no_conversation(store: Store) -> None:
    assert [person_of_conversation(store, name) for name in ("7", "-100123")] == [None, None]
    assert person_of_conversation(store, "7a") == store.pseudonyms.of("7a")
