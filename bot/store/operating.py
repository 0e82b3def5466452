"""What operators do: switches that turn a part off at once, their sessions, and the record of administrative acts."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select

from bot.store.database import Database, put
from bot.store.schema import audit, sessions, sign_ins, switches


class Part(StrEnum):
    """What can be switched off: answering on the web (widget and API), the Telegram bot, the language model."""

    WEB = "web"
    TELEGRAM = "telegram"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Switch:
    """The state of one part. What was never switched is on, with no reason and no date."""

    part: Part
    is_on: bool = True
    reason: str = ""
    changed_at: datetime | None = None


class Switches:
    """The switches, read by every process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[Part, Switch]:
        """Returns the state of every part."""
        known = {part.value: part for part in Part}
        with self._database.reading() as connection:
            rows = [row for row in connection.execute(select(switches)) if row.name in known]
        kept = {known[row.name]: Switch(known[row.name], row.is_on, row.reason, row.changed_at) for row in rows}
        return {part: kept.get(part, Switch(part)) for part in Part}

    def turn(self, part: Part, *, is_on: bool, reason: str) -> None:
        values = {"is_on": is_on, "reason": reason, "changed_at": self._database.now()}
        with self._database.writing() as connection:
            put(connection, switches, {"name": part.value}, values)


@dataclass(frozen=True, slots=True)
class Session:
    """An operator's open session; `csrf` must come with every form."""

    csrf: str
    expires_at: datetime


class Sessions:
    """Sessions by the hash of their token, so that whoever reads the database cannot use them; and failed sign-ins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, lifetime: timedelta) -> str:
        """Opens a session and returns its token, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        now = self._database.now()
        row = {"token_hash": _hash(token), "csrf": secrets.token_urlsafe(32)}
        with self._database.writing() as connection:
            connection.execute(sessions.insert().values(**row, opened_at=now, expires_at=now + lifetime))
        return token

    def get(self, token: str) -> Session | None:
        """Returns the session of that token, or None where it is unknown, closed or over."""
        query = select(sessions.c.csrf, sessions.c.expires_at).where(
            sessions.c.token_hash == _hash(token), sessions.c.expires_at > self._database.now()
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return row and Session(row.csrf, row.expires_at)

    def close(self, token: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))

    def close_all(self) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(sessions))

    def note_failure(self) -> None:
        """Notes a sign-in that failed; not by whom, for there is one operator's password."""
        row = {"sign_in_id": secrets.token_hex(16), "tried_at": self._database.now()}
        with self._database.writing() as connection:
            connection.execute(sign_ins.insert().values(**row))

    def failures(self, within: timedelta) -> int:
        """Returns how many sign-ins failed lately."""
        query = select(func.count()).where(sign_ins.c.tried_at > self._database.now() - within)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def wait(self, limit: int, within: timedelta) -> timedelta:
        """Returns how long until fewer than `limit` sign-ins failed within that time; zero: they are fewer now."""
        query = select(sign_ins.c.tried_at).order_by(sign_ins.c.tried_at.desc()).offset(limit - 1).limit(1)
        with self._database.reading() as connection:
            tried_at = connection.execute(query).scalar()
        return max(tried_at + within - self._database.now(), timedelta()) if tried_at else timedelta()

    def forgive(self) -> None:
        """Forgets failed sign-ins, after one that succeeded."""
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One administrative act. `actor` is "admin" (the page) or "console" (a command)."""

    done_at: datetime
    actor: str
    action: str
    detail: Mapping[str, object]


class Audit:
    """Administrative acts in the order in which they were done; nothing in the program takes one back out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, actor: str, action: str, **detail: object) -> None:
        row = {
            "entry_id": secrets.token_hex(16),
            "actor": actor,
            "action": action,
            "detail": json.dumps(detail, ensure_ascii=False),
        }
        with self._database.writing() as connection:
            connection.execute(audit.insert().values(**row, done_at=self._database.now()))

    def latest(self, limit: int = 100, action: str | None = None) -> tuple[AuditEntry, ...]:
        """Returns the latest acts, the newest first."""
        query = select(audit).order_by(audit.c.done_at.desc()).limit(limit)
        if action is not None:
            query = query.where(audit.c.action == action)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(AuditEntry(row.done_at, row.actor, row.action, json.loads(row.detail)) for row in rows)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
