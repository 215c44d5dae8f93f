"""Flags and experiments, who took part, what they did, what was read off."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0150_experiment"
down_revision = "0130_picks"

SCHEMA = "experiment"


def upgrade() -> None:
    """Add the domain."""
    op.execute("CREATE SCHEMA IF NOT EXISTS experiment")
    _experiments()
    _exposures()


def _experiments() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("layer", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("hypothesis", sa.String(length=400), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("variants", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("slots", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("window_hours", sa.Integer(), nullable=False),
        sa.Column("planned_members", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("stopped_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 10000", name=op.f("ck_experiment_share_of_all")),
        sa.CheckConstraint("window_hours BETWEEN 1 AND 672", name=op.f("ck_experiment_window_within_four_weeks")),
        sa.CheckConstraint("planned_members > 0", name=op.f("ck_experiment_planned_some")),
        sa.CheckConstraint("state IN ('draft', 'running', 'stopped')", name=op.f("ck_experiment_state_known")),
        sa.CheckConstraint("kind IN ('flag', 'test', 'interleaving')", name=op.f("ck_experiment_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        schema=SCHEMA,
        info={"group": "ref"},
    )
    op.create_index("uq_experiment_key", "experiment", ["key"], unique=True, schema=SCHEMA)
    op.create_index(op.f("ix_experiment_state"), "experiment", ["state"], schema=SCHEMA)
    op.create_table(
        "reading",
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("hour_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("experiment_id", "hour_at", name=op.f("pk_reading")),
        schema=SCHEMA,
        info={"group": "ref"},
    )


def _exposures() -> None:
    counts = ("impressions", "hides", "reports", "clicks", "likes", "collects", "orders")
    op.create_table(
        "exposure",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("variant", sa.SmallInteger(), nullable=False),
        sa.Column("first_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("before", sa.Double(), server_default=sa.text("0"), nullable=False),
        *(sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False) for name in counts),
        sa.Column("gmv", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refunds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_clicks", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("second_clicks", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("ends_at > first_at", name=op.f("ck_exposure_window_lasts")),
        sa.PrimaryKeyConstraint("unit_id", "experiment_id", name=op.f("pk_exposure")),
        schema=SCHEMA,
        info={"group": "user", "shard_by": "unit_id"},
    )
    op.create_index(
        op.f("ix_exposure_experiment_id_first_at"), "exposure", ["experiment_id", "first_at"], schema=SCHEMA
    )
    habits = ("clicks", "likes", "collects", "orders", "gmv")
    op.create_table(
        "habit",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Double(), server_default=sa.text("0"), nullable=False) for name in habits),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_habit")),
        schema=SCHEMA,
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "line_up",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("firsts", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("seconds", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "experiment_id", "at", name=op.f("pk_line_up")),
        schema=SCHEMA,
        info={"group": "user", "shard_by": "unit_id"},
    )
    op.create_index(op.f("ix_line_up_at"), "line_up", ["at"], schema=SCHEMA)
