"""A received order line shared as a note: the mark, the rating, and its protection."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.driving import Browser
from tests.factories import community, identity, mall
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny
from zhongcao.trade import service as trade
from zhongcao.trade.schemas import ImportedLine, ImportedOrder


@pytest.fixture
async def bought(browse: Callable[[], Browser], sessions: Sessions) -> tuple[Browser, int, int]:
    """A member with a received order; its product."""
    member = await browse().sign_up("买家")
    order = new_id()
    now = clock.now()
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
        line = ImportedLine(
            sku_id=int(sku.id),
            product_id=int(sku.product_id),
            title="卸妆油",
            variant="200 ml",
            quantity=1,
            price=cny(129_00),
        )
        row = ImportedOrder(
            id=order,
            member_id=member.member_id,
            lines=[line],
            placed_at=now - timedelta(days=9),
            received_at=now - timedelta(days=2),
        )
        await trade.import_received_orders(tx, [row], now=now)
    return member, order, int(sku.product_id)


async def test_a_received_line_becomes_a_verified_review_once(
    bought: tuple[Browser, int, int], browse: Callable[[], Browser]
) -> None:
    member, order, product = bought
    (waiting,) = await member.get("/v1/me/purchases_to_share")
    assert (waiting["order"], waiting["line"], waiting["product"]["id"]) == (str(order), 1, str(product))
    assert await (await browse().sign_up()).get("/v1/me/purchases_to_share") == []
    rating = {"overall": 2, "aspects": {"effect": 1, "value": 3}}
    note = await community.note(member, order=str(order), line=1, rating=rating, title="不太行")
    assert note["verified_purchase"]["product_id"] == str(product)
    assert note["rating"] == rating
    assert "order" not in str(note["verified_purchase"])
    assert await member.get("/v1/me/purchases_to_share") == []
    again = await community.note(member, expect=409, order=str(order), line=1, rating=rating)
    assert again["code"] == "community.already-reviewed"
    page = await browse().get(f"/v1/products/{product}/notes", params={"verified": True})
    assert [(card["id"], card["verified"]) for card in page["items"]] == [(note["id"], True)]
    numbers = await browse().get(f"/v1/products/{product}/rating")
    assert numbers == {"notes": 1, "ratings": 1, "average_hundredths": 200}


async def test_an_order_waits_for_a_note_until_one_is_written_and_again_when_it_is_gone(
    bought: tuple[Browser, int, int],
) -> None:
    member, order, _ = bought

    async def waiting() -> tuple[int, list[str], bool]:
        counted = {tab["code"]: tab["orders"] for tab in await member.get("/v1/orders/tabs")}
        page = await member.get("/v1/orders", params={"tab": "to_review"})
        whole = await member.get(f"/v1/orders/{order}")
        return counted["to_review"], [one["id"] for one in page["items"]], whole["lines"][0]["reviewable"]

    assert await waiting() == (1, [str(order)], True)
    await community.note(member, expect=422, order=str(order), line=1, title="", body="")
    assert await waiting() == (1, [str(order)], True)
    note = await community.note(member, order=str(order), line=1, title="用了一周")
    assert await waiting() == (0, [], False)
    await community.note(member, expect=409, order=str(order), line=1, title="再来一次")
    assert await waiting() == (0, [], False)
    await member.delete(f"/v1/notes/{note['id']}", expect=204)
    assert await waiting() == (1, [str(order)], True)


async def test_another_member_cannot_use_the_order(
    bought: tuple[Browser, int, int], browse: Callable[[], Browser]
) -> None:
    _, order, product = bought
    thief = await browse().sign_up()
    answer = await community.note(thief, expect=409, order=str(order), line=1)
    assert answer["code"] == "community.purchase-not-received"
    assert (await thief.get(f"/v1/products/{product}/notes"))["items"] == []


async def test_a_deleted_review_may_be_written_anew(bought: tuple[Browser, int, int]) -> None:
    member, order, product = bought
    note = await community.note(member, order=str(order), line=1, rating={"overall": 5})
    await member.delete(f"/v1/notes/{note['id']}")
    assert (await member.get(f"/v1/products/{product}/rating"))["ratings"] == 0
    await community.note(member, order=str(order), line=1, rating={"overall": 4})
    assert (await member.get(f"/v1/products/{product}/rating"))["average_hundredths"] == 400


async def test_a_bad_review_is_not_hidden_because_it_is_bad(
    bought: tuple[Browser, int, int], browse: Callable[[], Browser], sessions: Sessions
) -> None:
    member, order, product = bought
    note = await community.note(member, order=str(order), line=1, rating={"overall": 1}, title="踩雷")
    moderator = await identity.staff(sessions, browse(), "moderator")
    decision = f"/v1/console/notes/{note['id']}/decision"
    refused = await moderator.post(decision, {"decision": "hide", "ground": "rules"}, expect=409)
    assert refused["code"] == "community.review-protected"
    assert (await browse().get(f"/v1/products/{product}/rating"))["ratings"] == 1
    await moderator.post(decision, {"decision": "hide", "ground": "court", "reason": "判决"}, expect=204)
    assert (await browse().get(f"/v1/products/{product}/rating"))["ratings"] == 0
