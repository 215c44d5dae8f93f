"""Time travel and a shopper with something to buy."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import trade as make
from zhongcao.app import invariants
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny

Travel = Callable[..., None]
Drain = Callable[..., Awaitable[None]]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Move on in time: `travel(days=3)`."""
    shift = timedelta()
    now, now_ms = clock.now, clock.now_ms

    def move(**by: float) -> None:
        nonlocal shift
        shift += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: now() + shift)
        monkeypatch.setattr(clock, "now_ms", lambda: now_ms() + round(shift.total_seconds() * 1000))

    return move


class Shop:
    """A shopper, one bonded SKU of 100.00, and looks behind the counter."""

    def __init__(self, browser: Browser, sessions: Sessions, app: Litestar, address: str, sku: int) -> None:
        self.browser, self.sessions, self.app, self.address, self.sku = browser, sessions, app, address, sku
        self.before: dict[str, int] = {}

    async def look(self) -> "Shop":
        """Remember what other tests left committed, such as holds without an order."""
        self.before = {found.name: found.violations for found in await invariants.check_all(self.sessions)}
        return self

    async def order(self, quantity: int = 1, **more: Any) -> Any:
        """An order, placed and unpaid."""
        return await make.order(self.browser, self.address, (self.sku, quantity), **more)

    async def pay(self, order: Any, **choice: str) -> None:
        """Pay on the channel's page."""
        await make.pay(self.app, self.browser, order["id"], **choice)

    async def state(self, order: Any) -> str:
        """Where the order stands, as its member sees it."""
        return str((await self.browser.get(f"/v1/orders/{order['id']}", expect=200))["state"])

    async def ask(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a statement."""
        async with begin(self.sessions) as tx:
            return [tuple(row) for row in await tx.execute(text(statement), values)]

    async def change(self, statement: str, **values: Any) -> None:
        """Change what no screen can."""
        async with begin(self.sessions) as tx:
            await tx.execute(text(statement), values)

    async def stock(self) -> tuple[int, int, int]:
        """Available, reserved and shipped units."""
        found = await self.ask(
            "SELECT sum(available), sum(reserved), sum(shipped) FROM inventory.lot WHERE sku_id = :sku", sku=self.sku
        )
        return (int(found[0][0]), int(found[0][1]), int(found[0][2]))

    async def allowance(self, order: Any) -> str | None:
        """What became of the order's part of the buyer's year."""
        found = await self.ask("SELECT state FROM customs.allowance_entry WHERE order_id = :id", id=int(order["id"]))
        return str(found[0][0]) if found else None

    async def facts(self, order: Any) -> list[str]:
        """Names of the facts of trade about an order, in their order."""
        found = await self.ask(
            "SELECT topic FROM kit.outbox WHERE key = :key AND topic LIKE 'trade.%' ORDER BY seq",
            key=f"order:{order['id']}",
        )
        return [str(row[0]).removeprefix("trade.") for row in found]

    async def sound(self) -> None:
        """Every invariant holds for all that happened here."""
        broken = invariants.violated(await invariants.check_all(self.sessions))
        assert [found.detail for found in broken if found.violations != self.before.get(found.name, 0)] == []

    async def held(self) -> tuple[int, ...]:
        """How much of the shopper's only an order makes: orders, lines, payments, allowance entries, holds."""
        mine = ("trade.orders", "trade.order_line", "payments.payment", "customs.allowance_entry")
        statements = [f"SELECT count(*) FROM {table} WHERE member_id = {self.browser.member_id}" for table in mine]  # noqa: S608
        statements.append(f"SELECT count(*) FROM inventory.hold WHERE sku_id = {self.sku}")  # noqa: S608
        return tuple([(await self.ask(statement))[0][0] for statement in statements])


@pytest.fixture
async def shop(visitor: Browser, sessions: Sessions, app: Litestar, keys: KeyRing) -> Shop:
    """A shopper with a real name and an address, and a lotion in a bonded warehouse, ten bottles."""
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, price=cny(100_00), stock=10)
    return await Shop(visitor, sessions, app, address, sku).look()


STEPS_HOURS = (0, 1, 6, 12, 24, 24, 48, 48, 72, 96, 120, 168, 240, 240)


async def until(shop: Shop, order: Any, wanted: str, drain: Drain, travel: Travel) -> None:
    """Let the world turn, in ever longer steps, until the order stands where it should."""
    for hours in STEPS_HOURS:
        travel(hours=hours)
        await drain()
        if await shop.state(order) == wanted:
            return
    raise AssertionError(f"{order['order_no']} is {await shop.state(order)}, not {wanted}")


def moment(text_: str) -> datetime:
    """A moment out of JSON."""
    return datetime.fromisoformat(text_)
