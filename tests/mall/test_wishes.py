"""Being told when a sold-out SKU is there again: asked for once or twice, taken back, told once per return."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.driving import Browser
from tests.factories import inventory, mall
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.mall import rules, service

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def sold_out(sessions: Sessions) -> int:
    async with begin(sessions) as tx:
        return int((await mall.sku(tx, variant="50 ml")).id)


async def wishes(member: Browser) -> list[Any]:
    found: list[Any] = await member.get("/v1/me/restock_wishes")
    return found


async def told(member: Browser) -> list[Any]:
    notices = (await member.get("/v1/notices", params={"box": "orders"}))["items"]
    return [one for one in notices if one["kind"] == "goods.back"]


async def test_who_waits_is_told_once_when_it_is_there_again(browse: Browse, sessions: Sessions, drain: Drain) -> None:
    sku = await sold_out(sessions)
    waiting, content = await browse().sign_up("等货的"), await browse().sign_up("不等了")
    for member in (waiting, waiting, content):
        await member.call("PUT", f"/v1/me/restock_wishes/{sku}", expect=204)
    (wish,) = await wishes(waiting)
    assert (wish["sku"], wish["goods"]["variant"]) == (str(sku), "50 ml")
    await content.delete(f"/v1/me/restock_wishes/{sku}", expect=204)
    await content.delete(f"/v1/me/restock_wishes/{sku}", expect=204)
    assert await wishes(content) == []
    async with begin(sessions) as tx:
        await inventory.lot(tx, sku_id=sku, quantity=3, now=clock.now())
    await drain("nothing")
    (notice,) = await told(waiting)
    assert notice["zh"] == "你等的「橄榄卸妆油」到货了"
    assert notice["en"] == "Olive cleansing oil is back in stock"
    assert (notice["product_id"], notice["order_id"]) == (wish["goods"]["product_id"], None)
    assert await told(content) == []
    assert await wishes(waiting) == []
    async with begin(sessions) as tx:
        await service.note_stock(tx, sku_ids=[sku], now=clock.now())
    await drain("nothing")
    assert len(await told(waiting)) == 1


async def test_what_can_be_bought_is_not_waited_for(browse: Browse, sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        there = int((await mall.sku(tx, stock=2)).id)
    member = await browse().sign_up()
    answer = await member.call("PUT", f"/v1/me/restock_wishes/{there}", expect=409)
    assert answer["code"] == "mall.still-there"
    answer = await member.call("PUT", f"/v1/me/restock_wishes/{new_id()}", expect=404)
    assert answer["code"] == "mall.sku-not-found"
    await member.call("PUT", "/v1/me/restock_wishes/none", expect=404)
    assert await wishes(member) == []


async def test_nobody_waits_for_everything(browse: Browse, sessions: Sessions) -> None:
    member = await browse().sign_up()
    async with begin(sessions) as tx:
        first = await mall.sku(tx, variant="0")
        more = [
            await mall.sku(tx, product_id=int(first.product_id), variant=str(number))
            for number in range(1, rules.WISHES_MAX + 1)
        ]
        for sku in [first, *more[:-1]]:
            await service.wish_for(tx, member_id=member.member_id, sku_id=int(sku.id), now=clock.now())
    answer = await member.call("PUT", f"/v1/me/restock_wishes/{more[-1].id}", expect=409)
    assert answer["code"] == "mall.wishes-full"
    await member.call("PUT", f"/v1/me/restock_wishes/{first.id}", expect=204)
    assert len(await wishes(member)) == rules.WISHES_MAX


async def test_waiting_twice_at_once_is_waiting_once(real_sessions: Sessions) -> None:
    sku, member = await sold_out(real_sessions), new_id()

    async def wait() -> None:
        async with begin(real_sessions) as tx:
            await service.wish_for(tx, member_id=member, sku_id=sku, now=clock.now())

    await asyncio.gather(*(wait() for _ in range(5)))
    async with begin(real_sessions) as tx:
        assert [wish.sku for wish in await service.list_wishes(tx, member_id=member)] == [str(sku)]
