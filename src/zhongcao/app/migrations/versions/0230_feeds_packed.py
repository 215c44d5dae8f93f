"""Feeds are kept packed: arrays cost the driver and the server a multiple."""

import sqlalchemy as sa
from alembic import op

revision = "0230_feeds_packed"
down_revision = "0220_cycles"


def upgrade() -> None:
    """Add both columns; what was ranked before is read from the former ones until it is old."""
    for name in ("notes", "told"):
        op.add_column("feed", sa.Column(name, sa.LargeBinary(), nullable=True), schema="discovery")
    # It is squeezed already, so that another attempt would only cost time.
    op.execute("ALTER TABLE discovery.feed ALTER COLUMN told SET STORAGE EXTERNAL")
