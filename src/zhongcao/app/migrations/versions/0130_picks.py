"""Editors put notes forward: which, why, by whom, until when."""

import sqlalchemy as sa
from alembic import op

revision = "0130_picks"
down_revision = "0120_kin"


def upgrade() -> None:
    """Add the picks."""
    op.create_table(
        "pick",
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("picked_by", sa.BigInteger(), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > picked_at", name=op.f("ck_pick_lasts")),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_pick")),
        schema="discovery",
        info={"group": "ref"},
    )
    op.create_index(op.f("ix_pick_ends_at"), "pick", ["ends_at"], schema="discovery")
