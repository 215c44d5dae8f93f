"""The first tables of kit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_kit"
down_revision = None


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS kit")
    op.create_table(
        "answer",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "route", "key", name=op.f("pk_answer")),
        schema="kit",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_answer_at", "answer", ["at"], unique=False, schema="kit")
    op.create_table(
        "inbox",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("reaction", sa.String(length=120), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", "reaction", name=op.f("pk_inbox")),
        schema="kit",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False, schema="kit")
    op.create_table(
        "limit_window",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "subject", "starts_at", name=op.f("pk_limit_window")),
        schema="kit",
        info={"group": "local", "shard_by": None},
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "node",
        sa.Column("node", sa.SmallInteger(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("process", sa.String(length=120), nullable=False),
        sa.Column("until_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_node")),
        schema="kit",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("body", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("not_before", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.String(length=2000), nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("parked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        schema="kit",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_outbox_delivered_at", "outbox", ["delivered_at"], unique=False, schema="kit")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["seq"],
        unique=False,
        schema="kit",
        postgresql_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "sweep",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("every_seconds", sa.Double(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ran_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=2000), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep")),
        schema="kit",
        info={"group": "local", "shard_by": None},
    )
