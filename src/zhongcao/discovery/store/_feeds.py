"""Statements about feeds: who looks, what might be shown, what was shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ARRAY, BigInteger, Integer, LargeBinary, String, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery import rules
from zhongcao.discovery.store._signals import IDS
from zhongcao.discovery.tables import EditionRow, FeedRow, PortraitRow
from zhongcao.kit.db import Instant, ReadTx, Tx
from zhongcao.kit.sql import as_array, as_text_array

_COLUMNS = (
    "SELECT note_id, author_id, heat, extract(epoch FROM published_at)::float8 AS published, traits, {bit} AS bit"
)
_MAY = (
    " FROM discovery.standing WHERE hidden_at IS NULL AND author_id <> :viewer AND note_id <> ALL (:seen)"
    " AND (cardinality(:channel) = 0 OR traits && :channel)"
)
_SOURCES = (
    " ORDER BY heat DESC LIMIT :popular",
    " ORDER BY published_at DESC LIMIT :fresh",
    " AND traits && :tastes ORDER BY heat DESC LIMIT :alike",
    " AND author_id = ANY (:followees) ORDER BY published_at DESC LIMIT :followed",
    " AND note_id = ANY (:kin)",
    " AND note_id = ANY (:picked)",
    " AND note_id = ANY (ARRAY(SELECT note_id FROM discovery.exposure WHERE shown < :first_readers"
    " AND published_at >= :since ORDER BY published_at LIMIT :waiting))",
)
_FOUND = " UNION ALL ".join(
    "(" + _COLUMNS.format(bit=1 << place) + _MAY + source + ")" for place, source in enumerate(_SOURCES)
)
_CANDIDATES = text(
    "SELECT found.*, coalesce(e.shown, 0) AS shown, coalesce(e.opened, 0) AS opened"  # noqa: S608 - constants only
    " FROM (" + _FOUND + ") AS found LEFT JOIN discovery.exposure AS e USING (note_id)"
).bindparams(
    bindparam("seen", type_=IDS),
    bindparam("channel", type_=ARRAY(String)),
    bindparam("tastes", type_=ARRAY(String)),
    bindparam("followees", type_=IDS),
    bindparam("kin", type_=IDS),
    bindparam("picked", type_=IDS),
)


async def list_candidates(
    tx: Tx | ReadTx,
    *,
    viewer: int,
    seen: Sequence[int],
    channel: Sequence[str],
    tastes: Sequence[str],
    followees: Sequence[int],
    kin: Sequence[int],
    picked: Sequence[int],
    since: datetime,
    limits: dict[str, int],
) -> list[Any]:
    """What might be shown, from seven sources in one statement, a row for each source that brings a note.

    Popular, fresh, alike, followed, kin, picked, and those published `since` that wait for first readers; each row ends
    with the bit of its source, and how many saw and opened the note.
    """
    found = await tx.execute(
        _CANDIDATES,
        {
            "viewer": viewer,
            "seen": list(seen),
            "channel": list(channel),
            "tastes": list(tastes),
            "followees": list(followees),
            "kin": list(kin),
            "picked": list(picked),
            "since": since,
            "first_readers": rules.FIRST_READERS,
            **limits,
        },
    )
    return list(found.all())


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept about a viewer: tastes, what they saw (latest feed first), and what they sent away."""

    tastes: dict[str, float] = {}
    recent: dict[str, float] = {}
    changed_at: datetime | None = None
    seen: list[int] = []
    averse: list[tuple[str, float, str, list[str]]] = []
    """Subject, since when (epoch), reason, and the traits of a note that was sent away for its content."""


_VIEWER = text(
    "SELECT p.tastes, p.recent, p.changed_at,"
    " (SELECT json_agg(to_json(f.note_ids[1:f.served])) FROM (SELECT note_ids, served FROM discovery.feed"
    " WHERE member_id = :member ORDER BY id DESC LIMIT :feeds) AS f) AS seen,"
    " (SELECT json_agg(json_build_array(c.subject, extract(epoch FROM c.averse_at), c.reason, c.traits))"
    " FROM (SELECT subject, averse_at, reason, traits FROM discovery.correction"
    " WHERE member_id = :member AND averse_at IS NOT NULL ORDER BY averse_at DESC LIMIT :most) AS c) AS averse"
    " FROM (SELECT 1) AS one LEFT JOIN discovery.portrait AS p ON p.member_id = :member"
).bindparams(bindparam("member", type_=BigInteger))


async def find_viewer(tx: Tx | ReadTx, member_id: int, *, feeds: int) -> Known:
    """All that a feed asks about its viewer, in one round trip."""
    found = await tx.execute(_VIEWER, {"member": member_id, "feeds": feeds, "most": rules.CORRECTIONS_MAX})
    row = found.one()
    return Known(
        tastes=row.tastes or {},
        recent=row.recent or {},
        changed_at=row.changed_at,
        seen=[note for notes in row.seen or () for note in notes],
        averse=[tuple(one) for one in row.averse or ()],
    )


_ADD_FEED = text(
    """
    WITH unsynced AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO discovery.feed (member_id, id, channel, note_ids, reasons, trace, served, at, portrait_at)
    SELECT :member_id, :feed_id, :channel, cast(:note_ids AS bigint[]), cast(:reasons AS text[]), :trace, :served, :at,
        :portrait_at
    FROM unsynced
    """
).bindparams(
    bindparam("member_id", type_=BigInteger),
    bindparam("feed_id", type_=BigInteger),
    bindparam("channel", type_=String),
    bindparam("note_ids", type_=String),
    bindparam("reasons", type_=String),
    bindparam("trace", type_=LargeBinary),
    bindparam("served", type_=Integer),
    bindparam("at", type_=Instant),
    bindparam("portrait_at", type_=Instant),
)


async def add_feed(
    tx: Tx,
    *,
    member_id: int,
    feed_id: int,
    channel: str,
    note_ids: Sequence[int],
    reasons: Sequence[str],
    trace: bytes | None,
    served: int,
    at: datetime,
    portrait_at: datetime | None,
) -> None:
    """Keep a feed as it was ranked, without waiting for the disk: one that a crash forgets is ranked anew."""
    given = {"member_id": member_id, "feed_id": feed_id, "channel": channel, "note_ids": as_array(note_ids)}
    given |= {"reasons": as_text_array(reasons), "trace": trace, "served": served, "at": at, "portrait_at": portrait_at}
    await tx.execute(_ADD_FEED, given)


_FIND_FEED = select(
    FeedRow.note_ids,
    FeedRow.reasons,
    FeedRow.channel,
    FeedRow.continued_from,
    FeedRow.continued_as,
    FeedRow.portrait_at,
    FeedRow.trace,
    select(PortraitRow.changed_at)
    .where(PortraitRow.member_id == bindparam("member"))
    .scalar_subquery()
    .label("changed_at"),
).where(FeedRow.member_id == bindparam("member"), FeedRow.id == bindparam("feed"))


async def find_feed(tx: Tx | ReadTx, *, member_id: int, feed_id: int) -> Any:
    """A feed of a member with the moment when their portrait last changed, or None."""
    return (await tx.execute(_FIND_FEED, {"member": member_id, "feed": feed_id})).one_or_none()


_SERVE_MORE = text(
    """
    WITH unsynced AS (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE discovery.feed AS f
    SET served = greatest(f.served, least(:stop, cardinality(f.note_ids)))
    FROM unsynced
    WHERE f.member_id = :member AND f.id = :feed AND :start < cardinality(f.note_ids)
    AND CASE WHEN f.continued_as IS NULL
        THEN f.portrait_at IS NOT DISTINCT FROM (SELECT changed_at FROM discovery.portrait WHERE member_id = :member)
        ELSE :start < f.continued_from END
    RETURNING f.channel, cardinality(f.note_ids) AS length, f.trace,
        f.note_ids[(:start + 1):(:look)] AS note_ids, f.reasons[(:start + 1):(:look)] AS reasons
    """
).bindparams(
    bindparam("member", type_=BigInteger),
    bindparam("feed", type_=BigInteger),
    *(bindparam(name, type_=Integer) for name in ("start", "stop", "look")),
)


async def serve_more(tx: Tx, *, member_id: int, feed_id: int, start: int, limit: int, look: int) -> Any:
    """What comes next in a feed of a member, noted as shown at once; None when the feed does not stand any more.

    It does not when it is used up, was continued as another, or the member's portrait changed since it was ranked. One
    statement is a transaction of its own here; what a crash forgets of it is shown again.
    """
    given = {"member": member_id, "feed": feed_id, "start": start, "stop": start + limit, "look": start + look}
    return (await tx.execute(_SERVE_MORE, given)).one_or_none()


async def set_continued(tx: Tx, *, member_id: int, feed_id: int, place: int, as_feed: int) -> None:
    """Note as which feed a feed goes on from a place; whoever comes second changes nothing."""
    await tx.execute(
        update(FeedRow)
        .where(FeedRow.member_id == member_id, FeedRow.id == feed_id, FeedRow.continued_as.is_(None))
        .values(continued_from=place, continued_as=as_feed)
    )


async def set_served(tx: Tx, *, member_id: int, feed_id: int, served: int) -> None:
    """Note how far a feed was shown; never backwards."""
    await tx.execute(
        update(FeedRow)
        .where(FeedRow.member_id == member_id, FeedRow.id == feed_id, FeedRow.served < served)
        .values(served=served)
    )


async def find_edition(tx: Tx | ReadTx, *, channel: str, starts_at: datetime) -> Any:
    """The feed for everyone of one minute, or None."""
    found = await tx.execute(
        select(EditionRow.note_ids, EditionRow.reasons, EditionRow.trace).where(
            EditionRow.channel == channel, EditionRow.starts_at == starts_at
        )
    )
    return found.one_or_none()


async def add_edition(tx: Tx, values: dict[str, Any]) -> None:
    """Keep the feed for everyone; whoever comes second keeps the first."""
    await tx.execute(insert(EditionRow).values(values).on_conflict_do_nothing())
