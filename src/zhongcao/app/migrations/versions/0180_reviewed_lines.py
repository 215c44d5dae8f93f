"""An order line knows when its buyer wrote about it, so that what waits for a note can be listed and counted."""

import sqlalchemy as sa
from alembic import op

revision = "0180_reviewed_lines"
down_revision = "0170_artifacts"


def upgrade() -> None:
    """Add the moment, and take over what was written so far."""
    op.add_column("order_line", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True), schema="trade")
    op.execute(
        """
        UPDATE trade.order_line AS line SET reviewed_at = note.created_at
        FROM community.note AS note
        WHERE note.author_id = line.member_id AND note.order_id = line.order_id AND note.line_no = line.line_no
          AND note.state <> 'deleted'
        """
    )
