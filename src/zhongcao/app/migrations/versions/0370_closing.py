"""Accounts that their members close."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0370_closing"
down_revision = "0360_own_words"


def upgrade() -> None:
    """Add two moments to the member; programs of the last release leave them empty."""
    instant = postgresql.TIMESTAMP(timezone=True)
    op.add_column("member", sa.Column("closes_at", instant, nullable=True), schema="identity")
    op.add_column("member", sa.Column("closed_at", instant, nullable=True), schema="identity")
    op.create_check_constraint(
        "ck_member_closed_for_good",
        "member",
        "closed_at IS NULL OR (closes_at IS NULL AND cardinality(roles) = 0)",
        schema="identity",
    )
    op.create_index(
        "ix_member_closes_at",
        "member",
        ["closes_at"],
        schema="identity",
        postgresql_where=sa.text("closes_at IS NOT NULL"),
    )
    op.create_table(
        "leaving",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("left_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_leaving"),
        schema="insight",
    )
    op.create_index(
        "ix_declaration_named",
        "declaration",
        ["created_at"],
        schema="customs",
        postgresql_where=sa.text("consignee <> ''"),
    )
    op.create_index(
        "ix_message_whole", "message", ["created_at"], schema="customs", postgresql_where=sa.text("body <> ''")
    )
