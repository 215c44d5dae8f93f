"""Levels of prices of each kind of goods, and how often goods were seen and opened in their feed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0340_levels_and_lots_of_goods"
down_revision = "0300_hypothesis_en"


def upgrade() -> None:
    """Add both tables; the worker fills them."""
    op.create_table(
        "price_scale",
        sa.Column("category_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("steps", ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("category_id", name="pk_price_scale"),
        sa.CheckConstraint("cardinality(steps) = 5", name="ck_price_scale_five"),
        schema="discovery",
    )
    op.create_table(
        "goods_exposure",
        sa.Column("product_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opened", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("product_id", name="pk_goods_exposure"),
        sa.CheckConstraint("shown >= 0 AND opened >= 0", name="ck_goods_exposure_counts_not_negative"),
        schema="discovery",
    )
