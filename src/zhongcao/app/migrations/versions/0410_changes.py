"""What was changed lately, for the web processes that hold it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0410_changes"
down_revision = "0400_sources"


def upgrade() -> None:
    """Create the table; programs of the last release neither write nor read it."""
    op.create_table(
        "change",
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column(
            "at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("xid", "kind", "key", name=op.f("pk_change")),
        schema="kit",
        info={"group": "local", "shard_by": None},
        prefixes=["UNLOGGED"],
    )
