"""Telling people when something is there again (到货提醒)."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from zhongcao.inventory import service as inventory
from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import rules, store
from zhongcao.mall.errors import SkuNotFound, StillThere, WishesFull
from zhongcao.mall.events import WishedSkuBack
from zhongcao.mall.schemas import RestockWish
from zhongcao.mall.service._shown import faces


async def wish_for(tx: Tx, *, member_id: int, sku_id: int, now: datetime) -> None:
    """Tell a member when a sold-out SKU can be bought again; asking twice is asking once."""
    if await store.find_sku(tx, sku_id) is None:
        raise SkuNotFound(sku=str(sku_id))
    wished = {row.sku_id for row in await store.list_wishes(tx, member_id=member_id)}
    if sku_id in wished:
        return
    if len(wished) >= rules.WISHES_MAX:
        raise WishesFull(most=rules.WISHES_MAX)
    await store.add_wish(tx, member_id=member_id, sku_id=sku_id, now=now)
    # Looked up after the wish is written: what arrives later finds it.
    if (await inventory.available(tx, [sku_id], on=day_in_china(now))).get(sku_id, 0) > 0:
        raise StillThere(sku=str(sku_id))


async def forget_wish(tx: Tx, *, member_id: int, sku_id: int) -> None:
    """Do not tell after all."""
    await store.drop_wish(tx, member_id=member_id, sku_id=sku_id)


async def list_wishes(tx: Tx | ReadTx, *, member_id: int) -> list[RestockWish]:
    """What a member waits for, the latest first."""
    rows = await store.list_wishes(tx, member_id=member_id)
    known = await faces(tx, [row.sku_id for row in rows])
    return [
        RestockWish(sku=str(row.sku_id), goods=known[row.sku_id], asked_at=row.asked_at)
        for row in rows
        if row.sku_id in known
    ]


async def tell_wishes(tx: Tx, *, sku_ids: Collection[int], now: datetime) -> None:
    """These SKUs can be bought: take the wishes for them out, and tell everyone above whose they were."""
    taken = await store.take_wishes(tx, sku_ids) if sku_ids else []
    known = await faces(tx, {sku for sku, _ in taken})
    for sku, held in groupby(taken, key=lambda one: one[0]):
        members = [member for _, member in held]
        for start in range(0, len(members), rules.WISHES_TOLD_AT_ONCE):
            outbox.emit(
                tx,
                WishedSkuBack(
                    sku=sku,
                    product=int(known[sku].product_id),
                    title=known[sku].title,
                    title_en=known[sku].title_en,
                    members=members[start : start + rules.WISHES_TOLD_AT_ONCE],
                    at=now,
                ),
            )


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Let go what a member waited for."""
    await store.drop_wishes(tx, member_id)
