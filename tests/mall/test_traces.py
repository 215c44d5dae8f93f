"""A trace code (溯源码) tells everybody where goods come from, and nothing about money or buyers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity as make_staff
from tests.factories import inventory as make_inventory
from tests.factories import mall as make
from tests.factories import supply as make_supply
from zhongcao.inventory.rules import clean_trace_code
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import service as mall
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import ProductChange
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import PurchaseLine, ReceivedLot


async def lot_code(sessions: Sessions, *, authorised: bool = True) -> tuple[str, int]:
    """Buy ten bottles from Japan and take them in; answers their trace code and their product."""
    async with begin(sessions) as tx:
        brand = await make_supply.brand(tx, name_zh="蝶翠诗", authorised=authorised)
        product = await make.product(tx, brand_id=int(brand.id))
        sku = await make.sku(tx, product_id=int(product.id))
        supplier = await make_supply.supplier(tx, country="JP")
        warehouse = await make_inventory.warehouse(tx)
        order = await supply.place_purchase_order(
            tx,
            supplier_id=int(supplier.id),
            warehouse_id=int(warehouse.id),
            lines=[PurchaseLine(sku_id=int(sku.id), quantity=10, unit_cost=Money(1800, Currency.JPY))],
            by=SYSTEM,
            now=clock.now(),
        )
        today = clock.day_in_china(clock.now())
        lot = ReceivedLot(
            sku_id=int(sku.id),
            quantity=10,
            item_record_no="R1",
            batch_code="A7",
            produced_on=today - timedelta(days=100),
            expires_on=today + timedelta(days=900),
        )
        await supply.receive_purchase_order(tx, purchase_order_id=int(order.id), lots=[lot], by=SYSTEM, now=clock.now())
        code = await tx.scalar(text("SELECT trace_code FROM inventory.lot WHERE sku_id = :sku"), {"sku": int(sku.id)})
    return str(code), int(product.id)


async def test_a_code_tells_the_way_of_goods(sessions: Sessions, visitor: Browser) -> None:
    code, product_id = await lot_code(sessions)
    told = await visitor.get(f"/v1/traces/{code}", expect=200)
    today = clock.day_in_china(clock.now())
    assert told["code"] == code
    assert (told["product_id"], told["title"], told["variant"]) == (str(product_id), "橄榄卸妆油", "200 ml")
    assert (told["brand"]["name_zh"], told["authorised"]) == ("蝶翠诗", True)
    assert [link["grantee"] for link in told["authorisation"]] == ["Zhongcao"]
    assert (told["origin_country"], told["supplier_country"]) == ("JP", "JP")
    assert (told["warehouse_name"], told["warehouse_kind"], told["customs_mode"]) == (
        "郑州保税一号仓",
        "bonded",
        "1210",
    )
    assert (told["batch_code"], told["received_on"]) == ("A7", str(today))
    assert told["expires_on"] == str(today + timedelta(days=900))
    said = str(told)
    for secret in ("amount", "cost", "Supplier ", "price", "reference"):
        assert secret not in said


async def test_a_code_may_be_typed_as_people_type(sessions: Sessions, visitor: Browser) -> None:
    code, _ = await lot_code(sessions)
    typed = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower().replace("0", "o").replace("1", "l")
    assert (await visitor.get(f"/v1/traces/{typed}", expect=200))["code"] == code


@pytest.mark.parametrize("code", ["ZZZZZZZZZZZZ", "x", "%20", "' OR 1=1 --", "超" * 13, "A" * 40])
async def test_a_code_that_nobody_printed_tells_nothing(visitor: Browser, code: str) -> None:
    assert (await visitor.get(f"/v1/traces/{code}", expect=404))["code"] == "inventory.trace-not-found"


async def test_goods_that_are_no_longer_sold_are_told_about(sessions: Sessions, visitor: Browser) -> None:
    code, product_id = await lot_code(sessions)
    async with begin(sessions) as tx:
        await mall.change_product(
            tx,
            product_id=product_id,
            data=ProductChange(state=ListingState.DELISTED),
            now=clock.now(),
        )
    told = await visitor.get(f"/v1/traces/{code}", expect=200)
    assert told["on_sale"] is False


async def test_a_brand_without_papers_is_said_to_have_none(sessions: Sessions, visitor: Browser) -> None:
    code, _ = await lot_code(sessions, authorised=False)
    told = await visitor.get(f"/v1/traces/{code}", expect=200)
    assert (told["authorised"], told["authorisation"]) == (False, [])


async def test_the_warehouse_sees_the_code_that_it_prints(sessions: Sessions, browse: Callable[[], Browser]) -> None:
    code, _ = await lot_code(sessions)
    keeper = await make_staff.staff(sessions, browse(), "warehouse")
    lots = (await keeper.get("/v1/console/lots", expect=200))["items"]
    assert code in [lot["trace_code"] for lot in lots]


def test_a_code_is_read_as_it_was_meant() -> None:
    assert clean_trace_code(" 7k3m-9qxd-w2fo ") == "7K3M9QXDW2F0"
    assert clean_trace_code("IL-iL") == "1111"
