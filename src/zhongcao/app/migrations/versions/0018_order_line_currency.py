"""The amounts of an order line name their currency, as every amount does."""

import sqlalchemy as sa
from alembic import op

revision = "0018_order_line_currency"
down_revision = "0017_sandbox_customs"


def upgrade() -> None:
    """Add the currency; until now every order was in yuan."""
    currency = sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False)
    op.add_column("order_line", currency, schema="trade")
    op.alter_column("order_line", "currency", server_default=None, schema="trade")
