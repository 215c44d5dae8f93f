"""What members buy again comes back to mind when it runs out; the portrait tells habits, and forgets them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.discovery.test_goods import feed, shelf
from tests.driving import Browser
from tests.importing.folders import ask
from zhongcao.discovery import rules, service, store
from zhongcao.discovery.rules import Stage
from zhongcao.discovery.service._habits import acts_of
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

PORTRAIT = "/v1/me/portrait"
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def buy(sessions: Sessions, member: int, product: int, *days_ago: int) -> None:
    """A member paid for a product on these days."""
    async with begin(sessions) as tx:
        rows = [
            {
                "member_id": member,
                "order_id": 10_000 - days,
                "product_id": product,
                "note_id": None,
                "at": clock.now() - timedelta(days=days),
            }
            for days in days_ago
        ]
        await store.add_purchases(tx, rows)


async def others_buy_again(sessions: Sessions, product: int, days: int) -> None:
    """Three others bought a product twice, so many days apart; the sweep has learnt from it."""
    for other in (1, 2, 3):
        await buy(sessions, other, product, 5, 5 + days)
    async with begin(sessions) as tx:
        await service.learn_cycles(tx)


async def test_what_others_buy_again_is_shown_to_a_member_who_runs_out(
    sessions: Sessions, browse: Callable[[], Browser]
) -> None:
    goods = await shelf(sessions, 6)
    await others_buy_again(sessions, goods[4], 30)
    member = await browse().sign_up()
    await buy(sessions, member.member_id, goods[4], 29)
    first = (await feed(member))[0]
    assert (first["product"]["id"], first["reason"]["code"]) == (str(goods[4]), "due")
    again = (await member.get(PORTRAIT))["repurchases"]
    assert [(one["product"]["id"], one["days"]) for one in again] == [(str(goods[4]), 30)]


async def test_a_member_s_own_habit_counts_before_that_of_others(
    sessions: Sessions, browse: Callable[[], Browser]
) -> None:
    goods = await shelf(sessions, 4)
    await others_buy_again(sessions, goods[1], 30)
    member = await browse().sign_up()
    await buy(sessions, member.member_id, goods[1], 30, 120, 210)
    assert [one["days"] for one in (await member.get(PORTRAIT))["repurchases"]] == [90]
    assert "due" not in {one["reason"]["code"] for one in await feed(member)}


async def test_nothing_is_guessed_from_one_purchase_or_two_buyers(
    sessions: Sessions, browse: Callable[[], Browser]
) -> None:
    goods = await shelf(sessions, 3)
    await buy(sessions, 1, goods[0], 5, 35)
    await buy(sessions, 2, goods[0], 5, 35)
    async with begin(sessions) as tx:
        await service.learn_cycles(tx)
    member = await browse().sign_up()
    await buy(sessions, member.member_id, goods[0], 30)
    assert (await member.get(PORTRAIT))["repurchases"] == []
    assert "due" not in {one["reason"]["code"] for one in await feed(member)}


@pytest.mark.parametrize("how", ["kept away", "forgotten", "switched off", "sold out"])
async def test_who_does_not_want_to_be_reminded_is_not(
    sessions: Sessions, browse: Callable[[], Browser], how: str
) -> None:
    goods = await shelf(sessions, 3)
    await others_buy_again(sessions, goods[0], 30)
    member = await browse().sign_up()
    await buy(sessions, member.member_id, goods[0], 30)
    assert "due" in {one["reason"]["code"] for one in await feed(member)}
    if how == "kept away":
        await member.put(f"{PORTRAIT}/aversions/p:{goods[0]}")
    elif how == "forgotten":
        await member.delete(PORTRAIT)
    elif how == "switched off":
        await member.call("PATCH", "/v1/me", json={"personalised": False})
    else:
        async with begin(sessions) as tx:
            await tx.execute(text("UPDATE mall.product SET sold_out_at = now()"))
    assert "due" not in {one["reason"]["code"] for one in await feed(member)}
    if how in ("kept away", "forgotten"):
        assert (await member.get(PORTRAIT))["repurchases"] == []


async def test_a_cycle_that_nobody_keeps_any_more_is_dropped(sessions: Sessions) -> None:
    await others_buy_again(sessions, 41, 30)
    assert await ask(sessions, "SELECT product_id, round(days), members FROM discovery.cycle") == [(41, 30.0, 3)]
    async with begin(sessions) as tx:
        await tx.execute(text("DELETE FROM discovery.purchase WHERE member_id = 3"))
        await service.learn_cycles(tx)
    assert await ask(sessions, "SELECT count(*) FROM discovery.cycle") == [0]


@pytest.mark.parametrize(
    ("bought", "days", "others", "cycle"),
    [
        (3, 180, 30.0, 90),
        (2, 2, 30.0, 30),
        (2, 2, None, None),
        (1, 0, None, None),
        (1, 0, 45.0, 45),
        (2, 900, 30.0, None),
        (1, 0, 1.0, None),
    ],
)
def test_an_own_habit_of_some_days_is_a_cycle_else_that_of_others(
    bought: int, days: int, others: float | None, cycle: float | None
) -> None:
    assert rules.cycle_of(bought=bought, first=AT - timedelta(days=days), last=AT, others=others) == cycle


@pytest.mark.parametrize(
    ("passed", "much"), [(0, 0), (21, 0), (25.5, 0.5), (30, 1), (60, 1), (75, 0.5), (90, 0), (900, 0)]
)
def test_something_is_missed_when_its_time_has_come_and_given_up_later(passed: float, much: float) -> None:
    assert rules.due(last=AT - timedelta(days=passed), days=30, now=AT) == pytest.approx(much)


@pytest.mark.parametrize(
    ("joined", "acts", "stage"),
    [
        (3, [], Stage.NEW),
        (300, [], Stage.AWAY),
        (300, [40], Stage.AWAY),
        (300, [10, 11], Stage.LAPSING),
        (300, [1, 2, 3], Stage.ACTIVE),
        (300, [1, 40], Stage.RETURNING),
        (300, [1], Stage.RETURNING),
        (20, [1], Stage.ACTIVE),
    ],
)
def test_a_stage_follows_from_when_somebody_came(joined: int, acts: list[int], stage: Stage) -> None:
    days = [AT - timedelta(days=one) for one in acts]
    assert rules.stage_of(joined_at=AT - timedelta(days=joined), acts=days, now=AT) is stage


def test_the_usual_hour_is_told_once_there_is_enough_to_tell() -> None:
    evening = [AT.replace(hour=13) - timedelta(days=one) for one in range(6)]
    noted = {str(place): at.timestamp() for place, at in enumerate([*evening, AT, AT.replace(hour=1)])}
    acts = acts_of(noted)
    assert rules.usual_hour(acts[:7]) is None
    assert rules.usual_hour(acts) == 21, "13:00 UTC is nine in the evening in China"
