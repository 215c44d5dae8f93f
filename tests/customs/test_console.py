"""The customs officer's desk and a member's own allowance, over HTTP."""

from collections.abc import Awaitable, Callable

from sqlalchemy import update

from tests.customs.orders import prepared
from tests.driving import Browser
from tests.factories import customs as factory
from tests.factories import identity as people
from zhongcao.customs import service
from zhongcao.customs.schemas import UnmappedGoods
from zhongcao.customs.tables import DeclarationRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny

Drain = Callable[..., Awaitable[None]]


async def test_declarations_are_listed_shown_and_sent_again(
    sessions: Sessions, keys: KeyRing, drain: Drain, browse: Callable[[], Browser]
) -> None:
    officer = await people.staff(sessions, browse(), "customs")
    orders = [await prepared(sessions, keys) for _ in range(3)]
    broken = orders[1]
    async with begin(sessions) as tx:
        await tx.execute(
            update(DeclarationRow).where(DeclarationRow.order_id == broken.order_id).values(gross_weight_grams=1)
        )
    await drain("customs")
    first = await officer.get("/v1/console/declarations?limit=2")
    rest = await officer.get(f"/v1/console/declarations?limit=2&cursor={first['next_cursor']}")
    listed = [item["order_id"] for item in first["items"] + rest["items"]]
    assert listed == [str(order.order_id) for order in reversed(orders)]
    assert rest["next_cursor"] is None
    (item,) = (await officer.get("/v1/console/declarations?state=rejected"))["items"]
    assert item["order_id"] == str(broken.order_id)
    assert "净重" in item["reason"]
    detail = await officer.get(f"/v1/console/declarations/{item['id']}")
    assert [line["hs_code"] for line in detail["lines"]] == ["1901101000"]
    assert {receipt["code"] for receipt in detail["receipts"]} == {2, 100}
    async with begin(sessions) as tx:
        await tx.execute(update(DeclarationRow).values(gross_weight_grams=3000))
    again = await officer.post(f"/v1/console/declarations/{item['id']}/retry")
    assert (again["state"], again["attempt"]) == ("prepared", 2)
    for subject in (f"declaration:{item['id']}", f"order:{item['order_id']}"):
        history = await officer.get(f"/v1/console/history?subject={subject}")
        assert [(step["action"], step["after"]["attempt"]) for step in history["items"]] == [("customs.retry", 2)]
    await drain("customs")
    assert (await officer.get(f"/v1/console/declarations/{item['id']}"))["declaration"]["state"] == "cleared"
    await officer.post(f"/v1/console/declarations/{item['id']}/retry", expect=409)
    await officer.get("/v1/console/declarations/1", expect=404)
    await officer.get("/v1/console/declarations?cursor=nonsense", expect=422)


async def test_others_may_not_look(sessions: Sessions, browse: Callable[[], Browser]) -> None:
    await browse().get("/v1/console/declarations", expect=401)
    member = await browse().sign_up()
    for path in ("declarations", "declarations/1", "unmapped_goods"):
        await member.get(f"/v1/console/{path}", expect=403)
    await member.post("/v1/console/declarations/1/retry", expect=403)
    warehouse = await people.staff(sessions, browse(), "warehouse")
    await warehouse.put(f"/v1/console/goods/{new_id()}", {}, expect=403)


async def test_goods_get_their_customs_data(sessions: Sessions, browse: Callable[[], Browser]) -> None:
    officer, sku = await people.staff(sessions, browse(), "customs"), new_id()
    async with begin(sessions) as tx:
        wanted = UnmappedGoods(sku_id=sku, name="Serum", reason="no category")
        await service.note_unmapped(tx, [wanted], now=clock.now())
    (item,) = (await officer.get("/v1/console/unmapped_goods"))["items"]
    assert item == {"sku_id": str(sku), "name": "Serum", "reason": "no category"}
    data = {
        "hs_code": "3304990000",
        "tax_category": "skin_care",
        "unit": "011",
        "unit_statutory": "035",
        "origin_country": "FR",
        "net_weight_grams": 80,
        "content_value": 30,
        "content_unit": "ml",
        "name_zh": "精华液",
    }
    await officer.put(f"/v1/console/goods/{sku}", {**data, "unit": "999"}, expect=422)
    assert (await officer.get("/v1/console/unmapped_goods"))["items"] == [item]
    await officer.put(f"/v1/console/goods/{sku}", data, expect=204)
    assert (await officer.get("/v1/console/unmapped_goods"))["items"] == []


async def test_a_member_sees_the_own_allowance(
    sessions: Sessions, keys: KeyRing, browse: Callable[[], Browser]
) -> None:
    await browse().get("/v1/me/allowance", expect=401)
    member = await browse().sign_up()
    assert await member.get("/v1/me/allowance") is None
    now = clock.now()
    async with begin(sessions) as tx:
        person = await factory.real_name(tx, keys, member_id=member.member_id, number=5, now=now)
        await service.reserve_allowance(
            tx,
            person=person,
            member_id=member.member_id,
            order_id=new_id(),
            amount=cny(310_00),
            on=clock.day_in_china(now),
            now=now,
        )
    seen = await member.get("/v1/me/allowance")
    assert seen["used"] == {"amount": 310_00, "currency": "CNY"}
    assert seen["left"] == {"amount": 25_690_00, "currency": "CNY"}
