"""After how many days a product is bought again."""

import sqlalchemy as sa
from alembic import op

revision = "0220_cycles"
down_revision = "0210_event_batches"


def upgrade() -> None:
    """Add the table; a sweep fills it from purchases."""
    op.create_table(
        "cycle",
        sa.Column("product_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Double(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0", name="ck_cycle_days_positive"),
        sa.PrimaryKeyConstraint("product_id", name="pk_cycle"),
        schema="discovery",
    )
