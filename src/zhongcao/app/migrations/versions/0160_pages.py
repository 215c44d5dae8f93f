"""Feeds leave a trace, served pages travel to the lake, and notes wait for their first readers."""

import sqlalchemy as sa
from alembic import op

revision = "0160_pages"
down_revision = "0150_experiment"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add traces, pages and exposures; notes that are there have been met by nobody as far as we know."""
    for table in ("feed", "edition"):
        op.add_column(table, sa.Column("trace", sa.LargeBinary(), nullable=True), schema="discovery")
    op.create_table(
        "exposure",
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opened", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("shown >= 0 AND opened >= 0", name=op.f("ck_exposure_counts_not_negative")),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_exposure")),
        schema="discovery",
        info={"group": "sku"},
    )
    op.create_index(
        op.f("ix_exposure_waiting"),
        "exposure",
        ["published_at"],
        schema="discovery",
        postgresql_where=sa.text("shown < 20"),
    )
    op.execute(
        "INSERT INTO discovery.exposure (note_id, published_at) SELECT note_id, published_at FROM discovery.standing"
    )
    op.create_table(
        "page",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_page")),
        schema="insight",
        info={"group": "local"},
    )
    op.create_index(op.f("ix_page_batch"), "page", ["batch"], schema="insight")
