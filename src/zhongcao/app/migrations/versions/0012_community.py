"""The first tables of community."""

revision = "0012_community"
down_revision = "0011_trade"


def upgrade() -> None:
    """Nothing yet."""
