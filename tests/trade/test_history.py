"""Orders of another system, and what others ask about purchases."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from tests.trade.conftest import Drain, Shop, Travel, until
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny
from zhongcao.trade import service
from zhongcao.trade.rules import IMPORTED_MODE
from zhongcao.trade.schemas import ImportedLine, ImportedOrder, ReceivedLine

PLACED = datetime(2021, 3, 1, tzinfo=UTC)


def imported(member_id: int, *products: int) -> ImportedOrder:
    return ImportedOrder(
        id=new_id(),
        member_id=member_id,
        placed_at=PLACED,
        received_at=PLACED + timedelta(days=9),
        source="sephora:1",
        lines=[
            ImportedLine(sku_id=product + 1, product_id=product, title="精华", quantity=2, price=cny(88_00))
            for product in products
        ],
    )


async def test_received_orders_of_another_system_are_taken_over_once(sessions: Sessions) -> None:
    member, now = new_id(), clock.now()
    rows = [imported(member, 10, 20), imported(member, 30), imported(new_id(), 10)]
    async with begin(sessions) as tx:
        assert await service.import_received_orders(tx, rows, now=now) == 3
        assert await service.import_received_orders(tx, [*rows, imported(member, 40)], now=now) == 1
        page = await service.list_orders(tx, member_id=member, states=[], cursor=None, limit=10, now=now)
    order = page.items[-1]
    assert (order.state, order.mode, order.imported, order.source) == ("completed", IMPORTED_MODE, True, "sephora:1")
    assert (order.goods, order.total, order.tax) == (cny(352_00), cny(352_00), cny(0))
    assert order.placed_at == PLACED
    assert order.delivered_at == order.completed_at == PLACED + timedelta(days=9)
    assert [(line.line_no, line.product, line.quantity) for line in order.lines] == [(1, "10", 2), (2, "20", 2)]
    assert len(page.items) == 3
    async with begin(sessions) as tx:
        facts = await tx.execute(text("SELECT count(*) FROM kit.outbox WHERE key = :k"), {"k": f"order:{order.id}"})
        assert facts.scalar_one() == 0, "history is no news"


async def test_history_counts_as_bought_and_received(sessions: Sessions) -> None:
    member = new_id()
    row = imported(member, 50, 60)
    async with begin(sessions) as tx:
        await service.import_received_orders(tx, [row], now=clock.now())
        assert sorted(await service.bought_products(tx, member_id=member)) == [50, 60]
        found = await service.find_received_line(tx, member_id=member, order_id=row.id, line_no=2)
        assert found == ReceivedLine(
            order_id=str(row.id), line_no=2, sku_id="61", product_id="60", received_at=row.received_at
        )
        assert await service.find_received_line(tx, member_id=member, order_id=row.id, line_no=3) is None
        assert await service.find_received_line(tx, member_id=member + 1, order_id=row.id, line_no=2) is None


async def test_a_line_can_be_shared_once_it_is_received(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    ids = {"member_id": shop.browser.member_id, "order_id": int(order["id"]), "line_no": 1}
    await shop.pay(order)
    async with begin(shop.sessions) as tx:
        assert await service.find_received_line(tx, **ids) is None
        assert await service.bought_products(tx, member_id=shop.browser.member_id) == []
    await until(shop, order, "delivered", drain, travel)
    async with begin(shop.sessions) as tx:
        line = await service.find_received_line(tx, **ids)
        assert line is not None
        assert line.product_id == order["lines"][0]["product"]
        assert await service.bought_products(tx, member_id=shop.browser.member_id) == [int(line.product_id)]


async def test_many_orders_come_in_quickly(sessions: Sessions) -> None:
    member = new_id()
    rows = [imported(member, number) for number in range(1, 12_001)]
    async with begin(sessions) as tx:
        assert await service.import_received_orders(tx, rows, now=clock.now()) == 12_000
