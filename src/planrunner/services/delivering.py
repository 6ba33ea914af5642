"""Sending what is due: lease, send, acknowledge. The channels are handed in; nothing is marked before it is sent."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError
from planrunner.services.recipients import everybody
from planrunner.store import outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from planrunner.services.desk import Desk
    from planrunner.store.outbox import ReminderRow

LEASE = timedelta(minutes=10)
BATCH = 10
RETRY_AFTER = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), *(timedelta(hours=4),) * 17
)  # fmt: skip
"""How long to wait after each failed attempt; after three days a person has to look (`remind status`)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient. `message_id` is made from the key, so that a repeated sending can be recognised."""

    key: str
    message_id: str
    channel: str
    recipient: str
    subject: str
    body: str
    at: datetime


class DeliveryError(NotAllowedError):
    """A channel did not take a letter. `permanent`: trying again is of no use."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Failure:
    """A letter that a channel did not take, why, and when it is tried again (None: given up)."""

    channel: str
    recipient: str
    subject: str
    reason: str
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round of delivering did: letters sent, and those that failed, to be tried again or given up."""

    sent: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def failed(self) -> int:
        """How many letters failed."""
        return len(self.failures)

    @property
    def dead(self) -> int:
        """How many of those that failed were given up."""
        return sum(failure.retry_at is None for failure in self.failures)


def letter_of(row: ReminderRow, office: str, domain: str, now: datetime) -> Letter:
    """Return the letter of a row; the same row always gives the same Message-ID (RFC 5322 3.6.4)."""
    return Letter(
        row.key, message_id(row.key, domain), row.channel, row.recipient, f"【{office}】{row.subject}", row.body, now
    )


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of an idempotency key."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def deliver_due(desk: Desk, send: Callable[[Letter], None]) -> Delivered:
    """Send everything that is due and say how it went. `send` raises DeliveryError where a channel refuses.

    When a channel is down, what else waits for it is given back untried, to go out as one message later. A program
    that dies between sending and acknowledging leaves its lease; the letter then goes out again with the same key.
    Nothing goes to anybody whom the settings no longer name.
    """
    office, named = desk.office(), everybody(desk.config)
    by = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    sent, failures = 0, []
    while True:
        now = desk.now()
        rows = outbox.claim_due(desk.store, now, now + LEASE, by, BATCH)
        down: dict[str, datetime] = {}
        for row in rows:
            if (row.channel, row.recipient) not in named:
                outbox.withdraw(desk.store, row.id, by)
                continue
            if row.channel in down:
                outbox.release(desk.store, row.id, by, down[row.channel])
                continue
            try:
                send(letter_of(row, office.name, office.domain, desk.now()))
            except DeliveryError as error:
                over = error.permanent or row.attempts > len(RETRY_AFTER)
                retry_at = None if over else desk.now() + RETRY_AFTER[row.attempts - 1]
                outbox.fail(desk.store, row.id, by, error.message, retry_at)
                failures.append(Failure(row.channel, row.recipient, row.subject, error.message, retry_at))
                if not error.permanent:
                    down[row.channel] = retry_at or desk.now() + RETRY_AFTER[-1]
            else:
                outbox.ack(desk.store, row.id, by, desk.now())
                sent += 1
        if not rows:
            return Delivered(sent, tuple(failures))


def requeue(desk: Desk) -> int:
    """Let everything that was given up be tried again now; return how many that are."""
    with desk.store.reader() as reader:
        given_up = [row.id for row in outbox.rows_in(reader, "dead")]
    return outbox.alter(desk.store, given_up, ("dead",), state="pending", attempts=0, due_at=desk.now())
