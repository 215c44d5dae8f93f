"""Codes that set a new password, and the sandbox's letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0380_password_codes"
down_revision = "0370_closing"


def upgrade() -> None:
    """Add both tables; programs of the last release know neither."""
    instant = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "password_code",
        sa.Column("login", sa.String(length=254), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("guesses", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", instant, nullable=True),
        sa.CheckConstraint("guesses >= 0", name="ck_password_code_guesses"),
        sa.PrimaryKeyConstraint("login", name="pk_password_code"),
        schema="identity",
    )
    op.create_index("ix_password_code_expires_at", "password_code", ["expires_at"], schema="identity")
    op.create_index(
        "ix_password_code_due_at",
        "password_code",
        ["due_at"],
        schema="identity",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.execute("CREATE SCHEMA IF NOT EXISTS sandbox_post")
    op.create_table(
        "letter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        schema="sandbox_post",
    )
