"""A member sees and corrects their portrait, and a feed goes on by another one when the portrait changed."""

import sqlalchemy as sa
from alembic import op

revision = "0110_portrait"
down_revision = "0100_search"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add corrections, glances, the moment of the last change, and where a feed was continued."""
    op.add_column(
        "portrait",
        sa.Column("changed_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        schema="discovery",
    )
    op.add_column("feed", sa.Column("portrait_at", INSTANT, nullable=True), schema="discovery")
    op.add_column("feed", sa.Column("continued_from", sa.SmallInteger(), nullable=True), schema="discovery")
    op.add_column("feed", sa.Column("continued_as", sa.BigInteger(), nullable=True), schema="discovery")
    op.create_table(
        "correction",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("forgotten_at", INSTANT, nullable=True),
        sa.Column("averse_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=12), nullable=True),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("traits", sa.ARRAY(sa.String(length=80)), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("forgotten_at IS NOT NULL OR averse_at IS NOT NULL", name="ck_correction_says_something"),
        sa.CheckConstraint("(averse_at IS NULL) = (reason IS NULL)", name="ck_correction_averse_for_a_reason"),
        sa.PrimaryKeyConstraint("member_id", "subject", name="pk_correction"),
        schema="discovery",
    )
    op.create_table(
        "glance",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "act", "subject_id", "day", name="pk_glance"),
        schema="discovery",
    )
    op.create_index("ix_glance_at", "glance", ["at"], schema="discovery")
