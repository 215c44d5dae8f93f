"""The first tables of discovery."""

revision = "0013_discovery"
down_revision = "0012_community"


def upgrade() -> None:
    """Nothing yet."""
