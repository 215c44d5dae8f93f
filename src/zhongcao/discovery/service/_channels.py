"""Channels of a feed fail open: one whose statement fails brings nothing, and the page comes from the others.

Only for statements that stand by themselves (`begin_read`, `begin_each`): within a transaction a failed one fails all.
"""

from collections.abc import Awaitable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from zhongcao.kit import log, metrics

T = TypeVar("T")


async def heard(feed: str, channel: str, asked: Awaitable[T], *, nothing: T) -> T:
    """What a channel brings, or what is used instead when its statement fails; an absent database is no page at all."""
    try:
        return await asked
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        metrics.feed_stages.labels(feed, channel, "failed").inc()
        log.get("feeds").warning("channel failed", feed=feed, channel=channel, error=repr(error)[:300])
        return nothing
