"""The first tables of insight."""

revision = "0015_insight"
down_revision = "0014_messages"


def upgrade() -> None:
    """Nothing yet."""
