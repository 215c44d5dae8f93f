"""Every failed try of a fact or a sweep."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0240_failures"
down_revision = "0230_feeds_packed"


def upgrade() -> None:
    """Add the table; programs of the last release write nothing into it."""
    op.create_table(
        "failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.String(length=140), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failure"),
        schema="kit",
    )
    op.create_index("ix_failure_subject", "failure", ["subject", "id"], unique=False, schema="kit")
