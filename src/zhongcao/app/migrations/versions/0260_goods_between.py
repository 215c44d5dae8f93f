"""Feeds remember which goods stand between their notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0260_goods_between"
down_revision = "0250_price_spread"


def upgrade() -> None:
    """Add the column; feeds without goods, and all that were ranked before, have nothing in it."""
    op.add_column("feed", sa.Column("goods", postgresql.JSONB(), nullable=True), schema="discovery")
