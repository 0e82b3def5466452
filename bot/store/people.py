"""What is stored about one person, for that person: the answer to a request to see it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from bot.store import schema
from bot.store.conversations import encode
from bot.store.store import Store

Json = dict[str, Any]
# What a chat's id looks like on Telegram: rows of a chat must not be had by whoever names its number on the web.
_CHAT_ID = re.compile(r"-?\d{1,20}")


def person_of_conversation(store: Store, conversation_id: str) -> str | None:
    """Returns by which hash a conversation on a web page is known; None for what is a chat's id."""
    return None if _CHAT_ID.fullmatch(conversation_id) else store.pseudonyms.of(conversation_id)


def export_person(store: Store, person: str, conversation_id: str | None = None) -> Json:
    """Returns everything that is stored about a person as plain JSON; empty lists and nulls where there is nothing.

    `person` is the keyed hash, `conversation_id` the conversation on a web page that it was made from.
    """
    with store.database.reading() as connection:
        chat = _one(connection, schema.chats, schema.chats.c.chat == person)
        ids = [known for known in (chat and chat["conversation_id"], conversation_id) if known]
        turn = _one(connection, schema.turns, schema.turns.c.conversation_id.in_(ids))
        return {
            "chat": chat and _without(chat, "chat"),
            "last_turn": _kept_turn(turn) if turn else _outside(store, ids),
            "offers": [
                {"offer": json.loads(row["body"]), "expires_at": row["expires_at"]}
                for row in _all(connection, schema.offers, schema.offers.c.chat == person, "expires_at")
            ],
            "answers": [
                _without(row, "person") | {"evidence": json.loads(row["evidence"])}
                for row in _all(connection, schema.answers, schema.answers.c.person == person, "answered_at")
            ],
            **{
                table.name: [_without(row, "person", "folded") for row in _all(connection, table, column == person, at)]
                for table, column, at in _WORDS
            },
        }


def is_empty(exported: Mapping[str, Any]) -> bool:
    """Tells whether nothing is stored about the person."""
    return not any(exported.values())


_WORDS: tuple[tuple[Table, ColumnElement[str], str], ...] = (
    (schema.unanswered, schema.unanswered.c.person, "asked_at"),
    (schema.ratings, schema.ratings.c.person, "rated_at"),
    (schema.remarks, schema.remarks.c.person, "made_at"),
)


def _all(connection: Connection, table: Table, condition: ColumnElement[bool], at: str) -> list[Json]:
    rows = connection.execute(select(table).where(condition).order_by(table.c[at]))
    return [{name: _plain(value) for name, value in row._asdict().items()} for row in rows]


def _one(connection: Connection, table: Table, condition: ColumnElement[bool]) -> Json | None:
    row = connection.execute(select(table).where(condition)).first()
    return None if row is None else {name: _plain(value) for name, value in row._asdict().items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _without(row: Json, *names: str) -> Json:
    return {name: value for name, value in row.items() if name not in names}


def _kept_turn(row: Json) -> Json:
    return {"turn": json.loads(row["turn"]), "expires_at": row["expires_at"]}


def _outside(store: Store, conversation_ids: list[str]) -> Json | None:
    """Returns the last turn where turns are kept outside the database; it ends by itself."""
    if store.outside is None:
        return None
    turns = (store.outside.last(conversation_id) for conversation_id in conversation_ids)
    found = next((turn for turn in turns if turn is not None), None)
    return None if found is None else {"turn": json.loads(encode(found)), "expires_at": None}
