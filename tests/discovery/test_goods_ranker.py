"""The learnt ranker of goods: its labels, its judgement, the page that it orders; without it the formula ranks."""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from litestar import Litestar

from tests.discovery.test_goods import feed, shelf
from tests.discovery.test_pages import pages_table, rows_in
from tests.driving import Browser
from tests.factories import discovery, mall
from tests.insight.test_events import event, send
from zhongcao.app.asgi import record_pages
from zhongcao.discovery import service, store
from zhongcao.discovery.feeds.features import GOODS_SCALES
from zhongcao.discovery.feeds.heads import HEADS, Heads, load, load_for_goods, save
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.service import _ranker
from zhongcao.insight import jobs as insight_jobs
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing

__all__ = ["pages_table"]
Drain = Callable[..., Awaitable[None]]
SIZE = len(GOODS_SCALES)


def by_place_from_behind() -> Heads:
    """A ranker of goods that expects a click the more the worse they sell."""
    return discovery.ranker("goods", "place", least=-8)


async def ids_shown(reader: Browser, app: Litestar) -> list[int]:
    """The goods of a page, after whatever version counts is open."""
    await feed(reader)
    await app.state["brain"].goods_ranker.wait()
    return [int(one["product"]["id"]) for one in await feed(reader)]


async def test_a_ranker_of_goods_orders_the_next_page_which_is_recorded_and_is_taken_back(
    browse: Callable[[], Browser], app: Litestar, work: Work, sessions: Sessions, visitor: Browser, pages_table: str
) -> None:
    goods = await shelf(sessions, 12)
    async with begin(sessions) as tx:
        gone = int((await mall.sku(tx)).product_id)
    reader = await browse().sign_up()
    before = await ids_shown(reader, app)
    version = await discovery.publish_ranker(work, "goods", by_place_from_behind())
    after = await ids_shown(reader, app)
    assert sorted(after) == sorted(goods)
    assert gone not in after, "what is sold out is not shown, whoever ranks"
    assert after == before[::-1]
    assert [int(one["product"]["id"]) for one in await feed(visitor)] == before, "nobody's page goes by formula"
    await record_pages(app)
    await insight_jobs.carry_pages_to_the_lake(work)
    [shown] = [row for row in rows_in(pages_table) if row["model"] == version and row["items"] == after][-1:]
    chances = np.frombuffer(shown["chances"], np.float16).reshape(len(after), len(HEADS))
    assert all(one >= other for one, other in pairwise(chances[:, 0].tolist()))
    assert chances[:, 1:].max() == 0
    async with begin(work.sessions) as tx:
        assert await service.withdraw_learnt(tx, "goods", now=clock.now()) is None
    assert await ids_shown(await browse().sign_up(), app) == before


async def test_a_torn_ranker_of_goods_leaves_the_page_to_the_formula(
    browse: Callable[[], Browser], app: Litestar, work: Work, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelf(sessions, 6)
    reader = await browse().sign_up()
    before = await ids_shown(reader, app)
    version = await discovery.publish_ranker(work, "goods", by_place_from_behind())
    await work.objects.put(f"goods/{version}/0000", b"torn")
    held = app.state["brain"].goods_ranker
    held.file(version).write_bytes(b"torn too")
    assert await ids_shown(reader, app) == before
    assert held.held is None
    wrong = by_place_from_behind()
    monkeypatch.setattr(held, "held", Heads(**{name: getattr(wrong, name)[:1] for name in Heads.__struct_fields__}))
    monkeypatch.setattr(held, "look_seconds", 1e9)
    assert await ids_shown(reader, app) == before, "a stage that fails is left out"


def test_a_ranker_of_notes_does_not_rank_goods(tmp_path: Any) -> None:
    save(by_place_from_behind(), tmp_path / "1.goods", {}, surface="goods")
    assert load_for_goods(tmp_path / "1.goods").inner.shape == (SIZE, 2)
    with pytest.raises(Unreadable):
        load(tmp_path / "1.goods")


async def test_pages_of_goods_become_examples_with_all_that_was_done(
    browse: Callable[[], Browser],
    app: Litestar,
    work: Work,
    keys: KeyRing,
    sessions: Sessions,
    pages_table: str,
) -> None:
    await shelf(sessions, 8)
    reader, other = await browse().sign_up(), await browse().sign_up()
    items = await feed(reader)
    goods = [item["product"]["id"] for item in items]
    met = [{"product": one["product"]["id"], "page": one["page"], "feed": "mall"} for one in items]
    await send(reader, *[event("impression", **one) for one in met], event("click", **met[3]))
    await send(reader, event("product_view", product=goods[4]), event("add_to_cart", product=goods[5]))
    await send(reader, event("product_view", product=goods[6], note="5"), event("click", product=goods[0]))
    await send(other, event("impression", **met[0]), event("product_view", product=goods[1], session="visit-2"))
    await reader.call("POST", "/v1/reports", json={"kind": "product", "id": goods[7], "reason": "fake"}, expect=204)
    member, at = int((await reader.get("/v1/me"))["id"]), clock.now()
    bought = {"member_id": member, "order_id": 1, "product_id": int(goods[2]), "note_id": None, "at": at}
    async with begin(sessions) as tx:
        await store.add_purchases(tx, [bought, {**bought, "product_id": int(goods[0]), "note_id": 5}])
    await record_pages(app)
    await insight_jobs.carry_pages_to_the_lake(work)
    await insight_jobs.carry_events_to_the_lake(work)
    async with begin_read(sessions) as read:
        events = lake.table_uri(work.settings, "events")
        examples = await _ranker.read_examples(
            read, pages=pages_table, events=events, keys=keys, now=clock.now(), surface="goods"
        )
    assert sorted(examples.places.tolist()) == list(range(8)), "all goods that this member saw, once"
    by_place = examples.labels[np.argsort(examples.places)]
    done = {(int(place), HEADS[head]) for place, head in zip(*np.nonzero(by_place), strict=True)}
    own = {3: "click", 4: "product_view", 5: "add_to_cart", 2: "purchase", 7: "report"}
    assert done == set(own.items()), "what a note led to counts for the note"
    assert examples.features.shape == (8, SIZE)
