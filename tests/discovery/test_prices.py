"""The level of prices that a member chooses: learnt from goods, told, forgotten, never a reason for another price."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import mall
from zhongcao.discovery import service, store
from zhongcao.discovery.rules import TASTE_HALF_LIFE, Act, growth, prices
from zhongcao.discovery.service import Glance
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.money import cny

Drain = Callable[..., Awaitable[None]]
FEED, PORTRAIT, ME = "/v1/feeds/goods", "/v1/me/portrait", "/v1/me"
SAID = text("SELECT style FROM discovery.portrait WHERE member_id = :member")
KIND = "home.kitchen"
GOODS = 30


def test_a_level_is_where_a_price_stands_among_its_kind() -> None:
    steps = [1_000, 3_000, 5_000, 7_000, 9_000]
    told = [prices.level_of(price, steps) for price in (500, 1_000, 4_000, 5_000, 8_000, 9_500)]
    assert told == [-100, -80, -20, 0, 60, 100]
    assert prices.level_of(4_000, [4_000] * 5) == 0, "where all cost the same, nothing is dear"
    assert prices.level_of(4_000, ()) == 0, "a kind without a scale has no levels"


def test_a_band_is_the_lower_or_the_upper_three_tenths_of_a_kind() -> None:
    steps = [1_000, 3_000, 5_000, 7_000, 9_000]
    assert prices.band(0.5, steps) == (7_000, None)
    assert prices.band(-0.5, steps) == (None, 3_000)


def test_a_leaning_grows_with_what_was_said_and_opposite_acts_take_it_back() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    fresh = growth(at, TASTE_HALF_LIFE)
    look, order = prices.said(Act.LOOK, 100, at), prices.said(Act.ORDER, 100, at)
    assert 0 < prices.leaning(look, fresh=fresh) < prices.CLEAR < prices.leaning(order, fresh=fresh) < 1
    assert prices.leaning(order | prices.said(Act.ORDER, -100, at), fresh=fresh) == 0
    assert prices.said(Act.ORDER, 0, at) == {}


@pytest.fixture
async def goods(sessions: Sessions) -> list[int]:
    """Thirty goods of one kind from 10 yuan on, each ten more than the one before; what costs least sells best."""
    made = []
    async with begin(sessions) as tx:
        for number in range(GOODS):
            product = await mall.product(tx, title=f"锅具{number}", category=KIND)
            await mall.sku(tx, product_id=int(product.id), stock=5, price=cny(1_000 * (1 + number)))
            made.append(int(product.id))
        await service.learn_price_scales(tx)
    return made


async def carting(sessions: Sessions, reader: Browser, products: list[int]) -> None:
    """Put goods into the cart, as far as the portrait hears of it."""
    async with begin(sessions) as tx:
        by = Actor(member_id=reader.member_id)
        await service.observe(
            tx, by=by, glances=[Glance(act=Act.CART, subject=product, at=clock.now()) for product in products]
        )
    async with begin(sessions) as tx:
        await service.fold_waiting(tx, now=clock.now())


async def level_told(reader: Browser) -> list[tuple[str, str, bool]]:
    """What the portrait says about prices."""
    told: list[dict[str, Any]] = (await reader.get(PORTRAIT))["tastes"]
    return [(one["subject"], one["zh"], one["chosen"]) for one in told if one["kind"] == "price"]


async def first_page(reader: Browser) -> list[dict[str, Any]]:
    """The first ten of the goods feed."""
    return (await reader.get(FEED, params={"limit": 10}))["items"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(("level", "end"), [("high", "v:price+"), ("low", "v:price-")])
async def test_goods_of_the_level_that_is_chosen_come_first_and_say_so(
    browse: Callable[[], Browser], sessions: Sessions, goods: list[int], level: str, end: str
) -> None:
    reader, visitor = await browse().sign_up(), browse()
    chosen = goods[-3:] if level == "high" else goods[:3]
    await carting(sessions, reader, chosen)
    assert [subject for subject, _, _ in await level_told(reader)] == [end]
    before = {one["product"]["id"]: one["product"]["price"] for one in (await visitor.get(FEED))["items"]}
    page = await first_page(reader)
    amounts = [one["product"]["price"]["amount"] for one in page]
    dear = [amount > 1_000 * (GOODS // 2) for amount in amounts]
    assert sum(dear) >= 8 if level == "high" else sum(dear) <= 2
    others = [one for one in page if one["product"]["id"] not in {str(one) for one in chosen}]
    assert others
    assert all(one["product"]["price"] == before.get(one["product"]["id"], one["product"]["price"]) for one in page)


async def test_a_level_is_forgotten_by_itself_and_cannot_be_kept_away(
    browse: Callable[[], Browser], sessions: Sessions, goods: list[int]
) -> None:
    reader = await browse().sign_up()
    await carting(sessions, reader, goods[-3:])
    before = await level_told(reader)
    assert before == [("v:price+", "同类里价位偏高的", False)]
    await reader.put(f"{PORTRAIT}/aversions/v:price+", expect=422)
    assert await level_told(reader) == before
    await reader.delete(f"{PORTRAIT}/tastes/v:price+")
    assert await level_told(reader) == []
    assert (await reader.get(PORTRAIT))["tastes"], "what the goods were about is still known"


async def test_folding_levels_equals_rebuilding_them(
    browse: Callable[[], Browser], sessions: Sessions, goods: list[int]
) -> None:
    reader = await browse().sign_up()
    await carting(sessions, reader, [goods[0], *goods[-3:]])
    async with begin(sessions) as tx:
        once = (await tx.execute(SAID, {"member": reader.member_id})).one().style
        assert set(once) == {"v:price+", "v:price-"}
        await service.rebuild(tx, now=clock.now())
        assert (await tx.execute(SAID, {"member": reader.member_id})).one().style == pytest.approx(once)


async def test_kinds_with_few_goods_have_no_scale_and_old_scales_go(sessions: Sessions, goods: list[int]) -> None:
    async with begin(sessions) as tx:
        [(category, steps)] = (await store.price_scales(tx)).items()
        assert steps == [3_000, 9_000, 15_000, 21_000, 27_000]
        few = await mall.product(tx, title="少有", category="skincare.cleanse.makeup-remover")
        await mall.sku(tx, product_id=int(few.id), stock=5)
        await service.learn_price_scales(tx)
        assert list(await store.price_scales(tx)) == [category]
        await tx.execute(text("UPDATE mall.product SET sold_out_at = now() WHERE id = ANY(:ids)"), {"ids": goods[5:]})
        await service.learn_price_scales(tx)
        assert await store.price_scales(tx) == {}


async def test_without_personal_recommendations_levels_count_nothing(
    browse: Callable[[], Browser], sessions: Sessions, goods: list[int]
) -> None:
    reader, visitor = await browse().sign_up(), browse()
    await carting(sessions, reader, goods[-3:])
    await reader.call("PATCH", ME, json={"personalised": False})
    mine, everyones = [[one["product"]["id"] for one in await first_page(who)] for who in (reader, visitor)]
    assert mine == everyones
