"""The first tables of insight."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015_insight"
down_revision = "0014_messages"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS insight")
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.Column("flushed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        schema="insight",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_event_flushed_at", "event", ["flushed_at"], unique=False, schema="insight")
    op.create_index(
        "ix_event_waiting",
        "event",
        ["received_at"],
        unique=False,
        schema="insight",
        postgresql_where=sa.text("flushed_at IS NULL"),
    )
    op.create_table(
        "funnel_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "step", name=op.f("pk_funnel_day")),
        schema="insight",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "interaction",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("kind BETWEEN 1 AND 5", name=op.f("ck_interaction_kind_known")),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_interaction_stars")),
        sa.PrimaryKeyConstraint("member_id", "subject_id", "kind", "at", name=op.f("pk_interaction")),
        schema="insight",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "signal",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signal", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_signal_count_not_negative")),
        sa.PrimaryKeyConstraint("subject", "day", "signal", name=op.f("pk_signal")),
        schema="insight",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_signal_day", "signal", ["day"], unique=False, schema="insight")
