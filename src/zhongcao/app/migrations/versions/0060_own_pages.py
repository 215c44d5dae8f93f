"""Pictures of notes have words for those who cannot see them; liked notes are listed by when they were liked."""

import sqlalchemy as sa
from alembic import op

revision = "0060_own_pages"
down_revision = "0018_order_line_currency"


def upgrade() -> None:
    """Add the description of a picture, and the order of a member's likes."""
    op.add_column(
        "note_picture", sa.Column("alt", sa.String(length=200), server_default="", nullable=False), schema="community"
    )
    op.create_index("ix_note_like_at", "note_like", ["member_id", "at"], schema="community")
