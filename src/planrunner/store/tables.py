"""The entities: one SQLModel table per word of design.md §3.

Tables that hold what people decided are tracked: `store.changes` writes their every change into the history. Values
that lists read often (citations, basis) stand as JSON beside the row, exactly as `cli.md` prints them.
Rows are never deleted by services; `sqlite_autoincrement` keeps ids from being given twice after an undo. A column
added to a tracked table would make its older rows differ from their history: new facts go into new tables.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, MetaData, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from planrunner.store.columns import AUTO, Tracked, instant_column, json_column, partial_index
from planrunner.store.working_tables import EventBytes, FeedState, Reminder
from planrunner.wording import STATUSES

__all__ = [
    "Document", "EventBytes", "Evidence", "EvidenceVersion", "Extension", "Feed", "FeedChoice", "FeedState", "History",
    "HistoryItem", "Measure", "Metric", "Notice", "Obligation", "Office", "Proposal", "Reminder", "Snooze", "Task",
    "TaskEvidence", "TaskNote", "TaskObligation", "TaskStep", "Tracked", "YearClose", "metadata",
]  # fmt: skip

metadata: MetaData = SQLModel.metadata
IS_OPEN = "status IN ('planned', 'started', 'submitted')"
TASK_STATUSES = ", ".join(f"'{status}'" for status in STATUSES)


class Office(SQLModel, Tracked, table=True):
    """The office this plan belongs to; one row until districts are asked for."""

    __table_args__ = (CheckConstraint("sign_off IN ('one-person', 'two-person')", name="sign_off"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    sign_off: str = Field(default="two-person", sa_type=Text)
    domain: str = Field(sa_type=Text)
    """Right-hand side of every UID; random, fixed at `init`."""


class Document(SQLModel, Tracked, table=True):
    """A report as imported. `text` is what the offsets of its measures index."""

    __table_args__ = (UniqueConstraint("sha256", "plan_year"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(sa_type=Text)
    file_name: str = Field(sa_type=Text)
    format: str = Field(sa_type=Text)
    encoding: str | None = Field(default=None, sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    report_year: int | None = None
    plan_year: int = Field(index=True)
    section_start: int
    section_end: int
    heading: str = Field(sa_type=Text)
    imported_at: datetime = Field(sa_column=instant_column())
    superseded_by: int | None = Field(default=None, foreign_key="document.id")


class Measure(SQLModel, Tracked, table=True):
    """A measure of a document; `start`/`end` index `Document.text`. `key` survives small rewordings."""

    __table_args__ = (UniqueConstraint("document_id", "key"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    key: str = Field(sa_type=Text)
    start: int
    end: int
    quote: str = Field(sa_type=Text)
    clean: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    second_category: str = Field(sa_type=Text)
    path: list[str] = Field(sa_column=json_column())
    owner: str = Field(default="", sa_type=Text)


class Proposal(SQLModel, Tracked, table=True):
    """A proposal as offered and as decided. JSON fields have the shapes of `review --json`."""

    __table_args__ = (
        UniqueConstraint("plan_year", "key"),
        CheckConstraint("status IN ('pending', 'accepted', 'rejected', 'merged')", name="status"),
        AUTO,
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_year: int = Field(index=True)
    key: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    status: str = Field(default="pending", sa_type=Text)
    schedule: dict[str, Any] = Field(sa_column=json_column())
    occurrences: list[dict[str, Any]] = Field(sa_column=json_column())
    date_source: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    confidence: str = Field(sa_type=Text)
    rule: str | None = Field(default=None, sa_type=Text)
    basis: list[dict[str, Any]] = Field(sa_column=json_column())
    measures: list[dict[str, Any]] = Field(sa_column=json_column())
    last_year: list[dict[str, Any]] = Field(sa_column=json_column())
    continues: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    owner: str = Field(default="", sa_type=Text)
    target: int | None = None
    evidence: list[str] = Field(sa_column=json_column())
    metrics: list[str] = Field(sa_column=json_column())
    reading: str = Field(sa_type=Text)
    """Fingerprint of what the last import read, so that only a changed paper counts as a change."""
    edited: bool = False
    decision_reason: str = Field(default="", sa_type=Text)
    merged_into: int | None = Field(default=None, foreign_key="proposal.id")
    update: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    """What a corrected report would change in an accepted or edited proposal; waits for a person."""
    version: int = 1


class Obligation(SQLModel, Tracked, table=True):
    """What the plan commits to in one year."""

    __table_args__ = (UniqueConstraint("plan_year", "key"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    plan_year: int = Field(index=True)
    key: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    schedule: dict[str, Any] = Field(sa_column=json_column())
    date_source: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    rule: str | None = Field(default=None, sa_type=Text)
    basis: list[dict[str, Any]] = Field(sa_column=json_column())
    measures: list[dict[str, Any]] = Field(sa_column=json_column())
    last_year: list[dict[str, Any]] = Field(sa_column=json_column())
    continues: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    owner: str = Field(default="", sa_type=Text)
    target: int | None = None
    evidence: list[str] = Field(sa_column=json_column())
    metrics: list[str] = Field(sa_column=json_column())
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id")
    version: int = 1


class Notice(SQLModel, Tracked, table=True):
    """An outside notice that fixes the days of a movable rule for one year (宪法宣传周 …), as a person entered it."""

    __table_args__ = (UniqueConstraint("rule", "plan_year"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    rule: str = Field(sa_type=Text)
    plan_year: int = Field(index=True)
    first_day: date
    last_day: date
    number: str = Field(default="", sa_type=Text)
    version: int = 1


class Task(SQLModel, Tracked, table=True):
    """One dated (or undated) occurrence of one or more obligations."""

    __table_args__ = (
        UniqueConstraint("plan_year", "key"),
        CheckConstraint(f"status IN ({TASK_STATUSES})", name="status"),
        CheckConstraint("(window_from IS NULL) = (window_to IS NULL)", name="window"),
        partial_index("ix_task_open_due", "due", IS_OPEN),
        partial_index("ix_task_open_planned", "planned", IS_OPEN),
        partial_index("ix_task_open_window", "window_from", IS_OPEN),
        partial_index("ix_task_submitted", "due", "status = 'submitted'"),
        partial_index("ix_task_spans", "window_from", "spans"),
        Index("ix_task_planned", "planned"),
        Index("ix_task_due", "due"),
        AUTO,
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_year: int = Field(index=True)
    key: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    status: str = Field(default="planned", sa_type=Text)
    number: int = 1
    rule_date: date | None = None
    planned: date | None = None
    window_from: date | None = None
    window_to: date | None = None
    spans: bool = False
    due: date | None = None
    tentative: bool = False
    owner: str = Field(default="", sa_type=Text)
    date_source: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    """The one line that explains this date, from placement or from the person who moved it."""
    edited: bool = False
    overdue_since: date | None = None
    submitted_by: str | None = Field(default=None, sa_type=Text)
    done_on: date | None = None
    """The day the work was done, given at submission; counts and lateness go by it."""
    closed_by: str | None = Field(default=None, sa_type=Text)
    closed_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    self_reviewed: bool = False
    no_evidence_reason: str = Field(default="", sa_type=Text)
    status_reason: str = Field(default="", sa_type=Text)
    sequence: int = 0
    """iCalendar SEQUENCE: raised when date, status or title change (RFC 5545 3.8.7.4)."""
    created_at: datetime = Field(sa_column=instant_column())
    updated_at: datetime = Field(sa_column=instant_column())
    version: int = 1


class TaskObligation(SQLModel, Tracked, table=True):
    """A task serves an obligation; one meeting may serve several."""

    __tablename__ = "task_obligation"
    __table_args__ = (UniqueConstraint("task_id", "obligation_id"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)


class TaskStep(SQLModel, Tracked, table=True):
    """A task that prepares another (起草 → 审核 → 报送): `task_id` is done before `before_id`. It counts for no target."""

    __tablename__ = "task_step"
    __table_args__ = (UniqueConstraint("task_id"), CheckConstraint("task_id <> before_id", name="not_itself"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    before_id: int = Field(foreign_key="task.id", index=True)
    workdays: int
    """Working days that the step's last day lies before the last day of the report itself."""


class Extension(SQLModel, Tracked, table=True):
    """A term made longer as the law allows it (延期): the last day before and after, and why."""

    __table_args__ = (UniqueConstraint("task_id", "number"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    number: int = 1
    due_before: date
    due_after: date
    reason: str = Field(sa_type=Text)


class TaskNote(SQLModel, Tracked, table=True):
    """A line of progress on a task."""

    __tablename__ = "task_note"
    __table_args__ = (AUTO,)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    at: datetime = Field(sa_column=instant_column())
    who: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)


class Evidence(SQLModel, Tracked, table=True):
    """A piece of evidence. `occurred_on` is the day it happened, `received_at` the moment it came in."""

    __table_args__ = (
        CheckConstraint("kind IN ('file', 'link', 'number', 'note')", name="kind"),
        CheckConstraint("status IN ('submitted', 'accepted', 'returned')", name="status"),
        AUTO,
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    occurred_on: date
    received_at: datetime = Field(sa_column=instant_column())
    added_by: str = Field(sa_type=Text)
    file_name: str = Field(default="", sa_type=Text)
    sha256: str | None = Field(default=None, sa_type=Text, index=True)
    size: int | None = None
    url: str = Field(default="", sa_type=Text)
    number: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    status: str = Field(default="submitted", sa_type=Text)
    reviewed_by: str | None = Field(default=None, sa_type=Text)
    review_reason: str = Field(default="", sa_type=Text)
    version: int = 1


class EvidenceVersion(SQLModel, Tracked, table=True):
    """A piece of evidence that takes the place of an earlier one (a corrected or signed copy); the earlier one is kept."""

    __tablename__ = "evidence_version"
    __table_args__ = (
        UniqueConstraint("evidence_id"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("evidence_id <> replaces_id", name="not_itself"),
        AUTO,
    )

    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id")
    replaces_id: int = Field(foreign_key="evidence.id")


class TaskEvidence(SQLModel, Tracked, table=True):
    """Evidence serves a task; one piece may serve many (一材多用)."""

    __tablename__ = "task_evidence"
    __table_args__ = (UniqueConstraint("task_id", "evidence_id"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    evidence_id: int = Field(foreign_key="evidence.id", index=True)


class Metric(SQLModel, Tracked, table=True):
    """A number recorded on a task (场次, 人次, 份数 …)."""

    __table_args__ = (UniqueConstraint("task_id", "name"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    name: str = Field(sa_type=Text)
    value: float


class Feed(SQLModel, Tracked, table=True):
    """A calendar subscription. Only the token's SHA-256 is kept; the token is shown once."""

    __table_args__ = (AUTO,)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Text)
    token_hash: str = Field(sa_type=Text, unique=True)
    owner: str = Field(default="", sa_type=Text)
    """Empty: the whole office; else only tasks of this owner."""
    created_at: datetime = Field(sa_column=instant_column())
    revoked_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))


class FeedChoice(SQLModel, Tracked, table=True):
    """What a subscription was made to hold besides its owner; one without a row holds events of the usual window.

    A table of its own, so that rows of `feed` stay as the history knows them.
    """

    __tablename__ = "feed_choice"
    __table_args__ = (UniqueConstraint("feed_id"), CheckConstraint("kind IN ('event', 'todo')", name="kind"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id")
    category: str = Field(default="", sa_type=Text)
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")
    kind: str = Field(default="event", sa_type=Text)
    alarm: bool = False
    past_days: int | None = None
    """Days before and after today that are shown; both null: all."""
    coming_days: int | None = None


class Snooze(SQLModel, Tracked, table=True):
    """Reminders of a task put off: none before `until`, and one on that day."""

    __table_args__ = (UniqueConstraint("task_id"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    until: date
    version: int = 1


class YearClose(SQLModel, Tracked, table=True):
    """A plan year that was closed (年终结账): its tasks stand as they are, what was left is carried or dropped."""

    __tablename__ = "year_close"
    __table_args__ = (UniqueConstraint("plan_year"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    plan_year: int
    cut_off: date
    """数据截止日期: what was done later is not in the year's papers."""
    closed_at: datetime = Field(sa_column=instant_column())
    closed_by: str = Field(sa_type=Text)
    totals: dict[str, Any] = Field(sa_column=json_column())
    """The year's figures as they stood: 应办, 完成, 逾期完成, 未完成, 转下年, 不适用."""
    version: int = 1


class History(SQLModel, table=True):
    """One change by one person: append-only, each record carrying the hash of the one before."""

    __table_args__ = (AUTO,)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=instant_column())
    who: str = Field(sa_type=Text, index=True)
    action: str = Field(sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    undoes: int | None = Field(default=None, foreign_key="history.id")
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


class HistoryItem(SQLModel, table=True):
    """One row that a change touched: `before` is null for a new row, `after` null for one taken back."""

    __tablename__ = "history_item"
    __table_args__ = (Index("ix_history_item_row", "table_name", "row_id"), AUTO)

    id: int | None = Field(default=None, primary_key=True)
    history_id: int = Field(foreign_key="history.id", index=True)
    table_name: str = Field(sa_type=Text)
    row_id: int
    before: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
    after: dict[str, Any] | None = Field(default=None, sa_column=json_column(nullable=True))
