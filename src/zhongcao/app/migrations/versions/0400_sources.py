"""What led to the lines of a cart, and to each line of an order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0400_sources"
down_revision = "0395_live_media"
WRITTEN = "source ~ '^[a-z_]+:[A-Za-z0-9_.-]+$'"


def upgrade() -> None:
    """Add a source to both kinds of lines, and what facts tell of it; programs of the last release leave them empty."""
    for table in ("cart_line", "order_line"):
        op.add_column(table, sa.Column("source", sa.String(100), nullable=True), schema="trade")
        op.create_check_constraint(f"ck_{table}_source", table, WRITTEN, schema="trade")
    op.add_column(
        "orders",
        sa.Column("told_sources", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        schema="trade",
    )
