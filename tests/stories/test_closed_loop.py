"""The closed loop: see a note, want, buy, pay, clear customs, receive, share; the demand reaches procurement.

Everybody acts over HTTP; channel, customs window and carrier are the sandboxes; the worker is drained in between.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from litestar import Litestar

from tests.driving import Browser
from tests.factories import community, identity, supply
from tests.factories import trade as make
from tests.trade.conftest import Shop, until
from tests.trade.conftest import travel as travel
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny

Drain = Callable[..., Awaitable[None]]


async def test_from_a_note_to_the_next_purchase(
    app: Litestar,
    browse: Callable[[], Browser],
    sessions: Sessions,
    keys: KeyRing,
    drain: Drain,
    travel: Callable[..., None],
) -> None:
    writer, reader = await browse().sign_up("阿岚"), browse()
    async with begin(sessions) as tx:
        warehouse = await make.warehouse(tx)
    sku = await make.sku(sessions, price=cny(100_00), stock=3, warehouse_id=warehouse)
    product = await make.product_of(sessions, sku)
    address = await make.shopper(reader, sessions, keys)
    shop = await Shop(reader, sessions, app, address, sku).look()

    # See: a note with the product placed on its picture reaches Discover.
    tag = {"kind": "goods", "product_id": str(product), "x": 0.4, "y": 0.5, "text": "橄榄卸妆油"}
    note = await community.picture_note(writer, tags=[tag], title="卸妆不糊眼")
    await drain()
    seen = await reader.get("/v1/feeds/discover")
    assert note["id"] in [item["note"]["id"] for item in seen["items"]]
    opened = await reader.get(f"/v1/notes/{note['id']}")
    tagged = opened["pictures"][0]["tags"][0]
    assert tagged["product_id"] == str(product)

    # Want: like, collect, look at the product, put it into the cart.
    await reader.put(f"/v1/notes/{note['id']}/like")
    await reader.put(f"/v1/notes/{note['id']}/collect")
    page = await reader.get(f"/v1/products/{product}")
    assert page["skus"][0]["id"] == str(sku)
    await reader.put(f"/v1/cart/lines/{sku}", {"quantity": 2})
    await behave(reader, ("product_view", product), ("add_to_cart", product))

    # Buy and pay: one quote, one order, the channel's page.
    order = await make.order(reader, address, (sku, 2), source=f"note:{note['id']}")
    await shop.pay(order)

    # Customs, parcel, door.
    await until(shop, order, "delivered", drain, travel)
    timeline = (await reader.get(f"/v1/orders/{order['id']}"))["timeline"]
    assert "list:800" in [step["code"] for step in timeline]
    await reader.post(f"/v1/orders/{order['id']}/receipt")

    # Share: a note that says it was really bought.
    shared = await community.note(
        reader, order=order["id"], line=1, rating={"overall": 5, "aspects": {}}, title="用完一瓶", body="温和,会回购。"
    )
    assert shared["verified_purchase"]["product_id"] == str(product)
    await drain()
    of_product = await writer.get(f"/v1/products/{product}/notes")
    assert {card["id"] for card in of_product["items"]} == {note["id"], shared["id"]}

    await procure(await identity.staff(sessions, browse(), "buyer"), sessions, drain, product, sku, warehouse)
    await shop.sound()


async def procure(buyer: Browser, sessions: Sessions, drain: Drain, product: int, sku: int, warehouse: int) -> None:
    """Procure: what was wanted and bought is proposed, and the buyer buys it."""
    async with begin(sessions) as tx:
        supplier = await supply.supplier(tx)
    demand = {one["subject"]: one for one in (await buyer.get("/v1/console/demand?limit=200"))["items"]}
    wanted = demand[f"product:{product}"]
    assert wanted["score"] >= 3
    assert {name: wanted["signals"][name] for name in ("like", "collect", "add_to_cart", "order", "unit", "note")} == {
        "like": 1,
        "collect": 1,
        "add_to_cart": 1,
        "order": 1,
        "unit": 2,
        "note": 2,
    }
    await drain()
    open_ones = (await buyer.get("/v1/console/proposals?limit=50"))["items"]
    proposal = next(one for one in open_ones if one["sku_id"] == str(sku))
    purchase = await buyer.post(
        f"/v1/console/proposals/{proposal['id']}/acceptance",
        {"supplier_id": supplier.id, "warehouse_id": str(warehouse), "unit_cost": {"amount": 900, "currency": "JPY"}},
        headers={"Idempotency-Key": f"accept-{uuid4().hex}"},
    )
    assert [line["sku_id"] for line in purchase["lines"]] == [str(sku)]


async def behave(browser: Browser, *done: tuple[str, int]) -> Any:
    """Behaviour events of the screen, as the app sends them."""
    events = [
        {
            "id": str(uuid4()),
            "kind": kind,
            "at": clock.now().isoformat(),
            "session": "story",
            "product": str(product),
        }
        for kind, product in done
    ]
    return await browser.post("/v1/events", {"events": events})
