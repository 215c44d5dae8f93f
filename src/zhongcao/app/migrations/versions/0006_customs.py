"""The first tables of customs."""

revision = "0006_customs"
down_revision = "0005_inventory"


def upgrade() -> None:
    """Nothing yet."""
