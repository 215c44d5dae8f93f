"""The shoppers of a rehearsal act through the real API: one order from the first look to the shared note."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.factories import inventory, trade
from tests.importing.folders import WORLD, ask, write_csv
from tests.trade.conftest import STEPS_HOURS
from tests.trade.conftest import travel as travel
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.importing.format import NoteRow
from zhongcao.importing.importer import import_folder
from zhongcao.importing.keys import id_for
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.mall import service as mall
from zhongcao.rehearsal.plan import PlannedOrder
from zhongcao.rehearsal.shopping import Shopper, receive_and_share, wait_until_paid
from zhongcao.rehearsal.visiting import Tally, Visit
from zhongcao.supply import service as supply

Drain = Callable[..., Awaitable[None]]
REVIEW = NoteRow(
    note="r1",
    member="lin",
    title="Soft",
    body="Soft skin after a week.",
    at=datetime(2024, 5, 1, tzinfo=UTC),
    language="en",
    products=["p1"],
    rating=4,
)
PLAN = PlannedOrder(0, "lin", "s1", "p1", REVIEW.at.date(), 4, REVIEW)


class Working(Visit):
    """A visit to a shop whose worker does all that waits as soon as somebody has paid."""

    def __init__(self, app: Litestar, drain: Drain, transport: httpx.AsyncBaseTransport | None = None) -> None:
        http = httpx.AsyncClient(transport=transport or httpx.ASGITransport(app), base_url="http://test")
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # a token of its own is all it has
        super().__init__(http, Tally())
        self._drain = drain

    async def call(self, method: str, path: str, json: Any = None, *, key: str | None = None, form: Any = None) -> Any:
        """Send, and let the worker work after a payment."""
        answer = await super().call(method, path, json, key=key, form=form)
        if path == "/sandbox/pay/confirm":
            await self._drain()
        return answer


@pytest.fixture
async def stocked(sessions: Sessions, tmp_path: Path) -> None:
    """The goods of a small import, on sale in a bonded warehouse."""
    now = clock.now()
    await import_folder(sessions, write_csv(tmp_path, **WORLD), ADAPTERS["open"], now=now, origin="US")
    async with begin(sessions) as tx:
        brands = (await tx.scalars(text("SELECT id FROM supply.brand"))).all()
        await supply.authorise_directly(
            tx, brand_ids=brands, by=SYSTEM, now=now, starts_on=now.date(), ends_on=None, document_hash=bytes(32)
        )
        sku, warehouse = id_for("open", "sku", "s1"), await trade.warehouse(tx)
        await inventory.lot(tx, sku_id=sku, quantity=1, warehouse_id=warehouse, origin_country="US")
        await mall.note_stock(tx, sku_ids=[sku], now=now)


@pytest.mark.usefixtures("stocked")
async def test_a_planned_order_is_bought_received_and_written_about(
    app: Litestar, sessions: Sessions, drain: Drain, travel: Callable[..., None]
) -> None:
    counts: Counter[str] = Counter()
    shopper = Shopper(PLAN, Working(app, drain), source="open", seed=1)
    bought = await shopper.buy(clock.now(), counts)
    assert bought is not None
    assert not counts
    assert await receive_and_share(bought, counts) is False, "the parcel is still on its way"
    for hours in STEPS_HOURS:
        travel(hours=hours)
        await drain()
        if await receive_and_share(bought, counts):
            break
    assert await ask(sessions, "SELECT state, source FROM trade.orders WHERE source LIKE 'rehearsal:%'") == [
        ("completed", "rehearsal:0")
    ]
    assert await ask(sessions, "SELECT body, order_id FROM community.note WHERE order_id IS NOT NULL") == [
        (REVIEW.body, int(bought.order))
    ]
    assert await receive_and_share(bought, counts) is True, "asking again writes nothing twice"
    assert await ask(sessions, "SELECT count(*) FROM community.note WHERE order_id IS NOT NULL") == [1]


@pytest.mark.usefixtures("stocked")
async def test_a_rehearsal_that_was_cut_off_finds_its_order_again(
    app: Litestar, sessions: Sessions, drain: Drain
) -> None:
    counts: Counter[str] = Counter()
    first = await Shopper(PLAN, Working(app, drain), source="open", seed=1).buy(clock.now(), counts)
    again = await Shopper(PLAN, Working(app, drain), source="open", seed=1).buy(clock.now(), counts)
    assert first is not None
    assert again is not None
    assert first.order == again.order
    assert await ask(sessions, "SELECT count(*) FROM trade.orders WHERE source LIKE 'rehearsal:%'") == [1]
    people = "SELECT count(*) FROM identity.login WHERE login = 'lin@shoppers.example'"
    assert await ask(sessions, people) == [1]


@pytest.mark.usefixtures("stocked")
async def test_what_the_shop_cannot_sell_is_counted_with_its_reason(
    app: Litestar, sessions: Sessions, drain: Drain
) -> None:
    counts: Counter[str] = Counter()
    await Shopper(PLAN, Working(app, drain), source="open", seed=1).buy(clock.now(), counts)
    late = PlannedOrder(1, "chen", "s1", "p1", PLAN.day, 5, None)
    assert await Shopper(late, Working(app, drain), source="open", seed=1).buy(clock.now(), counts) is None
    assert counts == {"not sold: inventory.out-of-stock": 1}
    assert await ask(sessions, "SELECT count(*) FROM trade.orders WHERE source LIKE 'rehearsal:%'") == [1]


@pytest.mark.usefixtures("stocked")
async def test_a_payment_whose_notification_was_lost_is_found_when_time_passes(
    app: Litestar, sessions: Sessions, drain: Drain, travel: Callable[..., None]
) -> None:
    async def nobody_notifies(*words: str) -> None:
        """The worker was killed with the notification in its hand."""

    visit = Working(app, nobody_notifies)
    bought = await Shopper(PLAN, visit, source="open", seed=1).buy(clock.now(), Counter())
    assert bought is not None
    minutes = 0

    def pass_a_minute() -> None:
        nonlocal minutes
        minutes += 1
        travel(minutes=1)

    async def let_the_shop_ask(seconds: float) -> None:
        await drain("payments.jobs")

    await wait_until_paid([bought], pass_a_minute=pass_a_minute, breathe=let_the_shop_ask)
    assert minutes == 1
    assert await ask(sessions, "SELECT state FROM trade.orders WHERE source LIKE 'rehearsal:%'") == ["paid"]
