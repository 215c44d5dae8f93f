"""The first tables of moderation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_moderation"
down_revision = "0003_media"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS moderation")
    op.create_table(
        "case",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("reasons", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("excerpt", sa.String(length=300), nullable=False),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (state = 'open')", name=op.f("ck_case_decided")),
        sa.CheckConstraint("state IN ('open', 'kept', 'removed')", name=op.f("ck_case_state")),
        sa.PrimaryKeyConstraint("subject", "id", name=op.f("pk_case")),
        schema="moderation",
        info={"group": "claim", "shard_by": "subject"},
    )
    op.create_index("ix_case_id", "case", ["id"], unique=False, schema="moderation")
    op.create_index("ix_case_queue", "case", ["state", "id"], unique=False, schema="moderation")
    op.create_index(
        "uq_case_open",
        "case",
        ["subject"],
        unique=True,
        schema="moderation",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "report",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "case_id", "member_id", name=op.f("pk_report")),
        schema="moderation",
        info={"group": "claim", "shard_by": "subject"},
    )
    op.create_index("ix_report_case_id", "report", ["case_id"], unique=False, schema="moderation")
    op.create_table(
        "said",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("since_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_said_times")),
        sa.PrimaryKeyConstraint("member_id", "hash", name=op.f("pk_said")),
        schema="moderation",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_said_since_at", "said", ["since_at"], unique=False, schema="moderation")
    op.create_table(
        "strike",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("given_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "subject", name=op.f("pk_strike")),
        schema="moderation",
        info={"group": "user", "shard_by": "member_id"},
    )
