"""A portrait remembers what was done last, and tables of kin have versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0120_kin"
down_revision = "0110_portrait"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the last acts of a portrait, and the versions."""
    recent = sa.Column("recent", JSONB(none_as_null=True), server_default=sa.text("'{}'"), nullable=False)
    op.add_column("portrait", recent, schema="discovery")
    op.create_table(
        "kin_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("verdict", JSONB(none_as_null=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kin_version"),
        schema="discovery",
    )
