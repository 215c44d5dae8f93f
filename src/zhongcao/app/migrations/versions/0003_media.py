"""The first tables of media."""

revision = "0003_media"
down_revision = "0002_identity"


def upgrade() -> None:
    """Nothing yet."""
