"""What members did lately, in figures that fade without being touched: new acts are written larger instead."""

from datetime import UTC, datetime, timedelta

LANDMARK = datetime(2026, 1, 1, tzinfo=UTC)
HALF_LIFE = timedelta(days=28)


def growth(at: datetime) -> float:
    """The factor by which an act of this moment counts more than one of the landmark."""
    return float(2.0 ** max(-500.0, min(500.0, (at - LANDMARK) / HALF_LIFE)))
