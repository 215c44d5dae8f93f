"""Statements about feeds: who looks, what might be shown, what was shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    LargeBinary,
    SmallInteger,
    String,
    TextClause,
    bindparam,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.found import Whole
from zhongcao.discovery.feeds.pages import as_ids
from zhongcao.discovery.store._cycles import BOUGHT, Bought, bought_of
from zhongcao.discovery.store._signals import IDS
from zhongcao.discovery.tables import EditionRow, FeedRow, PortraitRow
from zhongcao.kit.db import Id63, Instant, Json, ReadTx, Tx
from zhongcao.kit.sql import as_array

NOTHING: Whole = np.zeros(0, np.int64)
_COLUMNS = (
    "SELECT note_id, author_id, heat, extract(epoch FROM published_at)::float8 AS published, traits,"
    " style, {bit} AS bit"
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
    " AND note_id = ANY (:befriended)",
    " AND note_id = ANY (:near)",
    " AND note_id = ANY (:audience)",
    " AND note_id = ANY (:place)",
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
    bindparam("befriended", type_=IDS),
    bindparam("near", type_=IDS),
    bindparam("audience", type_=IDS),
    bindparam("place", type_=IDS),
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
    befriended: Sequence[int],
    near: Sequence[int],
    audience: Sequence[int],
    place: Sequence[int],
    since: datetime,
    limits: dict[str, int],
) -> list[Any]:
    """What might be shown, from eleven sources in one statement, a row for each source that brings a note.

    Popular, fresh, alike, followed, kin, picked, those published `since` that wait for first readers, befriended,
    near, an audience's, and a place's; each row ends with the bit of its source, and how many saw and opened the note.
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
            "befriended": list(befriended),
            "near": list(near),
            "audience": list(audience),
            "place": list(place),
            "since": since,
            "first_readers": rules.FIRST_READERS,
            **limits,
        },
    )
    return list(found.all())


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept about a viewer: tastes and style, what they saw (latest feed first), and what they sent away."""

    tastes: dict[str, float] = {}
    recent: dict[str, float] = {}
    style: dict[str, float] = {}
    changed_at: datetime | None = None
    seen: Whole = msgspec.field(default_factory=lambda: NOTHING)
    averse: list[tuple[str, float, str, list[str]]] = []
    """Subject, since when (epoch), reason, and the traits of a note that was sent away for its content."""
    bought: Sequence[Bought] = ()
    offered: list[tuple[int, int, float, list[dict[str, Any]]]] = []
    """Of each feed with goods between its notes: how many notes were shown after it, how many of its own, when it was
    ranked (epoch), and the goods."""


_VIEWER = (
    "SELECT p.tastes, p.recent, p.style, p.changed_at,"
    " fed.seen, fed.offered,"
    " (SELECT json_agg(json_build_array(c.subject, extract(epoch FROM c.averse_at), c.reason, c.traits))"
    " FROM (SELECT subject, averse_at, reason, traits FROM discovery.correction"
    " WHERE member_id = :member AND averse_at IS NOT NULL ORDER BY averse_at DESC LIMIT :corrections) AS c) AS averse"
    "{columns}"
    " FROM (SELECT 1) AS one LEFT JOIN discovery.portrait AS p ON p.member_id = :member"
    " CROSS JOIN LATERAL (SELECT string_agg(coalesce(substr(f.notes, 1, 8 * f.served),"
    " (SELECT string_agg(int8send(note), '') FROM unnest(f.note_ids[1:f.served]) AS note)), '') AS seen,"
    " json_agg(json_build_array(f.later, f.served, extract(epoch FROM f.at), f.goods))"
    " FILTER (WHERE f.goods IS NOT NULL) AS offered"
    " FROM (SELECT *, sum(served) OVER (ORDER BY id DESC) - served AS later"
    " FROM (SELECT id, notes, note_ids, served, at, goods FROM discovery.feed"
    " WHERE member_id = :member ORDER BY id DESC LIMIT :feeds) AS latest) AS f) AS fed"
)
_VIEWER_ALONE = text(_VIEWER.format(columns="")).bindparams(bindparam("member", type_=BigInteger))


async def find_viewer(tx: Tx | ReadTx, member_id: int, *, feeds: int) -> Known:
    """What is kept about a viewer, in one round trip."""
    given = {"member": member_id, "feeds": feeds, "corrections": rules.CORRECTIONS_MAX}
    return _known((await tx.execute(_VIEWER_ALONE, given)).one())


_AND_BOUGHT = (
    ", (SELECT json_agg(json_build_array(product_id, times, extract(epoch FROM first), extract(epoch FROM last),"
    " others)) FROM ({bought}) AS had) AS bought"
)
_READER = "SELECT who.*, kept.* FROM ({whom}) AS who LEFT JOIN LATERAL ({kept} OFFSET 0) AS kept ON true"
_BESIDE = " CROSS JOIN LATERAL ({beside}) AS beside WHERE who.personalised"


@lru_cache(maxsize=8)
def _reader(whom: TextClause, beside: TextClause) -> TextClause:
    """Who it is, and behind the gate of their consent what is kept of them, with somebody else's row beside it.

    Without OFFSET, which keeps the parts apart, a part could be read before it is left out.
    """
    columns = ", beside.*" + _AND_BOUGHT.format(bought=BOUGHT)
    kept = _VIEWER.format(columns=columns) + _BESIDE.format(beside=beside.text)
    asked = _READER.format(whom=whom.text, kept=kept)
    return text(asked).bindparams(*{**whom._bindparams, **beside._bindparams}.values())


async def find_reader(
    tx: Tx | ReadTx,
    member_id: int,
    *,
    feeds: int,
    whom: TextClause,
    beside: TextClause,
    given: Mapping[str, Any],
) -> tuple[Any, Known] | None:
    """Who a member is, and what is kept about them if they are `personalised`, with the columns of another domain's row
    about `member`; all in one breath. None for nobody.

    Of whoever is not, no more is read, not even within the server.
    """
    asked = {
        "member": member_id,
        "feeds": feeds,
        "corrections": rules.CORRECTIONS_MAX,
        "bought": rules.PURCHASES_MAX,
        "everything": rules.EVERYTHING,
        **given,
    }
    row = (await tx.execute(_reader(whom, beside), asked)).one_or_none()
    return None if row is None else (row, msgspec.structs.replace(_known(row), bought=bought_of(row.bought)))


def _known(row: Any) -> Known:
    return Known(
        tastes=row.tastes or {},
        recent=row.recent or {},
        style=row.style or {},
        changed_at=row.changed_at,
        seen=as_ids(row.seen),
        averse=[tuple(one) for one in row.averse or ()],
        offered=[tuple(one) for one in row.offered or ()],
    )


_OF_FEED: dict[str, Any] = {
    "member": BigInteger,
    "feed_id": BigInteger,
    "in_channel": String,
    "of_notes": LargeBinary,
    "of_trace": LargeBinary,
    "until": SmallInteger,
    "now": Instant,
    "portrait": Instant,
    "between": Json,
}
_UNSYNCED = select(literal_column("set_config('synchronous_commit', 'off', true)")).cte("unsynced")


@lru_cache(maxsize=8)
def _add_feed(beside: tuple[ColumnElement[Any], ...]) -> Any:
    """The statement as a constant, with somebody else's questions about what is in it."""
    names = "member_id", "id", "channel", "notes", "told", "served", "at", "portrait_at", "goods"
    own = [bindparam(name, type_=kind) for name, kind in _OF_FEED.items()]
    row = select(*own, text("'{}'"), text("'{}'")).select_from(_UNSYNCED)
    return insert(FeedRow).from_select([*names, "note_ids", "reasons"], row).returning(*beside)


async def add_feed(
    tx: Tx,
    *,
    member_id: int,
    feed_id: int,
    channel: str,
    notes: bytes,
    told: bytes,
    served: int,
    at: datetime,
    portrait_at: datetime | None,
    goods: list[dict[str, Any]] | None,
    beside: tuple[ColumnElement[Any], ...],
    given: Mapping[str, Any],
) -> tuple[Any, ...]:
    """Keep a feed as it was ranked, without waiting for the disk: one that a crash forgets is ranked anew.

    Answers the questions `beside` it, another domain's about `member` and what is `given`, in the same breath.
    """
    feed = {"member": member_id, "feed_id": feed_id, "in_channel": channel, "of_notes": notes, "of_trace": told}
    feed |= {"until": served, "now": at, "portrait": portrait_at, "between": goods}
    made: tuple[Any, ...] = (await tx.execute(_add_feed(beside), {**given, **feed})).one()
    return made


def _changed_at(member: str) -> Any:
    of_member = PortraitRow.member_id == bindparam(member, type_=Id63)
    return select(PortraitRow.changed_at).where(of_member).scalar_subquery()


CHANGED_AT = _changed_at("viewer")
"""When the portrait of `viewer` changed last: a question that another statement asks in the same breath."""
_FIND_FEED = select(
    FeedRow.notes,
    FeedRow.told,
    FeedRow.note_ids,
    FeedRow.reasons,
    FeedRow.channel,
    FeedRow.served,
    FeedRow.continued_from,
    FeedRow.continued_as,
    FeedRow.portrait_at,
    FeedRow.goods,
    _changed_at("member").label("changed_at"),
).where(FeedRow.member_id == bindparam("member"), FeedRow.id == bindparam("feed"))


async def find_feed(tx: Tx | ReadTx, *, member_id: int, feed_id: int) -> Any:
    """A feed of a member with the moment when their portrait last changed, or None."""
    return (await tx.execute(_FIND_FEED, {"member": member_id, "feed": feed_id})).one_or_none()


async def set_continued(tx: Tx, *, member_id: int, feed_id: int, place: int, as_feed: int) -> None:
    """Note as which feed a feed goes on from a place; whoever comes second changes nothing."""
    await tx.execute(
        update(FeedRow)
        .where(FeedRow.member_id == member_id, FeedRow.id == feed_id, FeedRow.continued_as.is_(None))
        .values(continued_from=place, continued_as=as_feed)
    )


_SET_SERVED = text(
    """
    WITH unsynced AS (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE discovery.feed AS f SET served = shown.until
    FROM unsynced, unnest(cast(:members AS bigint[]), cast(:feeds AS bigint[]), cast(:ends AS int[]))
        AS shown (member_id, id, until)
    WHERE f.member_id = shown.member_id AND f.id = shown.id AND f.served < shown.until
    """
).bindparams(*(bindparam(name, type_=String) for name in ("members", "feeds", "ends")))


async def set_served(tx: Tx, shown: Sequence[tuple[int, int, int]]) -> None:
    """Note how far some feeds were shown (member, feed, place), never backwards, without waiting for the disk."""
    if shown:
        members, feeds, ends = (as_array(column) for column in zip(*shown, strict=True))
        await tx.execute(_SET_SERVED, {"members": members, "feeds": feeds, "ends": ends})


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
