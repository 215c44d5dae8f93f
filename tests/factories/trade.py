"""Goods that can be bought across the border, shoppers who may buy them, and their orders, for tests."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import customs as customs_factory
from tests.factories import identity as identity_factory
from tests.factories import inventory as inventory_factory
from tests.factories import mall as mall_factory
from zhongcao.customs import service as customs
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import Money, cny
from zhongcao.mall import service as mall

LOTION: dict[str, Any] = {
    "hs_code": "3304990039",
    "tax_category": "skin_care",
    "content_value": 200,
    "content_unit": "ml",
    "net_weight_grams": 220,
    "origin_country": "JP",
    "name_zh": "化妆水",
}
"""Customs data of an ordinary lotion: 200 ml, far below 10 yuan/ml."""


async def sku(
    sessions: Sessions,
    *,
    price: Money | None = None,
    stock: int = 10,
    overseas: bool = False,
    warehouse_id: int | None = None,
    goods: dict[str, Any] | None = None,
    weight_grams: int = 260,
    now: datetime | None = None,
) -> int:
    """A SKU on sale with customs data and stock in a bonded (or overseas) warehouse; answers its id."""
    async with begin(sessions) as tx:
        if warehouse_id is None:
            warehouse_id = await warehouse(tx, overseas=overseas, now=now)
        made = await mall_factory.sku(
            tx, price=price or cny(129_00), stock=stock, warehouse_id=warehouse_id, weight_grams=weight_grams, now=now
        )
        await customs.declare_goods(tx, [customs_factory.goods_row(int(made.id), **{**LOTION, **(goods or {})})])
    return int(made.id)


async def warehouse(tx: Tx, *, overseas: bool = False, now: datetime | None = None) -> int:
    """A bonded warehouse, or one abroad; answers its id."""
    kind = WarehouseKind.OVERSEAS if overseas else WarehouseKind.BONDED
    made = await inventory_factory.warehouse(tx, kind=kind, now=now)
    return int(made.id)


async def product_of(sessions: Sessions, sku_id: int) -> int:
    """The product of a SKU."""
    async with begin(sessions) as tx:
        return (await mall.product_of(tx, [sku_id]))[sku_id]


async def shopper(
    browser: Browser, sessions: Sessions, keys: KeyRing, *, named: bool = True, number: int | None = None
) -> str:
    """Sign the browser up with an address, and a real name unless said otherwise; answers the address id."""
    await browser.sign_up()
    address = await identity_factory.address(browser)
    if named:
        async with begin(sessions) as tx:
            await customs_factory.real_name(
                tx, keys, member_id=browser.member_id, number=number or new_id() % 1000, now=clock.now()
            )
    return str(address["id"])


async def quote(browser: Browser, address: str, *lines: tuple[int, int], expect: int = 201) -> Any:
    """A quote for (SKU, quantity) lines."""
    return await browser.post(
        "/v1/quotes",
        {"address": address, "lines": [{"sku": str(sku), "quantity": quantity} for sku, quantity in lines]},
        expect=expect,
    )


async def order_of(
    browser: Browser, quoted: Any, *, key: str | None = None, source: str | None = None, expect: int = 201
) -> Any:
    """The order made of a quote."""
    return await browser.post(
        "/v1/orders",
        {"quote": quoted["token"], "notice_version": quoted["notice_version"], "source": source},
        headers={"Idempotency-Key": key or f"test-{uuid4().hex}"},
        expect=expect,
    )


async def order(browser: Browser, address: str, *lines: tuple[int, int], source: str | None = None) -> Any:
    """An order for (SKU, quantity) lines, quoted and placed."""
    return await order_of(browser, await quote(browser, address, *lines), source=source)


async def pay(app: Litestar, browser: Browser, order_id: str, **choice: str) -> None:
    """Open the pay page of an order and press its button; `fault` chooses what goes wrong."""
    page = await browser.post(f"/v1/orders/{order_id}/payment", expect=200)
    await press_pay(app, page["url"], **choice)


async def press_pay(app: Litestar, url: str, **choice: str) -> None:
    """Press the button of a pay page."""
    fields = dict(parse_qsl(urlsplit(url).query))
    http: httpx.AsyncClient = app.state["http"]
    answer = await http.post("/sandbox/pay/confirm", data={**fields, "decision": "pay", **choice})
    assert answer.status_code == 303, answer.text


async def notification_of(sessions: Sessions, order_no: str) -> str:
    """The signed notification that the channel wants to send about a paid order."""
    statement = (
        "SELECT n.body FROM sandbox_pay.notification n JOIN payments.payment p ON p.number = n.out_trade_no "
        "WHERE p.order_no = :order_no"
    )
    async with begin(sessions) as tx:
        body: str = (await tx.execute(text(statement), {"order_no": order_no})).scalar_one()
    return body


async def notify(app: Litestar, body: str) -> None:
    """The channel tells us that somebody paid."""
    http: httpx.AsyncClient = app.state["http"]
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await http.post("/v1/payments/notify/sandbox", content=body, headers=kind)
    assert answer.status_code == 200, answer.text
