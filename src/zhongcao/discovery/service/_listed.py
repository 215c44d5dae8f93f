"""Ranked feeds as pages are cut from them, and those that this process served lately."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds.found import Found
from zhongcao.discovery.feeds.offering import Aired, Offered
from zhongcao.discovery.feeds.pages import Places, as_ids, pack, places_of, unpack
from zhongcao.kit.db import Tx
from zhongcao.kit.hearing import Hearing

OPEN_FEEDS_MAX = 3_000
"""So many feeds a process holds, some 12 kB each; whoever reads one that made room costs one statement more."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A ranked feed: its number (an edition's is its minute), notes, reasons, and what records tell of its places."""

    kind: str
    number: int
    channel: str
    note_ids: Sequence[int]
    reasons: Sequence[str]
    places: Places
    model: int = 0
    bucket: str = ""
    member: int = 0
    """Whose feed it is; 0 for an edition."""
    portrait_at: datetime | None = None
    """When the member's portrait had changed last as it was ranked."""
    goods: Sequence[Offered] = ()
    """Goods that stand between the notes."""
    own: community.Own | None = None
    """What the member and these notes have to do with each other, as of `turn`; None where this process did not ask."""
    turn: int = 0
    """As of which turn of listening all that it rests on counts."""
    aired: Sequence[Aired] = ()
    """Shows on air between them; not kept in the database, since they are over sooner than most feeds are read."""

    def goods_between(self, start: int, stop: int) -> list[Offered]:
        """Those that stand before one of the notes from one place up to another."""
        return [one for one in self.goods if start <= one.place < stop]

    def shows_between(self, start: int, stop: int) -> list[Aired]:
        """Shows that stand before one of the notes from one place up to another."""
        return [one for one in self.aired if start <= one.place < stop]

    def stands(self, hearing: Hearing | None) -> bool:
        """Whether nothing was heard that makes it another feed, so that nobody needs to ask."""
        if self.own is None or hearing is None:
            return False
        return (
            hearing.is_unchanged(rules.PORTRAIT_CHANGED, self.member, since=self.turn)
            and hearing.is_unchanged(rules.PORTRAIT_CHANGED, rules.EVERYONE, since=self.turn)
            and hearing.is_unchanged(community.VIEWER_CHANGED, self.member, since=self.turn)
        )

    @property
    def length(self) -> int:
        """How many notes it holds."""
        return len(self.note_ids)

    @property
    def told(self) -> bytes:
        """All but the notes, packed."""
        return pack(self.places, model=self.model, bucket=self.bucket, reasons=self.reasons)


def ranked(kind: str, number: int, channel: str, found: Found, *, model: int = 0, bucket: str = "") -> Listed:
    """A feed that was ranked just now."""
    return Listed(
        kind=kind,
        number=number,
        channel=channel,
        note_ids=found.note_ids,
        reasons=found.told,
        places=places_of(found),
        aired=found.aired,
        model=model,
        bucket=bucket,
    )


def kept_edition(kind: str, minute: int, channel: str, row: Any) -> Listed:
    """The feed for everyone of a minute, as it was kept."""
    return _kept(kind, minute, channel, note_ids=row.note_ids, reasons=row.reasons, told=row.trace)


def kept_feed(kind: str, number: int, row: Any, *, member: int) -> Listed:
    """A member's feed as it was kept."""
    if row.notes is None:  # by the last release
        feed = _kept(kind, number, row.channel, note_ids=row.note_ids, reasons=row.reasons, told=None)
    else:
        feed = _kept(kind, number, row.channel, note_ids=as_ids(row.notes).tolist(), reasons=None, told=row.told)
    goods = msgspec.convert(row.goods or [], list[Offered])
    return msgspec.structs.replace(feed, member=member, portrait_at=row.portrait_at, goods=goods)


def _kept(
    kind: str, number: int, channel: str, *, note_ids: list[int], reasons: list[str] | None, told: bytes | None
) -> Listed:
    """A feed from its notes and its trace; without `reasons` beside them, those of the trace count."""
    trace, places = unpack(told, len(note_ids))
    return Listed(
        kind=kind,
        number=number,
        channel=channel,
        note_ids=note_ids,
        reasons=reasons if reasons is not None else trace.reasons or ["popular"] * len(note_ids),
        places=places,
        model=trace.model,
        bucket=trace.bucket,
    )


class OpenFeeds:
    """The feeds that members read on this process lately, and how far each was shown.

    Most pages go on with a feed that the same process ranked: its connection is kept. How far a feed was shown is
    written for many at once, a moment later; what a crash forgets of it is shown again.
    """

    def __init__(self, *, most: int = OPEN_FEEDS_MAX) -> None:
        self._held: dict[int, Listed] = {}
        self._most = most
        self._shown: dict[int, dict[int, int]] = {}

    def __len__(self) -> int:
        """How many are held."""
        return len(self._held)

    def find(self, number: int, *, member: int) -> Listed | None:
        """A feed of this member, if it is held."""
        feed = self._held.get(number)
        return feed if feed is not None and feed.member == member else None

    def hold(self, feed: Listed) -> None:
        """Remember a feed; the one that came first makes room."""
        self._held[feed.number] = feed
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]

    def show(self, feed: Listed, until: int) -> None:
        """Note that the notes before this place were shown."""
        of_member = self._shown.setdefault(feed.member, {})
        of_member[feed.number] = max(until, of_member.get(feed.number, 0))

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._shown)

    async def settle(self, tx: Tx, member: int) -> None:
        """Write how far this member's feeds were shown, if that waits: what is ranked next depends on it."""
        if member in self._shown:
            await self._write(tx, {member: dict(self._shown[member])})

    async def write(self, tx: Tx) -> None:
        """Write how far every feed was shown; what cannot be written waits on."""
        if self._shown:
            await self._write(tx, {member: dict(feeds) for member, feeds in self._shown.items()})

    async def _write(self, tx: Tx, shown: dict[int, dict[int, int]]) -> None:
        # It waits until it is written: who ranks meanwhile writes the same once more, which changes nothing.
        await store.set_served(
            tx, [(member, feed, until) for member, feeds in sorted(shown.items()) for feed, until in feeds.items()]
        )
        for member, feeds in shown.items():
            left = {feed: until for feed, until in self._shown.get(member, {}).items() if until != feeds.get(feed)}
            if left:
                self._shown[member] = left
            else:
                self._shown.pop(member, None)
