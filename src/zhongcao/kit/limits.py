"""How often someone may do something: counted per window in one unlogged table, so that all processes agree."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Integer, String, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, Sessions, begin, table_args
from zhongcao.kit.problems import TooMany


class Limit(msgspec.Struct, frozen=True):
    """So many times in a window of so many seconds."""

    name: str
    times: int
    seconds: int


class LimitRow(Base):
    """Uses of one limit by one subject (an account, a network) in one window; lost at a crash, which is fine."""

    __tablename__ = "limit_window"
    __table_args__ = (
        *table_args(schema="kit", group="local")[:-1],
        {"schema": "kit", "info": {"group": "local", "shard_by": None}, "prefixes": ["UNLOGGED"]},
    )
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    used: Mapped[int] = mapped_column(Integer)


SPEND = (
    insert(LimitRow)
    .values(name=bindparam("name"), subject=bindparam("subject"), starts_at=bindparam("starts_at"), used=1)
    .on_conflict_do_update(
        index_elements=[LimitRow.name, LimitRow.subject, LimitRow.starts_at], set_={"used": LimitRow.used + 1}
    )
    .returning(LimitRow.used)
)


async def spend(sessions: Sessions, limit: Limit, subject: str, *, now: datetime) -> None:
    """Count one use, also when the request fails later; refuses with the seconds to wait once the window is full."""
    start = datetime.fromtimestamp(now.timestamp() // limit.seconds * limit.seconds, UTC)
    async with begin(sessions) as tx:
        used = await tx.scalar(SPEND, {"name": limit.name, "subject": subject[:120], "starts_at": start})
    if used is not None and used > limit.times:
        wait = round(start.timestamp() + limit.seconds - now.timestamp()) + 1
        raise TooMany(limit=limit.name, retry_after_seconds=wait)
