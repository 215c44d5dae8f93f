"""The first tables of logistics."""

revision = "0007_logistics"
down_revision = "0006_customs"


def upgrade() -> None:
    """Nothing yet."""
