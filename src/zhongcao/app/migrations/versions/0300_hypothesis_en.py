"""What is expected of an experiment, in English too: it has a name in both languages."""

import sqlalchemy as sa
from alembic import op

revision = "0300_hypothesis_en"
down_revision = "0290_style"


def upgrade() -> None:
    """Add the column; older experiments are told in the language they were written in."""
    op.add_column(
        "experiment",
        sa.Column("hypothesis_en", sa.String(length=400), nullable=False, server_default=""),
        schema="experiment",
    )
