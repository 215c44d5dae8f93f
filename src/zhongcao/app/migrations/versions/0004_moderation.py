"""The first tables of moderation."""

revision = "0004_moderation"
down_revision = "0003_media"


def upgrade() -> None:
    """Nothing yet."""
