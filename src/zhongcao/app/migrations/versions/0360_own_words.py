"""Comments and reports by who wrote them: members take a copy of their own along."""

from alembic import op

revision = "0360_own_words"
down_revision = "0350_sweep_runs"


def upgrade() -> None:
    """Add the indexes; nothing else changes."""
    op.create_index("ix_comment_member_id", "comment", ["member_id", "id"], schema="community")
    op.create_index("ix_report_member_id", "report", ["member_id"], schema="moderation")
