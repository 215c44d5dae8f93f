"""Members can be told when a sold-out SKU is there again."""

import sqlalchemy as sa
from alembic import op

revision = "0190_restock_wishes"
down_revision = "0180_reviewed_lines"


def upgrade() -> None:
    """Add the wishes."""
    op.create_table(
        "restock_wish",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "sku_id", name=op.f("pk_restock_wish")),
        schema="mall",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(op.f("ix_restock_wish_sku_id"), "restock_wish", ["sku_id"], schema="mall")
