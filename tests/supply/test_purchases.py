"""Buying goods, taking them in, answering proposals; over HTTP as buyer and warehouse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity as make_staff
from tests.factories import inventory as make_inventory
from tests.factories import supply as make
from zhongcao.inventory import service as inventory
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Currency
from zhongcao.payments import service as payments
from zhongcao.supply import service

Browse = Callable[[], Browser]


def key() -> dict[str, str]:
    """A fresh idempotency key."""
    return {"Idempotency-Key": f"test-{new_id()}"}


async def set_up(sessions: Sessions, browse: Browse) -> tuple[Browser, dict[str, Any]]:
    """A buyer, and an order's input: 10 and 4 units of two SKUs from a supplier in yen."""
    async with begin(sessions) as tx:
        supplier = await make.supplier(tx)
        warehouse = await make_inventory.warehouse(tx)
    lines = [
        {"sku_id": str(new_id()), "quantity": 10, "unit_cost": {"amount": 1800, "currency": "JPY"}},
        {"sku_id": str(new_id()), "quantity": 4, "unit_cost": {"amount": 900, "currency": "JPY"}},
    ]
    buyer = await make_staff.staff(sessions, browse(), "buyer")
    return buyer, {"supplier_id": supplier.id, "warehouse_id": warehouse.id, "lines": lines}


def arrived(order: dict[str, Any], *units: int, days_left: int = 900) -> dict[str, Any]:
    """A receipt of so many units of each line."""
    today = clock.day_in_china(clock.now())
    return {
        "lots": [
            {
                "sku_id": line["sku_id"],
                "quantity": quantity,
                "item_record_no": "R77",
                "produced_on": str(today - timedelta(days=100)),
                "expires_on": str(today + timedelta(days=days_left)),
            }
            for line, quantity in zip(order["lines"], units, strict=False)
            if quantity
        ]
    }


async def history(browser: Browser, subject: str) -> list[tuple[str, str, Any]]:
    """What was done to a thing, by whom, with what came of it; the latest first."""
    steps = (await browser.get(f"/v1/console/history?subject={subject}"))["items"]
    return [(step["action"], step["by"], step["after"]) for step in steps]


async def test_goods_are_ordered_and_arrive_in_two_parts(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    keeper = await make_staff.staff(sessions, browse(), "warehouse")
    once = key()
    order = await buyer.post("/v1/console/purchase_orders", asked, headers=once, expect=201)
    assert order["state"] == "placed"
    assert order["total"] == {"amount": 10 * 1800 + 4 * 900, "currency": "JPY"}
    assert await buyer.post("/v1/console/purchase_orders", asked, headers=once, expect=201) == order
    at = f"/v1/console/purchase_orders/{order['id']}"
    skus = [int(line["sku_id"]) for line in asked["lines"]]
    lines = {"lines": [next(x for x in order["lines"] if x["sku_id"] == str(sku)) for sku in skus]}

    partly = await keeper.post(f"{at}/receipts", arrived(lines, 6, 0), headers=key(), expect=201)
    assert partly["state"] == "arriving"
    twice = key()
    whole = await keeper.post(f"{at}/receipts", arrived(lines, 4, 4), headers=twice, expect=201)
    assert whole["state"] == "received"
    assert await keeper.post(f"{at}/receipts", arrived(lines, 4, 4), headers=twice, expect=201) == whole
    assert all(line["received"] == line["quantity"] for line in whole["lines"])
    async with begin(sessions) as tx:
        today = clock.day_in_china(clock.now())
        assert await inventory.available(tx, skus, on=today) == {skus[0]: 10, skus[1]: 4}
        lots = (await inventory.list_lots(tx, sku_id=skus[0], on=today)).items
        assert {(lot.origin_country, lot.unit_cost.amount, lot.unit_cost.currency) for lot in lots} == {
            ("JP", 1800, Currency.JPY)
        }
        owed = {(one.account.value, one.amount.currency.value): one.amount.amount for one in await payments.balance(tx)}
    assert owed["inventory", "JPY"] == 10 * 1800 + 4 * 900
    assert owed["suppliers_payable", "JPY"] == -(10 * 1800 + 4 * 900)
    closed = await keeper.post(f"{at}/receipts", arrived(lines, 1), headers=key(), expect=409)
    assert closed["code"] == "supply.purchase-order-closed"
    told = [await history(keeper, f"lot:{lot.id}") for lot in lots]
    assert sorted(told, key=str) == [
        [("lot.received", str(keeper.member_id), {"purchase_order": order["number"], "quantity": units})]
        for units in (4, 6)
    ], "a lot tells who took it in, and once"
    assert [(action, by) for action, by, _ in await history(keeper, f"purchase_order:{order['id']}")] == [
        ("purchase_order.received", str(keeper.member_id)),
        ("purchase_order.received", str(keeper.member_id)),
        ("purchase_order.placed", str(buyer.member_id)),
    ]
    finance = await make_staff.staff(sessions, browse(), "finance")
    journals = (await finance.get("/v1/console/ledger/journals?limit=2"))["items"]
    assert {one["purchase"] for one in journals} == {order["number"]}
    assert await history(finance, f"purchase_order:{order['number']}") == await history(
        finance, f"purchase_order:{order['id']}"
    )
    assert (await finance.get(at))["number"] == order["number"]
    await finance.post(f"{at}/receipts", arrived(lines, 1), headers=key(), expect=403)


async def test_more_than_ordered_is_refused_and_changes_nothing(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    order = await buyer.post("/v1/console/purchase_orders", asked, headers=key())
    at = f"/v1/console/purchase_orders/{order['id']}"
    for wrong, code in (
        (arrived(order, 11), "supply.receipt-unfit"),
        (arrived({"lines": [{"sku_id": str(new_id())}]}, 1), "supply.receipt-unfit"),
        (arrived(order, 1, days_left=20), "inventory.shelf-life-too-short"),
    ):
        answer = await buyer.post(f"{at}/receipts", wrong, headers=key(), expect=422)
        assert answer["code"] == code
    assert await buyer.get(at) == order
    async with begin(sessions) as tx:
        skus = [int(line["sku_id"]) for line in asked["lines"]]
        today = clock.day_in_china(clock.now())
        assert set((await inventory.available(tx, skus, on=today)).values()) == {0}
        journals = text("SELECT count(*) FROM payments.journal WHERE ref LIKE :number")
        assert await tx.scalar(journals, {"number": f"{order['number']}%"}) == 0


async def test_an_order_in_another_currency_is_refused(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    asked["lines"][0]["unit_cost"]["currency"] = "USD"
    answer = await buyer.post("/v1/console/purchase_orders", asked, headers=key(), expect=422)
    assert answer["code"] == "supply.currency-mismatch"
    page = await buyer.get("/v1/console/purchase_orders")
    assert asked["supplier_id"] not in [order["supplier_id"] for order in page["items"]]


@pytest.mark.parametrize("amount", [-5, 10**12, 10**18, 10**30])
async def test_a_cost_that_cannot_be_meant_is_refused(sessions: Sessions, browse: Browse, amount: int) -> None:
    buyer, asked = await set_up(sessions, browse)
    asked["lines"][0]["unit_cost"]["amount"] = amount
    answer = await buyer.post("/v1/console/purchase_orders", asked, headers=key(), expect=422)
    assert [error["key"] for error in answer["details"]["errors"]] == ["lines[0].unit_cost.amount"]
    page = await buyer.get("/v1/console/purchase_orders")
    assert asked["supplier_id"] not in [order["supplier_id"] for order in page["items"]]


async def test_a_cancelled_order_takes_nothing_in(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    order = await buyer.post("/v1/console/purchase_orders", asked, headers=key())
    at = f"/v1/console/purchase_orders/{order['id']}"
    assert (await buyer.post(f"{at}/cancellation"))["state"] == "cancelled"
    await buyer.post(f"{at}/receipts", arrived(order, 1), headers=key(), expect=409)
    await buyer.post(f"{at}/cancellation", expect=409)


async def test_members_and_keepers_may_not_buy(sessions: Sessions, browse: Browse) -> None:
    _, asked = await set_up(sessions, browse)
    keeper = await make_staff.staff(sessions, browse(), "warehouse")
    await keeper.post("/v1/console/purchase_orders", asked, headers=key(), expect=403)
    member = await browse().sign_up()
    await member.post("/v1/console/purchase_orders", asked, headers=key(), expect=403)
    await browse().get("/v1/console/proposals", expect=401)


async def propose(sessions: Sessions, sku_id: int, quantity: int = 24, score: float = 3.5) -> str:
    """A proposal as demand makes it."""
    async with begin(sessions) as tx:
        made = await service.propose_purchase(
            tx,
            sku_id=sku_id,
            product_id=1,
            quantity=quantity,
            score=score,
            reasons={"collects": 40, "searches": 12},
            now=clock.now(),
        )
    return made.id


async def test_a_sku_has_one_open_proposal_that_is_kept_up_to_date(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    sku_id = int(asked["lines"][0]["sku_id"])
    first = await propose(sessions, sku_id)
    assert await propose(sessions, sku_id, quantity=30, score=4.5) == first
    [listed] = [one for one in (await buyer.get("/v1/console/proposals"))["items"] if one["sku_id"] == str(sku_id)]
    assert (listed["quantity"], listed["score"], listed["state"]) == (30, 4.5, "open")


async def test_an_accepted_proposal_is_bought_as_last_time(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    sku_id = int(asked["lines"][0]["sku_id"])
    proposal = await propose(sessions, sku_id)
    at = f"/v1/console/proposals/{proposal}/acceptance"
    answer = await buyer.post(at, {}, headers=key(), expect=422)
    assert answer["code"] == "supply.no-supplier-known"
    await buyer.post("/v1/console/purchase_orders", asked, headers=key())
    once = key()
    order = await buyer.post(at, {}, headers=once, expect=201)
    assert order["supplier_id"] == asked["supplier_id"]
    assert [(line["quantity"], line["unit_cost"]["amount"]) for line in order["lines"]] == [(24, 1800)]
    assert await buyer.post(at, {}, headers=once, expect=201) == order
    await buyer.post(at, {}, headers=key(), expect=409)
    accepted = await buyer.get("/v1/console/proposals", params={"state": "accepted"})
    assert [one["purchase_order_id"] for one in accepted["items"] if one["id"] == proposal] == [order["id"]]
    assert await propose(sessions, sku_id) != proposal  # demand may ask again


async def test_a_declined_proposal_keeps_its_reason(sessions: Sessions, browse: Browse) -> None:
    buyer, asked = await set_up(sessions, browse)
    sku_id = int(asked["lines"][0]["sku_id"])
    proposal = await propose(sessions, sku_id)
    at = f"/v1/console/proposals/{proposal}"
    declined = await buyer.post(f"{at}/refusal", {"reason": "季节已过"}, expect=201)
    assert (declined["state"], declined["declined_because"]) == ("declined", "季节已过")
    await buyer.post(f"{at}/refusal", {"reason": "季节已过"}, expect=409)
    await buyer.post(f"{at}/acceptance", {}, headers=key(), expect=409)
    async with begin(sessions) as tx:
        hour = timedelta(hours=1)
        assert await service.declined_since(tx, [sku_id], since=clock.now() - hour) == {sku_id}
        assert await service.declined_since(tx, [sku_id], since=clock.now() + hour) == set()


async def test_proposals_are_listed_by_score_page_by_page(sessions: Sessions, browse: Browse) -> None:
    buyer, _ = await set_up(sessions, browse)
    made = [await propose(sessions, new_id(), score=1000 + number % 3) for number in range(5)]
    first = await buyer.get("/v1/console/proposals", params={"limit": 3})
    second = await buyer.get("/v1/console/proposals", params={"limit": 3, "cursor": first["next_cursor"]})
    listed = [*first["items"], *second["items"]][:5]
    assert {one["id"] for one in listed} == set(made)
    assert [one["score"] for one in listed] == sorted((one["score"] for one in listed), reverse=True)
