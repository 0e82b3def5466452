"""Which updates were answered, by whom they are being answered, and what of an answer is still to be sent.

An update is claimed under a lease before it is worked on, its messages are written down before the first is sent, and
it is done only after the last. So a second delivery, a second process or a restart neither answers twice nor forgets:
it finds the update done, held by another, or half sent, and then sends the other half.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update

from bot.store.database import Database, insert_new
from bot.store.schema import deliveries


class Claimed(StrEnum):
    """What came of a claim."""

    OURS = "ours"
    HELD = "held"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Claim:
    """The outcome of claiming an update. `outbox` is what an earlier owner had still to send, from `sent` on."""

    state: Claimed
    outbox: str | None = None
    sent: int = 0


class Deliveries:
    """The ledger of updates. Each process is an owner of its own."""

    def __init__(self, database: Database, lease_s: float = 60) -> None:
        self._database = database
        self._lease = timedelta(seconds=lease_s)
        self._owner = secrets.token_hex(8)

    def claim(self, update_id: int) -> Claim:
        """Takes the update for this process where nobody else holds it."""
        now = self._database.now()
        taken = {"owner": self._owner, "lease_until": now + self._lease}
        with self._database.writing() as connection:
            is_new = insert_new(connection, deliveries, {"update_id": update_id, "taken_at": now, "sent": 0, **taken})
            if is_new:
                return Claim(Claimed.OURS)
            is_ours = connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.update_id == update_id,
                    deliveries.c.done_at.is_(None),
                    deliveries.c.lease_until <= now,
                )
                .values(**taken)
            ).rowcount
            row = connection.execute(
                select(deliveries.c.outbox, deliveries.c.sent, deliveries.c.done_at).where(
                    deliveries.c.update_id == update_id
                )
            ).one()
        if is_ours:
            return Claim(Claimed.OURS, row.outbox, row.sent)
        return Claim(Claimed.DONE if row.done_at else Claimed.HELD)

    def write_outbox(self, update_id: int, outbox: str) -> None:
        """Keeps what is about to be sent until it is."""
        self._change(update_id, outbox=outbox, sent=0)

    def note_sent(self, update_id: int, sent: int) -> None:
        """Notes that the first `sent` messages are out."""
        self._change(update_id, sent=sent)

    def finish(self, update_id: int) -> None:
        """Marks the update as done; what was sent is forgotten."""
        self._change(update_id, done_at=self._database.now(), outbox=None)

    def release(self, update_id: int) -> None:
        """Gives an unfinished update back: whoever sees it next may take it."""
        self._change(update_id, lease_until=self._database.now())

    def renew(self) -> None:
        """Prolongs the lease of everything that this process is working on."""
        now = self._database.now()
        statement = (
            update(deliveries)
            .where(deliveries.c.owner == self._owner, deliveries.c.done_at.is_(None), deliveries.c.lease_until > now)
            .values(lease_until=now + self._lease)
        )
        with self._database.writing() as connection:
            connection.execute(statement)

    def _change(self, update_id: int, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(update(deliveries).where(deliveries.c.update_id == update_id).values(**values))
