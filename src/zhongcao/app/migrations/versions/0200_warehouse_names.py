"""Warehouses have an English name too."""

import sqlalchemy as sa
from alembic import op

revision = "0200_warehouse_names"
down_revision = "0190_restock_wishes"


def upgrade() -> None:
    """Add the name; where it is empty the Chinese one is shown."""
    column = sa.Column("name_en", sa.String(length=120), server_default="", nullable=False)
    op.add_column("warehouse", column, schema="inventory")
