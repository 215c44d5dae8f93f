"""The first tables of sandbox_customs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017_sandbox_customs"
down_revision = "0016_sandboxes"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS sandbox_customs")
    op.create_table(
        "answer",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("queue", sa.String(length=33), nullable=False),
        sa.Column("subject", sa.String(length=130), nullable=False),
        sa.Column("message_type", sa.String(length=20), nullable=False),
        sa.Column("node", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("taken_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_answer")),
        schema="sandbox_customs",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_answer_subject", "answer", ["subject"], unique=False, schema="sandbox_customs")
    op.create_index(
        "ix_answer_waiting",
        "answer",
        ["queue", "due_at"],
        unique=False,
        schema="sandbox_customs",
        postgresql_where=sa.text("taken_at IS NULL"),
    )
    op.create_table(
        "document",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=130), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_no", sa.String(length=60), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("body", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("invt_no", sa.String(length=18), nullable=True),
        sa.Column("returned", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("released_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("stored_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_document")),
        schema="sandbox_customs",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_document_invt_no", "document", ["invt_no"], unique=False, schema="sandbox_customs")
    op.create_index("ix_document_order_no", "document", ["order_no"], unique=False, schema="sandbox_customs")
    op.create_table(
        "envelope",
        sa.Column("cop_msg_id", sa.String(length=255), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cop_msg_id", name=op.f("pk_envelope")),
        schema="sandbox_customs",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "quota",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("used_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("used_amount >= 0", name=op.f("ck_quota_used")),
        sa.PrimaryKeyConstraint("person", "year", name=op.f("pk_quota")),
        schema="sandbox_customs",
        info={"group": "local", "shard_by": None},
    )
