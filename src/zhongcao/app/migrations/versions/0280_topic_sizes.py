"""How full the full topics are, counted once in a while instead of in every search."""

import sqlalchemy as sa
from alembic import op

revision = "0280_topic_sizes"
down_revision = "0270_stated"


def upgrade() -> None:
    """Create the table; the next sweep fills it, and until then every topic is counted when somebody looks."""
    op.create_table(
        "topic_size",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("participants BETWEEN 1 AND notes", name=op.f("ck_topic_size_people_wrote_notes")),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_topic_size")),
        schema="community",
    )
