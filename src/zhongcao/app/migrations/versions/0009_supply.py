"""The first tables of supply."""

revision = "0009_supply"
down_revision = "0008_payments"


def upgrade() -> None:
    """Nothing yet."""
