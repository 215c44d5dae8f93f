"""Demand: what members like, collect, search and buy is counted, proposed to the buyer and bought."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, identity, supply
from tests.factories import trade as make
from tests.importing.folders import ask
from zhongcao.insight import jobs, service
from zhongcao.insight.rules import DemandStep, Signal
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny

Drain = Callable[..., Awaitable[None]]


async def demand(browser: Browser, kind: str = "product") -> dict[str, dict[str, Any]]:
    """What staff see, by subject."""
    items = (await browser.get(f"/v1/console/demand?kind={kind}&limit=200"))["items"]
    return {one["subject"]: one for one in items}


async def wish(sessions: Sessions, product: int, **signals: int) -> None:
    """Signals of today, as reactions count them."""
    async with begin(sessions) as tx:
        for signal, count in signals.items():
            await service.count_products(tx, products=[product], signal=Signal(signal), at=clock.now(), count=count)


async def test_likes_collects_comments_and_notes_speak_for_products_and_topics(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    writer, reader = await browse().sign_up("阿岚"), await browse().sign_up("小满")
    sku = await make.sku(sessions)
    product = await make.product_of(sessions, sku)
    tag = {"kind": "goods", "product_id": str(product), "x": 0.4, "y": 0.5, "text": "卸妆油"}
    note = await community.picture_note(writer, tags=[tag], body="出门前二十分钟涂。#防晒")
    await drain("nothing-but-facts")
    for _ in range(2):
        await reader.put(f"/v1/notes/{note['id']}/like")
        await reader.put(f"/v1/notes/{note['id']}/collect")
    await community.comment(reader, note["id"], "哪里买?")
    await drain("nothing-but-facts")
    buyer = await identity.staff(sessions, browse(), "buyer")
    assert (await demand(buyer))[f"product:{product}"]["signals"] == {"note": 1, "like": 1, "collect": 1, "comment": 1}
    assert (await demand(buyer, "topic"))["topic:防晒"]["signals"] == {"note": 1, "like": 1, "collect": 1, "comment": 1}
    steps = {one["step"]: one["count"] for one in (await buyer.get("/v1/console/funnel"))["steps"]}
    assert (steps["like"], steps["collect"]) == (1, 1)


async def test_whoever_saves_or_fills_the_cart_wants_something_and_the_period_before_is_told(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    today = day_in_china(clock.now())
    async with begin(sessions) as tx:
        for step, back, count in (
            (DemandStep.COLLECT, 0, 3),
            (DemandStep.ADD_TO_CART, 6, 4),
            (DemandStep.ADD_TO_CART, 7, 20),
            (DemandStep.COLLECT, 13, 1),
            (DemandStep.COLLECT, 14, 500),
            (DemandStep.LIKE, 1, 900),
            (DemandStep.NOTE_SHARED, 2, 2),
        ):
            await tx.execute(
                text("INSERT INTO insight.funnel_day (day, step, count) VALUES (:day, :step, :count)"),
                {"day": today - timedelta(days=back), "step": step.value, "count": count},
            )
    buyer = await identity.staff(sessions, browse(), "buyer")
    week = f"/v1/console/funnel?starts_on={today - timedelta(days=6)}&ends_on={today + timedelta(days=1)}"
    told = {one["name"]: (one["count"], one["before"]) for one in (await buyer.get(week))["headlines"]}
    assert told == {"impressions": (0, 0), "wants": (7, 21), "paid_orders": (0, 0), "notes_again": (2, 0)}
    old = (await buyer.get("/v1/console/funnel?starts_on=0001-01-01&ends_on=9999-01-01"))["headlines"]
    assert {one["before"] for one in old} == {0}, "there is nothing before the calendar"


async def test_an_order_speaks_for_its_products_unit_by_unit(
    app: Litestar, browse: Callable[[], Browser], sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    sku = await make.sku(sessions, price=cny(100_00), stock=5)
    product = await make.product_of(sessions, sku)
    shopper = browse()
    address = await make.shopper(shopper, sessions, keys)
    await make.order(shopper, address, (sku, 3))
    await drain("nothing-but-facts")
    await drain("nothing-but-facts")
    buyer = await identity.staff(sessions, browse(), "buyer")
    shown = (await demand(buyer))[f"product:{product}"]
    assert shown["signals"] == {"order": 1, "unit": 3}
    assert (shown["in_stock"], shown["score"]) == (2, 2.0)
    steps = {one["step"]: one["count"] for one in (await buyer.get("/v1/console/funnel"))["steps"]}
    assert (steps["order_placed"], steps["order_paid"]) == (1, 0)


async def test_a_search_is_remembered_by_its_words(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    member = await browse().sign_up()
    for query in ("早C晚A", "早c晚a"):
        await member.get("/v1/search", params={"q": query, "kind": "notes"})
    await drain("nothing-but-facts")
    found = await ask(sessions, "SELECT subject, signal, sum(count) FROM insight.signal GROUP BY 1, 2")
    assert found == [("query:早c晚a", "search", 2)]


async def test_strong_demand_becomes_a_proposal_that_the_buyer_turns_into_an_order(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, drain: Drain
) -> None:
    sku = await make.sku(sessions, stock=2)
    product = await make.product_of(sessions, sku)
    async with begin(sessions) as tx:
        supplier = await supply.supplier(tx)
        warehouse = await make.warehouse(tx)
    await wish(sessions, product, order=9, unit=12, collect=20)
    await jobs.propose_purchases(work)
    buyer = await identity.staff(sessions, browse(), "buyer")
    proposal = (await buyer.get("/v1/console/proposals"))["items"][0]
    assert (proposal["sku_id"], proposal["product_id"]) == (str(sku), str(product))
    # 12 units and 20 collects (a twentieth each) of today: 13 units a decayed ten days, two weeks of it, less two here.
    assert proposal["reasons"]["expected_units"] == 18.02
    assert proposal["quantity"] == 18
    assert proposal["reasons"]["signals"] == {"order": 9, "unit": 12, "collect": 20}

    await wish(sessions, product, unit=6)
    await jobs.propose_purchases(work)
    updated = (await buyer.get("/v1/console/proposals"))["items"]
    assert [(one["id"], one["quantity"]) for one in updated] == [(proposal["id"], 30)], "one open proposal a SKU"

    accept = {
        "supplier_id": supplier.id,
        "warehouse_id": str(warehouse),
        "unit_cost": {"amount": 900, "currency": "JPY"},
    }
    key = {"Idempotency-Key": f"accept-{uuid4().hex}"}
    path = f"/v1/console/proposals/{proposal['id']}/acceptance"
    bought = await buyer.post(path, accept, headers=key)
    assert [(line["sku_id"], line["quantity"]) for line in bought["lines"]] == [(str(sku), 30)]
    assert (await buyer.post(path, accept, headers=key))["id"] == bought["id"]
    await drain("nothing-but-facts")
    steps = {one["step"]: one["count"] for one in (await buyer.get("/v1/console/funnel"))["steps"]}
    assert steps["proposal_accepted"] == 1

    await jobs.propose_purchases(work)
    still = (await buyer.get("/v1/console/proposals?state=open"))["items"]
    assert still == [], "what is on order is not proposed again"


async def test_a_product_tells_how_demand_went_and_what_buyers_made_of_it(
    browse: Callable[[], Browser], sessions: Sessions, work: Work
) -> None:
    sku = await make.sku(sessions, stock=0)
    product = await make.product_of(sessions, sku)
    async with begin(sessions) as tx:
        supplier = await supply.supplier(tx)
        warehouse = await make.warehouse(tx)
        await service.count_products(
            tx, products=[product], signal=Signal.COLLECT, at=clock.now() - timedelta(days=3), count=4
        )
    await wish(sessions, product, order=9, unit=12)
    await jobs.propose_purchases(work)
    buyer = await identity.staff(sessions, browse(), "buyer")
    first = (await buyer.get("/v1/console/proposals"))["items"][0]
    await buyer.post(f"/v1/console/proposals/{first['id']}/refusal", {"reason": "too dear"})
    await jobs.propose_purchases(work)
    second = (await buyer.get("/v1/console/proposals"))["items"][0]
    accept = {"supplier_id": supplier.id, "warehouse_id": str(warehouse), "unit_cost": {"amount": 9, "currency": "JPY"}}
    key = {"Idempotency-Key": f"accept-{uuid4().hex}"}
    bought = await buyer.post(f"/v1/console/proposals/{second['id']}/acceptance", accept, headers=key)

    history = await buyer.get(f"/v1/console/demand/history?subject=product:{product}")
    assert len(history["days"]) == 29
    assert [(day["score"], day["signals"]) for day in history["days"] if day["signals"]] == [
        (2.0, {"collect": 4}),
        (18.0, {"order": 9, "unit": 12}),
    ]
    told = [
        (
            one["proposal"]["id"],
            one["proposal"]["state"],
            one["proposal"]["decided_by"],
            one["proposal"]["declined_because"],
        )
        for one in history["answers"]
    ]
    me = str(buyer.member_id)
    assert told == [(second["id"], "accepted", me, None), (first["id"], "declined", me, "too dear")]
    ordered = [
        (one["purchase_number"], one["purchase_state"], one["ordered"], one["arrived"]) for one in history["answers"]
    ]
    assert ordered == [(bought["number"], "placed", second["quantity"], 0), (None, None, None, None)]
    steps = await buyer.get(f"/v1/console/history?subject=proposal:{second['id']}")
    assert [(step["action"], step["by"], step["roles"]) for step in steps["items"]] == [
        ("proposal.accepted", me, ["buyer"]),
        ("proposal.raised", "0", ["system"]),
    ]
    await the_trail_of_its_demand(buyer, product)

    editor = await identity.staff(sessions, browse(), "editor")
    seen = await editor.get(f"/v1/console/demand/history?subject=product:{product}")
    assert (seen["days"], seen["answers"]) == (history["days"], []), "what was bought at which cost is for buyers"
    quiet = await editor.get("/v1/console/demand/history?subject=topic:没人提过")
    assert [day for day in quiet["days"] if day["signals"]] == []
    await editor.get("/v1/console/demand/history?subject=query:x", expect=422)


async def the_trail_of_its_demand(buyer: Browser, product: int) -> None:
    """Who proposed, declined, accepted and ordered what."""
    trail = await buyer.get(f"/v1/console/history?subject=demand:{product}")
    told_of = [(step["action"], step["subject"].split(":")[0]) for step in trail["items"]]
    assert [*sorted(told_of[:2]), *told_of[2:]] == [
        ("proposal.accepted", "proposal"),
        ("proposal.accepted", "purchase_order"),
        ("purchase_order.placed", "purchase_order"),
        ("proposal.raised", "proposal"),
        ("proposal.declined", "proposal"),
        ("proposal.raised", "proposal"),
    ]


async def test_faint_demand_and_full_shelves_propose_nothing(
    browse: Callable[[], Browser], sessions: Sessions, work: Work
) -> None:
    faint = await make.product_of(sessions, await make.sku(sessions, stock=0))
    full = await make.product_of(sessions, await make.sku(sessions, stock=50))
    await wish(sessions, faint, like=29)
    await wish(sessions, full, order=9, unit=12)
    await jobs.propose_purchases(work)
    buyer = await identity.staff(sessions, browse(), "buyer")
    assert (await buyer.get("/v1/console/proposals"))["items"] == []
    assert {one["score"] for one in (await demand(buyer)).values()} == {2.9, 18.0}
