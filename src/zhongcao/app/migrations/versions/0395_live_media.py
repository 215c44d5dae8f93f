"""When media of shows are removed that nobody sees any more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0395_live_media"
down_revision = "0390_live"


def upgrade() -> None:
    """Add a moment to the show; programs of the last release leave it empty."""
    op.add_column("show", sa.Column("media_due_at", postgresql.TIMESTAMP(timezone=True), nullable=True), schema="live")
    op.create_index(
        "ix_show_media_due",
        "show",
        ["media_due_at"],
        schema="live",
        postgresql_where=sa.text("media_due_at IS NOT NULL"),
    )
