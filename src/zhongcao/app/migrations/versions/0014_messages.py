"""The first tables of messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_messages"
down_revision = "0013_discovery"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS messages")
    op.create_table(
        "notice",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("box", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("actors", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("events > 0", name=op.f("ck_notice_tells_something")),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_notice")),
        schema="messages",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_notice_box", "notice", ["member_id", "box", "at", "id"], unique=False, schema="messages")
    op.create_index(
        "uq_notice_subject", "notice", ["member_id", "kind", "subject_id", "item_id"], unique=True, schema="messages"
    )
    op.create_table(
        "notice_actor",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "kind", "subject_id", "actor_id", name=op.f("pk_notice_actor")),
        schema="messages",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "unread",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("likes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("follows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("comments", sa.Integer(), server_default="0", nullable=False),
        sa.Column("notes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("orders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("likes_read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("follows_read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("comments_read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("notes_read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("orders_read_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "likes >= 0 AND follows >= 0 AND comments >= 0 AND notes >= 0 AND orders >= 0",
            name=op.f("ck_unread_counts_not_negative"),
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_unread")),
        schema="messages",
        info={"group": "user", "shard_by": "member_id"},
    )
