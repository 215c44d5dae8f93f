"""Goods near to what somebody did: found in cells of their own, judged by themselves, never in a page's way."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from litestar import Litestar

from tests.discovery.test_goods_needs import on_sale
from tests.discovery.test_vectors import EACH, GOODS_FROM, SEED, forgotten, learnt, two_tastes
from tests.driving import Browser
from tests.factories import community
from tests.importing.folders import ask
from zhongcao.discovery import rules, service, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.kin.learning import Acts
from zhongcao.discovery.kin.table import NOTE, PRODUCT
from zhongcao.discovery.rules import Act
from zhongcao.discovery.search import artifact
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.service import Glance
from zhongcao.discovery.service._choices import Viewer
from zhongcao.discovery.service._choosing import recall
from zhongcao.discovery.service._goods import GOODS
from zhongcao.discovery.service._shelf import BEST, NEAR
from zhongcao.discovery.vectors import table
from zhongcao.discovery.vectors.learning import learn
from zhongcao.discovery.vectors.table import NearGoods, Vectors
from zhongcao.discovery.vectors.wants import GOODS_JUDGED_MIN
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.http import Actor
from zhongcao.kit.jobs import Work

FEED, ME = "/v1/feeds/goods", "/v1/me"
MINE = range(100 + GOODS_FROM, 100 + EACH)


def only(acts: Acts, members: int, *, are_products: bool | None = None) -> Acts:
    """The acts of the first so many members, all of them on goods if asked."""
    chosen = acts.members < members
    kinds = acts.are_products if are_products is None else np.full(len(chosen), are_products)
    return Acts(
        members=acts.members[chosen], subjects=acts.subjects[chosen], are_products=kinds[chosen], at=acts.at[chosen]
    )


def test_goods_of_the_same_taste_lie_near_to_notes_and_to_goods() -> None:
    vectors, verdict = learn(two_tastes())
    assert verdict.goods.judged >= GOODS_JUDGED_MIN
    assert verdict.goods.hits > verdict.goods.popular_hits
    for done in ([(100, NOTE), (101, NOTE), (102, NOTE)], [(key, PRODUCT) for key in MINE[:3]]):
        found = vectors.goods_near([(key, kind, 1.0) for key, kind in done], most=10, told=10).goods
        assert len(found) == 10
        assert set(found) <= set(MINE) - {key for key, _ in done}, "no notes, nothing of the other taste, nothing done"
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert max(found.values()) == 1
    assert (
        vectors.goods_near([], most=10, told=10)
        == vectors.goods_near([(7, NOTE, 1.0)], most=10, told=10)
        == NearGoods()
    )


def test_notes_and_goods_count_each_for_itself() -> None:
    few, verdict = learn(only(two_tastes(), 120))
    assert 0 < verdict.goods.judged < GOODS_JUDGED_MIN
    assert not verdict.goods.is_better, "too few to know"
    assert verdict.is_better
    assert few.goods_near([(100, NOTE, 1.0)], most=10, told=10).goods == {}
    assert few.near([(100, NOTE, 1.0)], np.zeros(0, np.int64), most=10, told=10).notes
    goods_alone, verdict = learn(only(two_tastes(), 400, are_products=True))
    assert (verdict.judged, verdict.are_notes_better, verdict.is_better) == (0, False, True)
    done = [(key, PRODUCT, 1.0) for key in range(100, 104)]
    assert goods_alone.near(done, np.zeros(0, np.int64), most=10, told=10).notes == {}
    assert len(goods_alone.goods_near(done, most=10, told=10).goods) == 10


def test_files_whose_cells_of_goods_are_not_whole_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "1.vectors"
    made, _ = learn(two_tastes())
    table.save(made, path, {})
    whole, done = table.load(path), [(100, NOTE, 1.0), (101, NOTE, 1.0)]
    assert whole.goods_near(done, most=5, told=5) == made.goods_near(done, most=5, told=5) != NearGoods()
    for field, array in {
        "goods_cells": whole.goods_cells[1:].copy(),
        "goods_starts": whole.goods_starts + 1,
        "starts": np.append(whole.starts[:-1], whole.goods_starts[0] + 1),
    }.items():
        table.save(msgspec.structs.replace(whole, **{field: array}), path, {})
        with pytest.raises(Unreadable):
            table.load(path)
    kept = {field: getattr(made, field) for field in Vectors.__struct_fields__ if not field.startswith("goods")}
    artifact.write(path, kept, {})
    before = table.load(path)
    assert before.goods_near(done, most=5, told=5) == NearGoods(), "files of before hold no cells of goods"
    assert before.near(done, np.zeros(0, np.int64), most=5, told=5).notes


@pytest.fixture
async def tastes(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[int], list[int]]:
    """Three goods that sell best, and two tastes of twenty goods, of one of which each of sixty members bought eight.

    The first three of each taste are of another kind than all others.
    """
    monkeypatch.setattr(rules.goods, "POPULAR", 3)
    best = await on_sale(sessions, "好物一", "好物二", "好物三")
    goods = await on_sale(sessions, *[f"器物{number}" for number in range(6)], category="home.kitchen")
    goods += await on_sale(sessions, *[f"好物{number}" for number in range(34)])
    await ask(sessions, f"UPDATE mall.product SET popularity = 5000 WHERE id = ANY(ARRAY{best}) RETURNING id")  # noqa: S608
    dice, at = np.random.default_rng(SEED), clock.now() - timedelta(days=40)
    print(f"seed {SEED}")
    async with begin(sessions) as tx:
        members = await community.members(tx, count=60, nickname="买家")
        bought = [
            {"member_id": member, "order_id": place, "product_id": goods[int(pick) * 2 + n % 2], "note_id": None}
            | {"at": at + timedelta(minutes=place)}
            for n, member in enumerate(members)
            for place, pick in enumerate(dice.permutation(20)[:8], start=1)
        ]
        await store.add_purchases(tx, bought)
    return goods[::2], goods[1::2], best


@pytest.fixture(autouse=True)
def without_kin(app: Litestar) -> None:
    """Kin would bring much of the same."""
    msgspec.structs.force_setattr(app.state["brain"], "kin", None)


async def reader_who_looked(browse: Callable[[], Browser], sessions: Sessions, goods: list[int]) -> Browser:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        glances = [Glance(act=Act.LOOK, subject=product, at=clock.now()) for product in goods]
        await service.observe(tx, by=Actor(member_id=reader.member_id), glances=glances)
    async with begin(sessions) as tx:
        await service.fold_waiting(tx, now=clock.now())
    return reader


async def shown(app: Litestar, reader: Browser) -> dict[int, str]:
    """What the feed shows, each with the code of its reason, after whatever version counts is open."""
    await reader.get(FEED)
    shelf: Shelf[Vectors] = app.state["brain"].vectors
    await shelf.wait()
    page = await reader.get(FEED, params={"limit": 40})
    return {int(one["product"]["id"]): one["reason"]["code"] for one in page["items"]}


async def test_goods_near_to_the_last_acts_are_brought_and_told(
    browse: Callable[[], Browser], sessions: Sessions, app: Litestar, work: Work, tastes: tuple[list[int], ...]
) -> None:
    mine, others, best = tastes
    reader = await reader_who_looked(browse, sessions, mine[:3])
    await forgotten(work)
    assert set(await shown(app, reader)) == set(best), "nothing brings them yet"
    made = await learnt(work)
    assert made is not None
    assert made.verdict.goods.is_better
    told = await shown(app, reader)
    came = set(told) - set(best)
    assert len(came & set(mine)) > 10
    assert not came & set(mine[:3]), "what was looked at is known"
    first = [key for key in told if key in came - set(others[:3])][:10]
    assert set(first) <= set(mine), "of what shares nothing with it, those of the taste before the others"
    assert {told[key] for key in first} == {"kin"}
    gone = first[0]
    await ask(sessions, f"UPDATE mall.product SET sold_out_at = now() WHERE id = {gone} RETURNING id")  # noqa: S608
    assert set(await shown(app, reader)) == set(told) - {gone}
    await reader.call("PATCH", ME, json={"personalised": False})
    assert set(await shown(app, reader)) == set(best)
    assert set(await shown(app, browse())) == set(best), "nothing of it for visitors"
    await reader.call("PATCH", ME, json={"personalised": True})
    assert set(await shown(app, reader)) == set(told) - {gone}
    await forgotten(work)
    app.state["brain"].vectors.look_seconds = 0.0
    assert set(await shown(app, reader)) == set(best), "what was withdrawn counts no more"


async def test_vectors_that_fail_leave_the_page_full(
    browse: Callable[[], Browser],
    sessions: Sessions,
    app: Litestar,
    work: Work,
    tastes: tuple[list[int], ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine, _, best = tastes
    reader = await reader_who_looked(browse, sessions, mine[:3])
    await learnt(work)
    assert len(await shown(app, reader)) > len(best)

    def fails(*args: Any, **given: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(Vectors, "goods_near", fails)
    assert set(await shown(app, reader)) == set(best)


async def test_what_lies_near_stands_before_what_does_not_and_says_where_it_comes_from(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = await on_sale(sessions, *[f"器物{number}" for number in range(6)])
    monkeypatch.setattr(rules.goods, "POPULAR", 3)
    best, mine, others = goods[:3], goods[3:5], goods[5:]
    viewer = Viewer(near={mine[0]: 1.0, mine[1]: 0.5, best[2]: 1.0}, kin={others[0]: 0.001}, is_personal=True)
    async with begin_read(sessions) as read:
        ranked = GOODS.run(viewer, await recall(read, viewer=viewer, now=clock.now(), shelf=None))
    order = ranked.goods.ids[ranked.order].tolist()
    sources = dict(zip(order, ranked.sources[ranked.order].tolist(), strict=True))
    assert [sources[key] for key in (mine[0], best[2], best[0])] == [NEAR, BEST | NEAR, BEST]
    assert order.index(best[2]) == 0, "sells third best, and lies near"
    assert order.index(mine[0]) < order.index(mine[1]) < order.index(others[0])
    told = dict(zip(order, ranked.reasons, strict=True))
    assert [told[key] for key in (mine[0], others[0], best[0])] == ["kin", "kin", "popular"]
