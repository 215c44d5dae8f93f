"""What sweeps did: each run that moved something or failed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0350_sweep_runs"
down_revision = "0340_levels_and_lots_of_goods"


def upgrade() -> None:
    """Add the table; programs of the last release write nothing into it."""
    op.create_table(
        "sweep_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=2000), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sweep_run"),
        schema="kit",
    )
    op.create_index("ix_sweep_run_name", "sweep_run", ["name", "id"], unique=False, schema="kit")
