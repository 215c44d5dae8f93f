"""The first tables of identity."""

revision = "0002_identity"
down_revision = "0001_kit"


def upgrade() -> None:
    """Nothing yet."""
