"""Cards know whether the price they show is where the prices of a product begin."""

import sqlalchemy as sa
from alembic import op

revision = "0250_price_spread"
down_revision = "0240_failures"


def upgrade() -> None:
    """Add the highest price of a product's SKUs, worked out from the prices of today."""
    op.add_column("product", sa.Column("price_max_amount", sa.BigInteger(), nullable=True), schema="mall")
    op.execute(
        """
        UPDATE mall.product t SET price_max_amount = f.most
        FROM (
          SELECT s.product_id, min(p.price_amount) AS least, max(p.price_amount) AS most
          FROM mall.sku s JOIN LATERAL (
            SELECT price_amount FROM mall.price
            WHERE sku_id = s.id AND starts_at <= now() ORDER BY starts_at DESC LIMIT 1) p ON true
          WHERE s.state = 'listed' GROUP BY s.product_id) f
        WHERE f.product_id = t.id AND f.most >= t.price_amount
        """
    )
    op.create_check_constraint(
        "ck_product_price_max", "product", "price_max_amount IS NULL OR price_max_amount >= price_amount", schema="mall"
    )
