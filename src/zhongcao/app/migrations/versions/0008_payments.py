"""The first tables of payments."""

revision = "0008_payments"
down_revision = "0007_logistics"


def upgrade() -> None:
    """Nothing yet."""
