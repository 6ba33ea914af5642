"""What a subscription was made to hold, reminders put off, and one cached component for each form of an entry."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; the cache of components is emptied, it fills itself again."""
    op.create_table(
        "feed_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("past_days", sa.Integer(), nullable=True),
        sa.Column("coming_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('event', 'todo')", name=op.f("ck_feed_choice_kind")),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_choice_feed_id")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_feed_choice_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_choice")),
        sa.UniqueConstraint("feed_id", name=op.f("uq_feed_choice_feed_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_snooze_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
        sa.UniqueConstraint("task_id", name=op.f("uq_snooze_task_id")),
        sqlite_autoincrement=True,
    )
    op.drop_table("event_bytes")
    op.create_table(
        "event_bytes",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_event_bytes_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "variant", name=op.f("pk_event_bytes")),
    )
