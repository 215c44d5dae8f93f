"""The first tables of inventory."""

revision = "0005_inventory"
down_revision = "0004_moderation"


def upgrade() -> None:
    """Nothing yet."""
