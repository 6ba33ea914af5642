"""Working data: what feeds last looked like and the outbox of reminders. Nothing that people decided, so no history."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from planrunner.store.columns import AUTO, instant_column


class FeedState(SQLModel, table=True):
    """What a feed last looked like: digest, the monotonic Last-Modified, the last fetch. Working data, no history."""

    __tablename__ = "feed_state"

    feed_id: int = Field(primary_key=True, foreign_key="feed.id", ondelete="CASCADE")
    etag: str = Field(default="", sa_type=Text)
    changed_at: datetime = Field(sa_column=instant_column())
    data_version: int = 0
    """History id the digest was made from: unchanged means 304 without reading any task."""
    rendered_on: date | None = None
    fetched_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    fetched_by: str = Field(default="", sa_type=Text)


class EventBytes(SQLModel, table=True):
    """A task's iCalendar component as bytes, built once per revision and variant. Working data, no history."""

    __tablename__ = "event_bytes"

    task_id: int = Field(primary_key=True, foreign_key="task.id", ondelete="CASCADE")
    variant: str = Field(primary_key=True, sa_type=Text)
    """Kind of component and whether it rings (`calendars.component.variant`)."""
    revision: str = Field(sa_type=Text)
    body: bytes


class Reminder(SQLModel, table=True):
    """One row of the outbox (scheduling.md §0): lease → send → ack, never marked before sending."""

    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("state IN ('pending', 'leased', 'sent', 'dead', 'cancelled', 'merged')", name="state"),
        Index("ix_reminder_due", "state", "due_at"),
        AUTO,
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text)
    """Idempotency key: task, rule, recipient, channel, occurrence. Also makes the Message-ID."""
    task_id: int | None = Field(default=None, index=True)
    """No foreign key: that a reminder went out stays true when the task's making is undone."""
    rule: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    occurrence: str = Field(sa_type=Text)
    due_at: datetime = Field(sa_column=instant_column())
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    state: str = Field(default="pending", sa_type=Text)
    lease_until: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    lease_by: str | None = Field(default=None, sa_type=Text)
    attempts: int = 0
    last_error: str = Field(default="", sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    merged_into: int | None = Field(default=None, index=True)
    """The row that carries this one's words, so that a morning after an absence brings one message."""
