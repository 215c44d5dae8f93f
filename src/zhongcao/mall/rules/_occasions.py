"""Rules of occasions: what a limited-time sale is, when a week of new goods begins, how much of an offer is gone."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Weeks begin by the clock in China; it has no summer time."""

SALE_LASTS_MAX = timedelta(hours=72)
"""A lower price that ends within so long is a limited-time sale (限时购); what lasts longer is simply the price."""
SALE_AHEAD_MAX = timedelta(hours=48)
"""Sales that begin within so long are announced."""
SALE_LINES_MAX = 60


def sold_percent(*, taken: int, left: int) -> int:
    """How much of what a sale offered is gone, in whole percent; never 100 while something is left."""
    offered = max(taken, 0) + max(left, 0)
    if offered == 0:
        return 100
    percent = max(taken, 0) * 100 // offered
    return percent if left <= 0 or percent < 100 else 99


FIRST_DAY, LAST_DAY = date(2013, 1, 1), date(2100, 1, 1)
"""Weeks that are asked for lie between these days; before and after there is nothing."""


def week_begins(day: date) -> date:
    """The Monday of a week."""
    return day - timedelta(days=day.weekday())


def week_of(moment: datetime) -> tuple[datetime, datetime]:
    """From when to when the week of a moment lasts, by the clock in China."""
    monday = week_begins(moment.astimezone(CHINA).date())
    start = datetime(monday.year, monday.month, monday.day, tzinfo=CHINA)
    return start, start + timedelta(days=7)
