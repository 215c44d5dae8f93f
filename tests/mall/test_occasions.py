"""Limited-time sales and weeks of new goods over HTTP."""

from collections.abc import Callable
from datetime import timedelta

from tests.driving import Browser
from tests.factories import identity
from tests.factories import mall as make
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import ReserveLine
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny
from zhongcao.mall import service
from zhongcao.mall.rules import sold_percent, week_begins


async def on_sale(sessions: Sessions, *, begins: timedelta, ends: timedelta, price: int, after: int) -> int:
    """A SKU with 50 pieces whose price is another one between two moments."""
    now = clock.now()
    async with begin(sessions) as tx:
        sku = await make.sku(tx, price=cny(200_00), stock=50, now=now - timedelta(days=3))
        for at, amount in ((now + begins, price), (now + ends, after)):
            await service.set_price(
                tx, sku_id=int(sku.id), price=cny(amount), starts_at=at, by=SYSTEM, now=min(now, at)
            )
        await service.apply_due_prices(tx, now=now)
    return int(sku.id)


async def take(sessions: Sessions, sku_id: int, pieces: int, *, before: timedelta = timedelta()) -> int:
    """An order keeps some pieces, now or some time before."""
    now, order = clock.now() - before, new_id()
    async with begin(sessions) as tx:
        house = await inventory.choose_warehouse(tx, lines=[(sku_id, pieces)], on=day_in_china(now))
        await inventory.reserve(
            tx,
            order_id=order,
            warehouse_id=int(house.id),
            lines=[ReserveLine(line_no=1, sku_id=sku_id, quantity=pieces)],
            expires_at=None,
            now=now,
        )
    return order


async def test_what_was_kept_before_a_sale_and_given_back_in_it_is_not_sold(
    sessions: Sessions, visitor: Browser
) -> None:
    sku = await on_sale(sessions, begins=-timedelta(hours=1), ends=timedelta(hours=2), price=150_00, after=200_00)
    early = await take(sessions, sku, 20, before=timedelta(hours=3))
    await take(sessions, sku, 10)
    async with begin(sessions) as tx:
        await inventory.release(tx, order_id=early, now=clock.now())
    [line] = (await visitor.get("/v1/sales"))["sessions"][0]["lines"]
    assert (line["left"], line["sold_percent"]) == (40, 20)


async def test_a_lower_price_that_ends_soon_is_a_sale_with_its_share_sold(sessions: Sessions, visitor: Browser) -> None:
    sku = await on_sale(sessions, begins=-timedelta(hours=1), ends=timedelta(hours=2), price=150_00, after=200_00)
    await take(sessions, sku, 20)
    sales = await visitor.get("/v1/sales")
    [session] = sales["sessions"]
    assert session["running"]
    assert session["ends_at"] > sales["now"] > session["starts_at"]
    [line] = session["lines"]
    assert (line["sku"], line["price"]["amount"], line["usual"]["amount"]) == (str(sku), 150_00, 200_00)
    assert line["struck_price"] == line["usual"], "nobody named a market price"
    assert (line["left"], line["sold_percent"]) == (30, 40)
    assert line["product"]["price"]["amount"] == 150_00


async def test_the_next_session_is_announced_and_does_not_run(sessions: Sessions, visitor: Browser) -> None:
    await on_sale(sessions, begins=timedelta(hours=5), ends=timedelta(hours=9), price=99_00, after=200_00)
    now_running = await on_sale(
        sessions, begins=-timedelta(hours=5), ends=timedelta(hours=1), price=99_00, after=200_00
    )
    sales = await visitor.get("/v1/sales")
    assert [one["running"] for one in sales["sessions"]] == [True, False]
    assert sales["sessions"][0]["lines"][0]["sku"] == str(now_running)
    assert sales["sessions"][1]["lines"][0]["sold_percent"] == 0


async def test_what_gets_cheaper_for_good_or_lasts_long_is_no_sale(sessions: Sessions, visitor: Browser) -> None:
    await on_sale(sessions, begins=-timedelta(hours=1), ends=timedelta(hours=2), price=150_00, after=120_00)
    await on_sale(sessions, begins=-timedelta(hours=50), ends=timedelta(hours=40), price=150_00, after=200_00)
    assert (await visitor.get("/v1/sales"))["sessions"] == []


async def test_the_week_of_new_goods_lists_what_was_listed_in_it(sessions: Sessions, visitor: Browser) -> None:
    now = clock.now()
    async with begin(sessions) as tx:
        old = await make.product(tx, title="旧货", now=now - timedelta(days=20))
        await make.sku(tx, product_id=int(old.id), now=now - timedelta(days=20))
        fresh = [await make.product(tx, title=f"新货{number}") for number in range(3)]
        for one in fresh:
            await make.sku(tx, product_id=int(one.id))
    first = await visitor.get("/v1/new_week", params={"limit": 2})
    assert first["count"] == 3
    assert len(first["products"]) == 2
    second = await visitor.get("/v1/new_week", params={"limit": 2, "cursor": first["next_cursor"]})
    found = {one["id"] for one in first["products"] + second["products"]}
    assert found == {one.id for one in fresh}
    assert second["next_cursor"] is None
    assert first["starts_on"] == week_begins(day_in_china(now)).isoformat()
    assert first["title"] == ""
    before = await visitor.get("/v1/new_week", params={"day": day_in_china(now - timedelta(days=20)).isoformat()})
    assert [one["id"] for one in before["products"]] == [old.id]


async def test_an_editor_names_a_week_by_its_monday(
    browse: Callable[[], Browser], sessions: Sessions, visitor: Browser
) -> None:
    monday = week_begins(day_in_china(clock.now()))
    editor = await identity.staff(sessions, browse(), "editor")
    words = {"title": "先把屏障补好", "title_en": "Mend first", "lead": "给换季的脸", "lead_en": "For autumn"}
    refused = await editor.call("PUT", f"/v1/console/new_weeks/{monday + timedelta(days=1)}", json=words, expect=422)
    assert refused["code"] == "mall.week-unclear"
    assert (await visitor.get("/v1/new_week"))["title"] == ""
    await editor.call("PUT", f"/v1/console/new_weeks/{monday}", json=words, expect=204)
    week = await visitor.get("/v1/new_week")
    assert (week["title"], week["title_en"], week["lead"]) == ("先把屏障补好", "Mend first", "给换季的脸")


def test_the_share_sold_is_never_whole_while_something_is_left() -> None:
    assert [sold_percent(taken=taken, left=left) for taken, left in ((0, 9), (5, 5), (999, 1), (3, 0), (0, 0))] == [
        0,
        50,
        99,
        100,
        100,
    ]


async def test_a_week_far_away_is_empty_and_breaks_nothing(visitor: Browser) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        week = await visitor.get(f"/v1/new_week?day={day}")
        assert week["products"] == []
        assert week["count"] == 0
