"""Weeks of new goods have a name; products are found by when they were listed."""

import sqlalchemy as sa
from alembic import op

revision = "0040_new_weeks"
down_revision = "0080_trace_code"


def upgrade() -> None:
    """Add the names of weeks, and the order in which products were listed."""
    op.create_table(
        "new_week",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.String(length=80), nullable=False),
        sa.Column("lead", sa.String(length=120), nullable=False),
        sa.Column("lead_en", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("extract(isodow FROM starts_on) = 1", name=op.f("ck_new_week_monday")),
        sa.PrimaryKeyConstraint("starts_on", name=op.f("pk_new_week")),
        schema="mall",
        info={"group": "ref"},
    )
    op.create_index(
        "ix_product_listed_at",
        "product",
        [sa.literal_column("listed_at DESC"), sa.literal_column("id DESC")],
        schema="mall",
        postgresql_where=sa.text("state = 'listed'"),
    )
