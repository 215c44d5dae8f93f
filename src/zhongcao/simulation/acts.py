"""What the shop hears of a page: events as the app sends them, likes, collects, follows, orders by the real verbs."""

from datetime import datetime, timedelta

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import service as discovery
from zhongcao.discovery.rules import Act, Dismissal
from zhongcao.discovery.schemas import FeedItem
from zhongcao.discovery.service import Done
from zhongcao.insight import service as insight
from zhongcao.insight.rules import EventKind
from zhongcao.insight.schemas import Event
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id, uuid7
from zhongcao.kit.keyring import KeyRing
from zhongcao.mall import service as mall
from zhongcao.simulation.living import Deed, Impression
from zhongcao.simulation.settling import Ids
from zhongcao.simulation.truth import NEVER, Truth

DEED_SECONDS = 5


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Who turns pages, and under which name their events travel."""

    by: Actor
    session: str
    keys: KeyRing


async def tell(
    tx: Tx, visit: Visit, *, truth: Truth, ids: Ids, items: list[FeedItem], seen: Impression, now: datetime
) -> None:
    """All that a member did with a page; what the relay would tell discovery a second later is told at once."""
    member = visit.by.member_id
    events = [_event(EventKind.IMPRESSION, visit, items[place], place, now) for place in seen.looked]
    done: list[Done] = []
    for nth, deed in enumerate(seen.deeds):
        at, item = now + timedelta(seconds=DEED_SECONDS * (nth + 1)), items[deed.place]
        note = ids.notes[deed.note]
        if deed.hides:
            events.append(_event(EventKind.HIDE, visit, item, deed.place, at))
            await discovery.dismiss(tx, by=visit.by, note_id=note, reason=Dismissal.CONTENT, now=at)
            continue
        events.append(_event(EventKind.CLICK, visit, item, deed.place, at))
        if deed.likes:
            await community.like_note(tx, by=visit.by, note_id=note, now=at)
            done.append(Done(act=Act.LIKE, member=member, note=note, at=at))
        if deed.collects:
            await community.collect(tx, by=visit.by, note_id=note, album_id=None, now=at)
            done.append(Done(act=Act.COLLECT, member=member, note=note, at=at))
        if deed.follows:
            author = ids.creators[int(truth.note_creator[deed.note])]
            await community.follow(tx, by=visit.by, member_id=author, now=at)
            done.append(Done(act=Act.FOLLOW, member=member, author=author, at=at))
        if deed.buys != NEVER:
            await _buy(tx, visit, ids, deed, at)
    last = now + timedelta(seconds=DEED_SECONDS * (len(seen.deeds) + 1))
    person = visit.keys.pseudonym(str(member), now)
    if events:
        await insight.record_events(tx, events=events, by=visit.by, person=person, now=last)
    await discovery.remember(tx, done)
    await discovery.fold_waiting(tx, now=last)


async def _buy(tx: Tx, visit: Visit, ids: Ids, deed: Deed, at: datetime) -> None:
    """A paid order, as the shop tells of it."""
    product, source = ids.products[deed.buys], f"note:{ids.notes[deed.note]}"
    await discovery.remember_order(tx, member=visit.by.member_id, order=new_id(), led_by={product: source}, at=at)
    await mall.count_sales(tx, units={product: 1})


def _event(kind: EventKind, visit: Visit, item: FeedItem, place: int, at: datetime) -> Event:
    return Event(
        id=uuid7(),
        kind=kind,
        at=at,
        session=visit.session,
        note=item.note.id,
        feed="discover",
        position=place,
        page=item.page,
    )
