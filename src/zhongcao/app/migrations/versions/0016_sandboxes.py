"""The first tables of sandboxes."""

revision = "0016_sandboxes"
down_revision = "0015_insight"


def upgrade() -> None:
    """Nothing yet."""
