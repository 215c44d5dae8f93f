"""Editors' picks (精选): notes that people of ours put forward, with a reason, for some days; audited."""

from datetime import datetime, timedelta
from typing import Any

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import NoteNotShown, NotPicked
from zhongcao.discovery.schemas import Offer
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.kept import Kept


async def living_picks(tx: Tx | ReadTx, *, now: datetime, kept: Kept[str, list[int]] | None = None) -> list[int]:
    """Notes that are put forward now, the newest pick first; a process may remember them for a moment."""

    async def find(_: object = None) -> dict[str, list[int]]:
        return {"all": [row.note_id for row in await store.list_picks(tx, now=now, limit=rules.PICKS_MAX)]}

    return (await (kept.of(["all"], find) if kept is not None else find()))["all"]


async def list_offers(tx: Tx | ReadTx, *, by: Actor, picked: bool, now: datetime) -> list[Offer]:
    """What is put forward now, or the warmest of what is not."""
    picks: dict[int, Any] = {}
    if picked:
        picks = {row.note_id: row for row in await store.list_picks(tx, now=now, limit=rules.PICKS_MAX)}
        note_ids = list(picks)
    else:
        note_ids = list(await store.list_offers(tx, now=now, limit=rules.PICK_OFFERS_MAX))
    cards = await community.cards(tx, note_ids, viewer=by.member_id)
    offers = []
    for note_id in note_ids:
        if note_id not in cards:
            continue
        pick = picks.get(note_id)
        offers.append(
            Offer(
                note=cards[note_id],
                why=pick.why if pick else None,
                picked_by=str(pick.picked_by) if pick else None,
                picked_at=pick.picked_at if pick else None,
                ends_at=pick.ends_at if pick else None,
                can_pick=pick is None,
                can_unpick=pick is not None,
            )
        )
    return offers


async def pick_note(tx: Tx, *, by: Actor, note_id: int, why: str, days: int, now: datetime) -> None:
    """Put a note forward in Discover for some days, and say why."""
    if not await store.is_shown(tx, note_id):
        raise NoteNotShown(note=str(note_id))
    ends_at = now + timedelta(days=days)
    values = {"note_id": note_id, "why": why, "picked_by": by.member_id, "picked_at": now, "ends_at": ends_at}
    await store.put_pick(tx, values)
    after = {"why": why, "ends_at": ends_at}
    await identity.record_audit(tx, by=by, action="discovery.pick", subject=f"note:{note_id}", after=after, now=now)


async def unpick_note(tx: Tx, *, by: Actor, note_id: int, now: datetime) -> None:
    """Take a pick back."""
    if not await store.end_pick(tx, note_id, now=now):
        raise NotPicked(note=str(note_id))
    await identity.record_audit(tx, by=by, action="discovery.unpick", subject=f"note:{note_id}", now=now)
