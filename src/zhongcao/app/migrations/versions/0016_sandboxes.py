"""The first tables of sandbox_pay, sandbox_carrier."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016_sandboxes"
down_revision = "0015_insight"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS sandbox_pay")
    op.execute("CREATE SCHEMA IF NOT EXISTS sandbox_carrier")
    op.create_table(
        "notification",
        sa.Column("notify_id", sa.String(length=64), nullable=False),
        sa.Column("out_trade_no", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("copies_left", sa.SmallInteger(), nullable=False),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("notify_id", name=op.f("pk_notification")),
        schema="sandbox_pay",
        info={"group": "local", "shard_by": None},
    )
    op.create_index(
        "ix_notification_due_at",
        "notification",
        ["due_at"],
        unique=False,
        schema="sandbox_pay",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "trade",
        sa.Column("out_trade_no", sa.String(length=64), nullable=False),
        sa.Column("trade_no", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("paid_amount", sa.BigInteger(), nullable=False),
        sa.Column("refunded_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "0 <= refunded_amount AND refunded_amount <= paid_amount", name=op.f("ck_trade_refunded_paid")
        ),
        sa.PrimaryKeyConstraint("out_trade_no", name=op.f("pk_trade")),
        schema="sandbox_pay",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "refund",
        sa.Column("out_trade_no", sa.String(length=64), nullable=False),
        sa.Column("out_request_no", sa.String(length=64), nullable=False),
        sa.Column("refund_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("out_trade_no", "out_request_no", name=op.f("pk_refund")),
        schema="sandbox_pay",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "waybill",
        sa.Column("waybill_no", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("carrier_code", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("issued_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("picked_up_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancelled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("waybill_no", name=op.f("pk_waybill")),
        schema="sandbox_carrier",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_waybill_reference", "waybill", ["reference"], unique=True, schema="sandbox_carrier")
    op.execute("CREATE SEQUENCE sandbox_carrier.serial")
