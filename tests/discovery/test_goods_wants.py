"""Goods that people of a place, and of similar taste, want: told to others like them, and to nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import numpy as np
import pytest
from litestar import Litestar

from tests.discovery.test_goods_needs import on_sale
from tests.discovery.test_goods_vectors import reader_who_looked
from tests.discovery.test_places import newcomer
from tests.discovery.test_vectors import SEED, learnt
from tests.driving import Browser
from tests.importing.folders import ask
from zhongcao.discovery import rules, service, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.kin.learning import Acts
from zhongcao.discovery.kin.table import PRODUCT
from zhongcao.discovery.service import _vectors
from zhongcao.discovery.service._choices import Viewer
from zhongcao.discovery.service._choosing import recall
from zhongcao.discovery.service._goods import GOODS
from zhongcao.discovery.service._shelf import AUDIENCE, BEST, PLACE
from zhongcao.discovery.vectors import table
from zhongcao.discovery.vectors.groups import ACTED_MIN
from zhongcao.discovery.vectors.table import Vectors
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Work

FEED, ME = "/v1/feeds/goods", "/v1/me"


class Town(msgspec.Struct, frozen=True):
    """Goods by where they are wanted, what sells best, what four people want, and who wants those of Hangzhou."""

    hangzhou: list[int]
    shenyang: list[int]
    best: list[int]
    few: int
    people: list[int]


@pytest.fixture
async def town(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Fifty members of Hangzhou and of Shenyang: each looked at seven of twenty goods, and bought one of the first six.

    These six are of a kind of their own. Three other goods sell best; one more was looked at by four in Hangzhou.
    """
    monkeypatch.setattr(rules.goods, "POPULAR", 3)
    best = await on_sale(sessions, "好物一", "好物二", "好物三")
    goods = await on_sale(sessions, *[f"器物{number}" for number in range(12)], category="home.kitchen")
    goods += await on_sale(sessions, *[f"好物{number}" for number in range(29)])
    await ask(sessions, f"UPDATE mall.product SET popularity = 5000 WHERE id = ANY(ARRAY{best}) RETURNING id")  # noqa: S608
    at = clock.now() - timedelta(days=20)
    rows = [
        MemberRow(id=new_id(), nickname=f"邻居{n}", city=("杭州市", "Shenyang")[n % 2], joined_at=at)
        for n in range(100)
    ]
    dice, bought, looked = np.random.default_rng(SEED), [], []
    for n, row in enumerate(rows):
        for place, pick in enumerate(dice.permutation(20)[:8]):
            when = at + timedelta(minutes=place)
            if place == 0:
                product = goods[int(pick) % 6 * 2 + n % 2]
                one = {"member_id": row.id, "order_id": n + 1, "product_id": product, "note_id": None, "at": when}
                bought.append(one)
            else:
                looked.append(glance(row.id, ("look", "cart")[place % 2], goods[int(pick) * 2 + n % 2], when))
    looked += [glance(row.id, "look", goods[40], at) for row in rows[: 2 * (ACTED_MIN - 1) : 2]]
    looked += [glance(row.id, "open", goods[40], at) for row in rows]  # as if it were a note: that is no wish for it
    async with begin(sessions) as tx:
        await identity.import_members(tx, rows)
        await store.add_purchases(tx, bought)
        await store.add_glances(tx, looked)
    return Town(goods[:40:2], goods[1:40:2], best, goods[40], [row.id for row in rows[::2]])


def glance(member: int, act: str, subject: int, at: Any) -> dict[str, Any]:
    return {"member_id": member, "act": act, "subject_id": subject, "day": at.date(), "at": at}


@pytest.fixture(autouse=True)
def without_kin(app: Litestar) -> None:
    """Kin would bring much of the same."""
    msgspec.structs.force_setattr(app.state["brain"], "kin", None)


async def reasons(app: Litestar, reader: Browser) -> dict[int, dict[str, str]]:
    """What the feed shows, each with its reason, after whatever version counts is open."""
    await reader.get(FEED)
    shelf: Shelf[Vectors] = app.state["brain"].vectors
    await shelf.wait()
    page = await reader.get(FEED, params={"limit": 40})
    return {int(one["product"]["id"]): one["reason"] for one in page["items"]}


async def told(app: Litestar, reader: Browser) -> dict[int, str]:
    return {key: reason["code"] for key, reason in (await reasons(app, reader)).items()}


async def made(work: Work) -> service.Taught[Any]:
    version = await learnt(work)
    assert version is not None
    return version


async def test_a_newcomer_is_shown_the_goods_that_people_of_their_city_want(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, app: Litestar, town: Town
) -> None:
    reader = await newcomer(browse, city="Hangzhou")
    assert set(await told(app, reader)) == set(town.best), "nothing brings them yet"
    verdict = (await made(work)).verdict
    assert verdict.is_better
    assert (verdict.goods_cities.lists, verdict.goods_tiers.lists) == (2, 2)
    found = await reasons(app, reader)
    came = set(found) - set(town.best)
    assert came == set(town.hangzhou), "nothing of the other city, nor what four people want"
    assert {tuple(found[key].values()) for key in came} == {("city", *rules.goods.REASONS["city"])}
    assert {found[key]["code"] for key in town.best} == {"popular"}
    alike = await told(app, await newcomer(browse, city="苏州"))
    assert {alike.get(key) for key in town.hangzhou} == {"tier"}, "another city of the same tier"
    gone = town.hangzhou[0]
    await ask(sessions, f"UPDATE mall.product SET sold_out_at = now() WHERE id = {gone} RETURNING id")  # noqa: S608
    assert set(await told(app, reader)) == set(found) - {gone}, "what is sold out is not shown"


async def test_nothing_is_told_of_a_place_where_it_is_unknown_or_personalisation_is_off(
    browse: Callable[[], Browser], work: Work, app: Litestar, town: Town
) -> None:
    await made(work)
    reader = await newcomer(browse, city="杭州")
    assert set(await told(app, reader)) == {*town.best, *town.hangzhou}
    for profile in ({"city": "东京"}, {}, {"city": "杭州", "personalised": False}):
        found = await told(app, await newcomer(browse, **profile))
        assert found == dict.fromkeys(town.best, "popular")
    assert set(await told(app, browse())) == set(town.best), "nothing of it for visitors"
    await reader.call("PATCH", ME, json={"city": None})
    assert set(await told(app, reader)) == set(town.best), "what is taken back counts no more"
    await reader.call("PATCH", ME, json={"city": "沈阳"})
    assert set(await told(app, reader)) == {*town.best, *town.shenyang}
    await reader.call("PATCH", ME, json={"personalised": False})
    assert set(await told(app, reader)) == set(town.best)


async def test_only_those_teach_it_who_let_themselves_be_known(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, app: Litestar, town: Town
) -> None:
    async with begin(sessions) as tx:
        for member in town.people[ACTED_MIN - 1 :]:
            await identity.change_profile(tx, member_id=member, changes={"personalised": False}, now=clock.now())
    async with begin_read(sessions) as read:
        known = await identity.knowable(read, town.people)
    assert known == sorted(town.people[: ACTED_MIN - 1])
    assert (await made(work)).verdict.goods_cities.lists == 0, "four people are no city, and the others are everybody"
    found = await told(app, await newcomer(browse, city="杭州"))
    assert set(found) == set(town.best)


async def test_what_was_looked_at_is_read_whole_the_latest_first_and_not_for_ever(
    sessions: Sessions, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, none = clock.now(), np.zeros(0, np.int64)

    async def seen() -> set[tuple[int, int]]:
        acts = Acts(members=none, subjects=none, are_products=none > 0, at=none / 1.0)
        async with begin_read(sessions) as read:
            read_wants = await _vectors._read_wants(read, acts, now=now)
        return set(zip(read_wants.acts.members.tolist(), read_wants.acts.subjects.tolist(), strict=True))

    whole = await seen()
    assert len(whole) == 100 * 7 + ACTED_MIN - 1, "no notes that were opened"
    monkeypatch.setattr(_vectors, "BATCH", 150)
    assert await seen() == whole
    monkeypatch.setattr(rules.goods, "WANTS_MAX", 300)
    latest = await seen()
    assert len(latest) == 300
    assert latest < whole
    async with begin(sessions) as tx:
        old = now - rules.goods.WANTS_DAYS - timedelta(days=1)
        await store.add_glances(tx, [glance(town.people[-1], "look", town.few, old)])
    monkeypatch.setattr(rules.goods, "WANTS_MAX", 10_000)
    assert await seen() == whole


async def test_lists_that_fail_leave_the_page_full(
    browse: Callable[[], Browser], work: Work, app: Litestar, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(work)
    reader = await newcomer(browse, city="杭州")
    assert len(await told(app, reader)) > len(town.best)

    def fails(*args: Any, **given: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(Vectors, "of_places", fails)
    assert set(await told(app, reader)) == set(town.best)


async def test_what_people_of_similar_taste_want_is_brought_and_told_until_it_is_forgotten(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, app: Litestar, town: Town
) -> None:
    await made(work)
    await told(app, await newcomer(browse, city="杭州"))  # whoever asks first lets it be opened
    shelf: Shelf[Vectors] = app.state["brain"].vectors
    assert shelf.held is not None
    done, mine = town.shenyang[:3], town.shenyang[6:]
    reader = await reader_who_looked(browse, sessions, done)
    wish = shelf.held._wish([(key, PRODUCT, 1.0) for key in done])[2]
    lists = np.zeros((1, table.LISTED), np.int64)
    lists[0, : len(mine)] = mine
    shelf.held = msgspec.structs.replace(
        shelf.held,
        audiences=wish[None, :],
        lean=np.zeros(1, np.float32),
        lists=np.zeros_like(lists),
        goods_lists=lists,
        goods_cells=shelf.held.goods_cells[:0],
        goods_starts=shelf.held.goods_starts[:1],
    )
    found = await reasons(app, reader)
    assert set(found) == {*town.best, *mine}
    words = ("audience", *rules.goods.REASONS["audience"])
    assert {tuple(found[key].values()) for key in mine} == {words}
    unknown = await newcomer(browse)
    assert set(await told(app, unknown)) == set(town.best), "of whom nothing is known"
    await reader.call("DELETE", "/v1/me/portrait")
    assert set(await told(app, reader)) == set(town.best)


async def test_others_alike_count_a_little_and_are_told_where_nothing_stronger_speaks(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = await on_sale(sessions, *[f"器物{number}" for number in range(7)])
    monkeypatch.setattr(rules.goods, "POPULAR", 3)
    (_, _, best), audience, city, both, tier = goods[:3], goods[3], goods[4], goods[5], goods[6]
    viewer = Viewer(
        audience=[audience, both], city=[city, both, best], tier=[both, tier], near={audience: 0.001}, is_personal=True
    )
    async with begin_read(sessions) as read:
        ranked = GOODS.run(viewer, await recall(read, viewer=viewer, now=clock.now(), shelf=None))
        nobody = msgspec.structs.replace(viewer, audience=[], city=[], tier=[])
        plain = GOODS.run(nobody, await recall(read, viewer=nobody, now=clock.now(), shelf=None))
    order = ranked.goods.ids[ranked.order].tolist()
    sources = dict(zip(order, ranked.sources[ranked.order].tolist(), strict=True))
    assert sources[both] == AUDIENCE | PLACE
    assert (sources[tier], sources[best], sources[goods[0]]) == (PLACE, BEST | PLACE, BEST)
    reason = dict(zip(order, ranked.reasons, strict=True))
    assert [reason[key] for key in (audience, both, city, tier)] == ["audience", "audience", "city", "tier"]
    assert reason[best] == "popular", "it sells best, so that its place is no reason to show it"
    score = dict(zip(ranked.goods.ids.tolist(), ranked.formula.tolist(), strict=True))
    before = dict(zip(plain.goods.ids.tolist(), plain.formula.tolist(), strict=True))
    assert not {both, city, tier} & set(before), "nothing else brings them"
    weight = rules.CIRCLE_WEIGHT
    assert score[best] - before[best] == pytest.approx(weight["city"])
    assert score[audience] - before[audience] == pytest.approx(weight["audience"])
    assert score[both] - score[city] == pytest.approx(weight["audience"]), "city and tier do not add up"
    assert score[city] - score[tier] == pytest.approx(weight["city"] - weight["tier"])
