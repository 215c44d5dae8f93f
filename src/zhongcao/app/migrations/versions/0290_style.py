"""How notes look and read, and what of it members like."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0290_style"
down_revision = "0280_topic_sizes"


def upgrade() -> None:
    """Add both; notes of before have no style until they are edited or the projections are rebuilt."""
    op.add_column("standing", sa.Column("style", ARRAY(sa.SmallInteger()), nullable=True), schema="discovery")
    op.add_column(
        "portrait",
        sa.Column("style", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        schema="discovery",
    )
