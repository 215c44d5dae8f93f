"""The first tables of messages."""

revision = "0014_messages"
down_revision = "0013_discovery"


def upgrade() -> None:
    """Nothing yet."""
