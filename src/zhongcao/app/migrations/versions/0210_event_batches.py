"""Events wait for the lake in batches, packed; their ids stay in a table of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0210_event_batches"
down_revision = "0200_warehouse_names"


def upgrade() -> None:
    """Add both tables; the worker adopts what the table before them still holds."""
    op.create_table(
        "event_seen",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_seen"),
        schema="insight",
    )
    op.create_index(
        "ix_event_seen_received_at", "event_seen", ["received_at"], schema="insight", postgresql_using="brin"
    )
    op.create_table(
        "event_batch",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("received_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.CheckConstraint("events > 0", name="ck_event_batch_some_events"),
        sa.PrimaryKeyConstraint("seq", name="pk_event_batch"),
        schema="insight",
    )
    op.create_index("ix_event_batch_batch", "event_batch", ["batch"], schema="insight")
