"""Orders as staff see them: everything they need, contact data only for those who must have it."""

from collections.abc import Callable

import pytest

from tests.driving import Browser
from tests.factories import identity as identity_factory
from tests.trade.conftest import Drain, Shop, Travel


async def contact_reads(shop: Shop, order_id: str) -> int:
    found = await shop.ask(
        "SELECT count(*) FROM identity.audit WHERE action = 'trade.contact.seen' AND subject = :subject",
        subject=f"order:{order_id}",
    )
    return int(found[0][0])


@pytest.mark.parametrize("role", ["finance", "warehouse"])
async def test_most_staff_see_orders_without_contact_data(shop: Shop, browse: Callable[[], Browser], role: str) -> None:
    order = await shop.order(2)
    staff = await identity_factory.staff(shop.sessions, browse(), role)
    seen = await staff.get(f"/v1/console/orders/{order['id']}", expect=200)
    assert seen["order"]["contact"] == {
        "consignee": "林**",
        "phone": "138****8000",
        "address": "***",
        "division_code": "310101",
    }
    assert seen["order"]["total"] == order["total"]
    assert seen["due_at"] is not None
    assert seen["refundable"] == {"amount": 0, "currency": "CNY"}, "nothing was paid yet"
    assert await contact_reads(shop, order["id"]) == 0


@pytest.mark.parametrize("role", ["support", "customs"])
async def test_who_sees_contact_data_leaves_a_trace(shop: Shop, browse: Callable[[], Browser], role: str) -> None:
    order = await shop.order()
    staff = await identity_factory.staff(shop.sessions, browse(), role)
    seen = await staff.get(f"/v1/console/orders/{order['id']}", expect=200)
    assert seen["order"]["contact"] == order["contact"]
    assert await contact_reads(shop, order["id"]) == 1


async def test_orders_are_found_by_number_state_and_delay(
    shop: Shop, browse: Callable[[], Browser], drain: Drain, travel: Travel
) -> None:
    order = await shop.order()
    await shop.order()
    staff = await identity_factory.staff(shop.sessions, browse(), "support")
    by_number = await staff.get(f"/v1/console/orders?order_no={order['order_no']}")
    assert [item["order"]["id"] for item in by_number["items"]] == [order["id"]]
    assert by_number["items"][0]["order"]["contact"] is None, "lists show no contact data"
    path = f"/v1/console/orders?order_no={order['order_no']}&"
    assert (await staff.get(path + "state=paid"))["items"] == []
    assert len((await staff.get(path + "state=placed"))["items"]) == 1
    assert (await staff.get(path + "overdue=true"))["items"] == []
    travel(minutes=31)
    staff = await identity_factory.staff(shop.sessions, browse(), "support")
    assert len((await staff.get(path + "overdue=true"))["items"]) == 1
    first = await staff.get("/v1/console/orders?limit=1")
    assert len(first["items"]) == 1
    following = await staff.get(f"/v1/console/orders?limit=1&cursor={first['next_cursor']}")
    assert following["items"][0]["order"]["id"] != first["items"][0]["order"]["id"]


async def test_members_and_other_staff_see_nothing(shop: Shop, browse: Callable[[], Browser]) -> None:
    order = await shop.order()
    await shop.browser.get("/v1/console/orders", expect=403)
    editor = await identity_factory.staff(shop.sessions, browse(), "editor")
    await editor.get(f"/v1/console/orders/{order['id']}", expect=403)
    support = await identity_factory.staff(shop.sessions, browse(), "support")
    assert (await support.get("/v1/console/orders/4242", expect=404))["code"] == "trade.order-not-found"


async def test_lists_say_which_orders_customs_looks_at_more_closely(
    shop: Shop, drain: Drain, browse: Callable[[], Browser]
) -> None:
    looked_at, other = await shop.order(), await shop.order()
    for order in (looked_at, other):
        await shop.pay(order)
    await drain("pay", "issue_waybills")
    await shop.change(
        "UPDATE customs.declaration SET state = 'held', list_code = 500 WHERE order_id = :id", id=int(looked_at["id"])
    )
    support = await identity_factory.staff(shop.sessions, browse(), "support")
    mine = (await shop.browser.get("/v1/orders"))["items"]
    all_orders = (await support.get("/v1/console/orders"))["items"]
    for listed in (mine, [row["order"] for row in all_orders]):
        by_id = {one["id"]: one for one in listed}
        held, plain = by_id[looked_at["id"]], by_id[other["id"]]
        assert (held["state"], plain["state"]) == ("declared", "declared")
        assert (held["problem"]["code"], held["headline"]["zh"]) == ("inspection", "海关查验中")
        assert plain["problem"] is None
        seen = await shop.browser.get(f"/v1/orders/{looked_at['id']}")
        assert held["headline"] == seen["headline"], "a list says what the order's page says"
