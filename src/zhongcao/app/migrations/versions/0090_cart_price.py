"""A line of a cart remembers what one cost when it was put in, so that a lower price can be told."""

import sqlalchemy as sa
from alembic import op

revision = "0090_cart_price"
down_revision = "0040_new_weeks"


def upgrade() -> None:
    """Add the price; lines from before have none."""
    op.add_column("cart_line", sa.Column("price_amount", sa.BigInteger(), nullable=True), schema="trade")
    op.add_column("cart_line", sa.Column("currency", sa.String(length=3), nullable=True), schema="trade")
