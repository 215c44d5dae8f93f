"""Goods between the notes of Discover: where they help, rarely, never sold out, each with its reason and its chance."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from deltalake import DeltaTable
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.driving import Browser
from tests.experiment.trials import running
from tests.factories import discovery, identity, mall
from tests.importing.folders import ask
from tests.insight.test_events import event, send
from zhongcao.app.asgi import record_pages, record_served
from zhongcao.community.service import CardCache
from zhongcao.discovery import rules
from zhongcao.discovery.feeds.offering import drawn, lately, windows
from zhongcao.discovery.service import GoodsCards, GoodsShelf, OpenFeeds
from zhongcao.insight import jobs
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.mall import service as shop

Drain = Callable[..., Awaitable[None]]
DISCOVER = "/v1/feeds/discover"
KINDS = ("body.wash", "body.lotion", "body.hand", "body.oral", "body.hair", "baby.formula", "baby.food", "baby.diaper")
KINDS += ("baby.care", "baby.toy")


@pytest.fixture
def as_in_a_shop(app: Litestar) -> Litestar:
    """A process that keeps cards, as those of a shop do."""
    parts = {"cards": CardCache(), "goods": GoodsShelf(seconds=0), "goods_cards": GoodsCards(), "open": OpenFeeds()}
    app.state["brain"] = msgspec.structs.replace(app.state["brain"], **parts)
    return app


@pytest.fixture
async def goods(sessions: Sessions, as_in_a_shop: Litestar) -> list[int]:
    """Ten products that can be bought, each of a brand and a kind of its own, among 130 new notes."""
    made = []
    async with begin(sessions) as tx:
        await discovery.recent_notes(tx, count=130)
        for number, kind in enumerate(KINDS):
            product = await mall.product(tx, title=f"好物{number}", category=kind)
            await mall.sku(tx, product_id=int(product.id), stock=5)
            made.append(int(product.id))
    return made


async def looking(browse: Callable[[], Browser], drain: Drain, *products: int) -> Browser:
    """A member who has just looked at some products."""
    reader = await browse().sign_up()
    await send(reader, *(event("product_view", product=str(one)) for one in products))
    await drain("discovery")
    return reader


async def pages(reader: Browser, *, limit: int = 20, most: int = 6) -> list[Any]:
    """Pages of a feed one after the other."""
    made = [await reader.get(DISCOVER, params={"limit": limit})]
    while len(made) < most:
        made.append(await reader.get(DISCOVER, params={"limit": limit, "cursor": made[-1]["next_cursor"]}))
    return made


def placed(session: list[Any]) -> list[tuple[int, str]]:
    """Before which note of a session goods stand, and which."""
    found, before = [], 0
    for page in session:
        found += [(before + one["before"], one["product"]["id"]) for one in page["goods"]]
        before += len(page["items"])
    return found


async def test_what_one_looked_at_stands_between_the_notes_rarely_and_tells_why(
    browse: Callable[[], Browser], goods: list[int], drain: Drain
) -> None:
    reader = await looking(browse, drain, *goods[:3])
    session = await pages(reader)
    found = placed(session)
    assert {product for _, product in found} == {str(one) for one in goods[:3]}, "each once, and nothing else"
    places = [place for place, _ in found]
    assert len(places) == 3
    assert places[0] >= rules.OFFER_FROM
    assert all(later - sooner > 10 for sooner, later in itertools.pairwise(places))
    assert [len(page["goods"]) for page in session] == [1, 1, 1, 0, 0, 0], "at most one in twenty notes"
    card = session[0]["goods"][0]
    assert card["reason"] == {"code": "looked", "zh": "你最近看过它", "en": "You looked at this lately"}
    assert card["product"]["sold_out"] is False
    assert card["page"] != session[0]["items"][0]["page"]
    assert sum(len(page["items"]) for page in session) == 120, "no note went for it"


async def test_nobody_else_is_offered_anything(
    browse: Callable[[], Browser], visitor: Browser, goods: list[int], drain: Drain
) -> None:
    reader = await looking(browse, drain, goods[0])
    assert placed([await reader.get(DISCOVER, params={"limit": 50})])
    newcomer = await browse().sign_up()
    for one in (visitor, newcomer):
        assert (await one.get(DISCOVER, params={"limit": 50}))["goods"] == []
    assert (await reader.get(DISCOVER, params={"limit": 50, "channel": "topic:防晒"}))["goods"] == []
    await reader.call("PATCH", "/v1/me", json={"personalised": False})
    assert (await reader.get(DISCOVER, params={"limit": 50}))["goods"] == [], "a portrait that is off offers nothing"


async def test_a_fault_in_what_is_offered_costs_the_goods_and_not_the_page(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await looking(browse, drain, goods[0])
    assert placed([await reader.get(DISCOVER, params={"limit": 50})])

    async def fails(*given: Any, **more: Any) -> None:
        raise ProgrammingError("SELECT", None, Exception("no such column"))

    monkeypatch.setattr(GoodsShelf, "goods", fails)
    page = await reader.get(DISCOVER, params={"limit": 50})
    assert (len(page["items"]), page["goods"]) == (50, [])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE mall.product SET sold_out_at = now()",
        "UPDATE mall.product SET state = 'delisted'",
        "UPDATE mall.product SET price_amount = price_amount - 1",
    ],
)
async def test_what_sold_out_or_changed_since_is_left_out_of_a_feed_that_goes_on(
    browse: Callable[[], Browser],
    goods: list[int],
    drain: Drain,
    sessions: Sessions,
    asked: list[str],
    change: str,
) -> None:
    reader = await looking(browse, drain, *goods[:3])
    first = await reader.get(DISCOVER, params={"limit": 20})
    second = {"limit": 20, "cursor": first["next_cursor"]}
    asked.clear()
    before = await reader.get(DISCOVER, params=second)
    assert len(before["goods"]) == 1
    found = [one for one in asked if "community.note" in one or "mall." in one]
    assert len(found) == 1, "notes, portrait and goods are asked in one statement"
    async with begin(sessions) as tx:
        await tx.execute(text(change))
    after = await reader.get(DISCOVER, params=second)
    assert after["goods"] == []
    assert [one["note"] for one in after["items"]] == [one["note"] for one in before["items"]]


async def test_what_is_sold_out_is_never_offered(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, sessions: Sessions
) -> None:
    async with begin(sessions) as tx:
        await tx.execute(text(f"UPDATE mall.product SET sold_out_at = now() WHERE id = {goods[0]}"))  # noqa: S608
    reader = await looking(browse, drain, goods[0], goods[1])
    assert {product for _, product in placed(await pages(reader))} == {str(goods[1])}


async def test_another_process_goes_on_with_the_same_goods(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, as_in_a_shop: Litestar
) -> None:
    reader = await looking(browse, drain, *goods[:3])
    first = await reader.get(DISCOVER, params={"limit": 20})
    onward = {"limit": 20, "cursor": first["next_cursor"]}
    here = await reader.get(DISCOVER, params=onward)
    fresh = {"cards": CardCache(), "goods_cards": GoodsCards(), "open": OpenFeeds()}
    as_in_a_shop.state["brain"] = msgspec.structs.replace(as_in_a_shop.state["brain"], **fresh)
    for _ in range(2):
        there = await reader.get(DISCOVER, params=onward)
        assert [(one["product"], one["before"], one["reason"]) for one in there["goods"]] == [
            (one["product"], one["before"], one["reason"]) for one in here["goods"]
        ]


async def test_the_same_goods_are_not_shown_again_for_days_and_a_day_has_its_fill(
    browse: Callable[[], Browser],
    goods: list[int],
    drain: Drain,
    app: Litestar,
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = await looking(browse, drain, *goods[:6])
    monkeypatch.setattr(rules, "OFFERS_A_DAY", 3)
    shown = placed(await pages(reader, most=2))
    assert len(shown) == 2
    await record_served(app)
    more = placed(await pages(reader, most=3))
    assert len(more) == 1, "the third of the day"
    assert not {product for _, product in shown} & {product for _, product in more}
    await record_served(app)
    assert placed(await pages(reader, most=1)) == []
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE discovery.feed SET at = at - interval '1 day'"))
    later = placed(await pages(reader, most=1))
    assert len(later) == 1
    assert later[0][1] not in {product for _, product in [*shown, *more]}


async def test_goods_that_one_bought_are_not_offered_until_they_run_out(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, sessions: Sessions
) -> None:
    reader = await looking(browse, drain, goods[0], goods[1])
    buy = "INSERT INTO discovery.purchase (member_id, order_id, product_id, at) VALUES ({}, {}, {}, {})"
    async with begin(sessions) as tx:
        await tx.execute(text(buy.format(reader.member_id, 1, goods[0], "now() - interval '1 day'")))
    assert {product for _, product in placed(await pages(reader))} == {str(goods[1])}
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE discovery.purchase SET at = at - interval '30 days'"))
        await tx.execute(text(f"INSERT INTO discovery.cycle VALUES ({goods[0]}, 30, 3)"))  # noqa: S608
        await tx.execute(text("DELETE FROM discovery.feed"))
    session = await pages(reader)
    reasons = {one["product"]["id"]: one["reason"]["code"] for page in session for one in page["goods"]}
    assert reasons == {str(goods[0]): "due", str(goods[1]): "looked"}


async def test_each_place_is_recorded_with_its_chance_and_events_find_it(
    browse: Callable[[], Browser],
    goods: list[int],
    drain: Drain,
    app: Litestar,
    work: Work,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lake, "table_uri", lambda settings, name: str(tmp_path / name))
    reader = await looking(browse, drain, *goods[:4])
    session = await pages(reader, most=2)
    await record_pages(app)
    await jobs.carry_pages_to_the_lake(work)
    rows = DeltaTable(str(tmp_path / "pages")).to_pyarrow_table().to_pylist()
    kept = {row["page"]: row for row in rows if row["surface"] == "between"}
    for page in session:
        [card] = page["goods"]
        row = kept[card["page"]]
        assert row["items"] == [int(card["product"]["id"])]
        assert 0 < row["propensities"][0] < 1
        assert row["pools"][0] in (3, 4), "out of how many it was drawn"
        assert (row["bucket"], len(row["person"])) == ("", 32)


async def test_an_experiment_and_a_flag_decide_who_has_goods_between_the_notes(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, sessions: Sessions
) -> None:
    editor = await identity.staff(sessions, browse(), "editor")
    variants = [{"key": "without"}, {"key": "with"}]
    await running(editor, key="goods_between", layer="goods", variants=variants)
    idle = await browse().sign_up()
    await idle.get(DISCOVER)
    have: dict[int, bool] = {}
    for _ in range(8):
        reader = await looking(browse, drain, *goods[:3])
        have[reader.member_id] = bool(placed([await reader.get(DISCOVER, params={"limit": 20})]))
    exposed = "SELECT unit_id, variant FROM experiment.exposure"
    assert {unit: bool(variant) for unit, variant in await ask(sessions, exposed)} == have
    assert set(have.values()) == {True, False}
    assert idle.member_id not in have, "who would have seen none takes no part"


async def test_a_flag_lets_some_have_them(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, sessions: Sessions
) -> None:
    editor = await identity.staff(sessions, browse(), "editor")
    given = {"kind": "flag", "layer": "app", "variants": [{"key": "on"}], "share": 1}
    await running(editor, key="goods_between", **given)
    reader = await looking(browse, drain, goods[0])
    assert placed(await pages(reader, most=1)) == []


@pytest.mark.parametrize("reason", ["kind", "brand", "owned"])
async def test_goods_that_are_sent_away_are_gone_from_the_very_next_pages(
    browse: Callable[[], Browser], goods: list[int], drain: Drain, sessions: Sessions, reason: str
) -> None:
    async with begin(sessions) as tx:
        one = (await shop.cards(tx, [goods[0]]))[goods[0]]
        alike = await mall.product(tx, title="同类", category=KINDS[0])
        of_brand = await mall.product(tx, title="同牌", category=KINDS[9], brand_id=int(one.brand.id))
        for product in (alike, of_brand):
            await mall.sku(tx, product_id=int(product.id), stock=5)
    away, like, same_brand = str(goods[0]), str(alike.id), str(of_brand.id)
    reader = await looking(browse, drain, goods[0], int(alike.id), int(of_brand.id), goods[1])
    shown = {product for _, product in placed(await pages(reader))}
    assert {away, like, same_brand, str(goods[1])} <= shown
    first = await reader.get("/v1/feeds/goods")
    assert away in {one["product"]["id"] for one in first["items"]}
    async with begin(sessions) as tx:
        await tx.execute(text("DELETE FROM discovery.feed"))
    await reader.put(f"/v1/products/{away}/dismissal", {"reason": reason})
    left = {product for _, product in placed(await pages(reader))}
    gone = {"kind": {away, like}, "brand": {away, same_brand}, "owned": {away}}[reason]
    assert {away, like, same_brand} - left == gone
    listed = [one["product"]["id"] for one in (await reader.get("/v1/feeds/goods"))["items"]]
    assert away not in listed
    assert (same_brand in listed) is (reason != "brand")
    assert (listed[-1] == like) is (reason == "kind"), "what is alike stands behind all others"
    [kept] = (await reader.get("/v1/me/portrait"))["aversions"]
    assert (kept["kind"], kept["reason"]) == ("brand" if reason == "brand" else "product", reason)
    await reader.delete(f"/v1/products/{away}/dismissal")
    assert (await reader.get("/v1/me/portrait"))["aversions"] == []
    assert away in {one["product"]["id"] for one in (await reader.get("/v1/feeds/goods"))["items"]}


async def test_a_muted_brand_stays_muted_and_goods_that_are_not_there_change_nothing(
    browse: Callable[[], Browser], goods: list[int], sessions: Sessions
) -> None:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        brand = (await shop.cards(tx, [goods[0]]))[goods[0]].brand.id
    await reader.put(f"/v1/me/portrait/aversions/b:{brand}")
    await reader.put(f"/v1/products/{goods[0]}/dismissal", {"reason": "brand"})
    await reader.delete(f"/v1/products/{goods[0]}/dismissal")
    for product in (1, 2**62):
        await reader.call("PUT", f"/v1/products/{product}/dismissal", json={"reason": "kind"}, expect=404)
    await reader.call("PUT", f"/v1/products/{goods[0]}/dismissal", json={"reason": "dear"}, expect=422)
    kept = (await reader.get("/v1/me/portrait"))["aversions"]
    assert [(one["subject"], one["reason"]) for one in kept] == [(f"b:{brand}", "muted")]


@pytest.mark.parametrize(("reason", "subject"), [("kind", "p:7"), ("owned", "p:7"), ("brand", "b:3")])
def test_a_reason_tells_whether_goods_or_their_brand_stay_away(reason: str, subject: str) -> None:
    given = rules.GoodsDismissal(reason)
    assert rules.subject_of_goods_dismissal(given, product=7, brand=3) == subject
    assert rules.makes_rarer(reason) is (reason == "kind"), "only a kind says something about others"


def test_windows_keep_their_distance_from_each_other_and_from_what_was_shown_last() -> None:
    assert [(one.start, one.stop) for one in windows(50, notes_since=99)] == [(6, 16), (26, 36), (46, 50)]
    assert [(one.start, one.stop) for one in windows(20, notes_since=2)] == [(10, 16)]
    assert windows(6, notes_since=99) == []
    whole = windows(120, notes_since=0)
    assert min(later.start - sooner.stop + 1 for sooner, later in itertools.pairwise(whole)) >= 11


def test_what_was_shown_lately_is_told_by_the_feeds_as_far_as_they_were_shown() -> None:
    now = clock.now()
    day_ago, week_ago = ((now - timedelta(days=days)).timestamp() for days in (0.5, 8))
    found = lately(
        [
            (0, 15, day_ago, [{"place": 8, "product": 1}, {"place": 28, "product": 2}]),
            (15, 20, week_ago, [{"place": 7, "product": 3}]),
        ],
        now=now,
    )
    assert (found.goods, found.today, found.notes_since) == (frozenset({1}), 1, 7)


def test_the_lot_prefers_what_is_wanted_most_and_the_same_seed_draws_the_same() -> None:
    first = [drawn([1.0, 0.4, 0.4], places=1, seed=seed)[0] for seed in range(300)]
    shares = [sum(one.place == place for one in first) / 300 for place in range(3)]
    assert shares[0] > 0.7
    assert min(shares[1:]) > 0.02
    assert first == [drawn([1.0, 0.4, 0.4], places=1, seed=seed)[0] for seed in range(300)]
    [chance] = {one.propensity for one in first if one.place == 0}
    assert chance == pytest.approx(shares[0], abs=0.1)
