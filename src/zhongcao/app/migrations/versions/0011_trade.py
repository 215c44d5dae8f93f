"""The first tables of trade."""

revision = "0011_trade"
down_revision = "0010_mall"


def upgrade() -> None:
    """Nothing yet."""
