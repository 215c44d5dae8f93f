"""The first tables of mall."""

revision = "0010_mall"
down_revision = "0009_supply"


def upgrade() -> None:
    """Nothing yet."""
