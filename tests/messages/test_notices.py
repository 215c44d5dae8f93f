"""Notices: who is told what, merged, counted, read and taken back."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, media
from tests.factories import inventory as make_inventory
from tests.factories import mall as make_mall
from zhongcao.kit import clock, outbox
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny
from zhongcao.logistics.events import ParcelMoved
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductChange
from zhongcao.messages import rules, service
from zhongcao.messages.rules import NoticeKind
from zhongcao.trade import service as trade
from zhongcao.trade.events import OrderDelivered, OrderPaid
from zhongcao.trade.schemas import ImportedLine, ImportedOrder

Drain = Callable[..., Awaitable[None]]


async def box(browser: Browser, name: str) -> list[Any]:
    items: list[Any] = (await browser.get("/v1/notices", params={"box": name}))["items"]
    return items


async def counts(browser: Browser) -> dict[str, int]:
    found: dict[str, int] = await browser.get("/v1/notices/counts")
    return {name: number for name, number in found.items() if number}


async def test_likes_of_one_note_are_one_notice(browse: Callable[[], Browser], drain: Drain) -> None:
    author = await browse().sign_up("作者")
    note = (await community.note(author))["id"]
    fans = [await browse().sign_up(f"读者{n}") for n in range(5)]
    for fan in fans:
        await fan.put(f"/v1/notes/{note}/like")
    await author.put(f"/v1/notes/{note}/like")
    await fans[0].put(f"/v1/notes/{note}/collect")
    await drain("nothing")
    (liked,) = [notice for notice in await box(author, "likes") if notice["kind"] == "note.liked"]
    assert [actor["nickname"] for actor in liked["actors"]] == ["读者4", "读者3", "读者2"]
    assert (liked["events"], liked["zh"], liked["en"]) == (
        5,
        "读者4等 5 人赞了你的笔记",
        "读者4 and 4 others liked your note",
    )
    assert (liked["note"]["id"], liked["unread"]) == (note, True)
    assert await counts(author) == {"likes": 6, "total": 6}
    await fans[4].delete(f"/v1/notes/{note}/like")
    await fans[0].delete(f"/v1/notes/{note}/collect")
    await drain("nothing")
    (liked,) = await box(author, "likes")
    assert [actor["nickname"] for actor in liked["actors"]] == ["读者3", "读者2", "读者1"]
    assert (liked["events"], await counts(author)) == (4, {"likes": 4, "total": 4})


async def test_reading_a_box_empties_its_counter_only(browse: Callable[[], Browser], drain: Drain) -> None:
    author, fan = await browse().sign_up(), await browse().sign_up("粉丝")
    note = (await community.note(author))["id"]
    await fan.put(f"/v1/notes/{note}/like")
    await fan.put(f"/v1/members/{author.member_id}/follow")
    await community.comment(fan, note, "好看")
    await drain("nothing")
    assert await counts(author) == {"likes": 1, "follows": 1, "comments": 1, "total": 3}
    left = await author.put("/v1/notices/read", {"box": "likes"}, expect=200)
    assert (left["likes"], left["total"]) == (0, 2)
    assert [notice["unread"] for notice in await box(author, "likes")] == [False]
    (followed,) = await box(author, "follows")
    assert [(actor["nickname"], actor["following"]) for actor in followed["actors"]] == [("粉丝", False)]
    await author.put(f"/v1/members/{fan.member_id}/follow")
    (followed,) = await box(author, "follows")
    assert [actor["following"] for actor in followed["actors"]] == [True]
    (comment,) = await box(author, "comments")
    assert (comment["zh"], comment["excerpt"]) == ("粉丝评论了你的笔记", "好看")
    await fan.delete(f"/v1/notes/{note}/like")
    await drain("nothing")
    assert await counts(author) == {"follows": 1, "comments": 1, "total": 2}
    await author.put("/v1/notices/read", {})
    assert await counts(author) == {}


async def test_whoever_is_answered_is_told_until_it_is_deleted(browse: Callable[[], Browser], drain: Drain) -> None:
    author, asker, helper = await browse().sign_up("作者"), await browse().sign_up("问"), await browse().sign_up("答")
    note = (await community.note(author))["id"]
    asked = await community.comment(asker, note, "哪里买？")
    said = await community.comment(helper, note, "看标签", parent=asked["id"])
    await drain("nothing")
    (answered,) = await box(asker, "comments")
    assert (answered["kind"], answered["zh"], answered["comment_id"]) == (
        "comment.answered",
        "答回复了你的评论",
        said["id"],
    )
    assert await counts(author) == {"comments": 2, "total": 2}
    await helper.delete(f"/v1/comments/{said['id']}")
    await drain("nothing")
    assert await box(asker, "comments") == []
    assert await counts(asker) == {}
    assert await counts(author) == {"comments": 1, "total": 1}


async def test_fans_read_of_a_new_note(
    browse: Callable[[], Browser], drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAN_OUT_BATCH", 2)
    author = await browse().sign_up("达人")
    fans = [await browse().sign_up() for _ in range(3)]
    for fan in fans:
        await fan.put(f"/v1/members/{author.member_id}/follow")
    note = (await community.note(author))["id"]
    await drain("nothing")
    for fan in fans:
        (told,) = await box(fan, "notes")
        assert (told["zh"], told["note"]["id"]) == ("达人发布了新笔记", note)
        assert await counts(fan) == {"notes": 1, "total": 1}


async def test_fans_of_big_creators_find_the_note_when_they_look(
    browse: Callable[[], Browser], drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAN_OUT_MAX", 1)
    star, small = await browse().sign_up("明星"), await browse().sign_up("朋友")
    fans = [await browse().sign_up() for _ in range(2)]
    for fan in fans:
        await fan.put(f"/v1/members/{star.member_id}/follow")
    await fans[0].put(f"/v1/members/{small.member_id}/follow")
    first = (await community.note(star))["id"]
    second = (await community.note(small))["id"]
    await drain("nothing")
    assert await counts(fans[0]) == {"notes": 1, "total": 1}
    assert [told["note"]["id"] for told in await box(fans[0], "notes")] == [second, first]
    page = await fans[0].get("/v1/notices", params={"box": "notes", "limit": 1})
    rest = await fans[0].get("/v1/notices", params={"box": "notes", "limit": 1, "cursor": page["next_cursor"]})
    assert [told["note"]["id"] for told in page["items"] + rest["items"]] == [second, first]


async def test_an_order_is_told_step_by_step_once(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    buyer = await browse().sign_up()
    now = clock.now()
    order = {"order": 77, "member": buyer.member_id, "order_no": "ZC42", "lines": [], "source": None, "at": now}
    async with begin(sessions) as tx:
        outbox.emit(tx, OrderPaid(**order))
        for step in ("in_transit", "out_for_delivery", "out_for_delivery"):
            outbox.emit(tx, ParcelMoved(order=77, member=buyer.member_id, step=step, at=now))
        outbox.emit(tx, OrderDelivered(**order))
    for _ in range(2):
        async with begin(sessions) as tx:
            await tx.execute(text("UPDATE kit.outbox SET delivered_at = NULL WHERE key = 'order:77'"))
            await tx.execute(text("DELETE FROM kit.inbox WHERE reaction LIKE 'messages.%'"))
        await drain("nothing")
    told = await box(buyer, "orders")
    assert [(notice["zh"], notice["order_no"]) for notice in reversed(told)] == [
        ("订单 ZC42 已付款，正在准备清关", "ZC42"),
        ("订单 ZC42：派送中", "ZC42"),
        ("订单 ZC42 已签收，写篇笔记分享一下吧", "ZC42"),
    ]
    assert told[1]["en"] == "Order ZC42: Out for delivery"
    assert await counts(buyer) == {"orders": 3, "total": 3}


async def test_notices_of_orders_and_returned_goods_show_the_goods(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    buyer = await browse().sign_up()
    picture = await media.upload(buyer)
    now, order, bare = clock.now(), new_id(), new_id()
    async with begin(sessions) as tx:
        sku = await make_mall.sku(tx)
        product = int(sku.product_id)
        await mall.change_product(tx, product_id=product, data=ProductChange(picture_ids=[picture["id"]]), now=now)
        line = ImportedLine(
            sku_id=int(sku.id), product_id=product, title="卸妆油", variant="", quantity=1, price=cny(129_00)
        )
        bought = ImportedOrder(
            id=order, member_id=buyer.member_id, lines=[line], placed_at=now - timedelta(days=9), received_at=now
        )
        await trade.import_received_orders(tx, [bought], now=now)
        for paid in (order, bare):
            given = {"order": paid, "member": buyer.member_id, "order_no": f"ZC{paid}", "lines": [], "source": None}
            outbox.emit(tx, OrderPaid(**given, at=now))
    await buyer.call("PUT", f"/v1/me/restock_wishes/{sku.id}", expect=204)
    async with begin(sessions) as tx:
        await make_inventory.lot(tx, sku_id=int(sku.id), quantity=3, now=now)
    await drain("nothing")
    shown = {
        notice["order_id"] or notice["product_id"]: notice["picture"] and notice["picture"]["id"]
        for notice in await box(buyer, "orders")
    }
    assert shown == {str(order): picture["id"], str(bare): None, str(product): picture["id"]}


async def test_visitors_have_no_boxes(visitor: Browser) -> None:
    await visitor.get("/v1/notices", params={"box": "likes"}, expect=401)
    await visitor.get("/v1/notices/counts", expect=401)


async def test_counting_step_by_step_equals_counting_anew(tx: Tx) -> None:
    dice = random.Random(5)
    reader, *others = await community.members(tx, count=9)
    for turn in range(150):
        actor, note = dice.choice(others), dice.choice([11, 12, 13])
        kind = dice.choice([NoticeKind.LIKED, NoticeKind.COLLECTED])
        match dice.choice(["add", "add", "add", "take", "follow", "comment", "uncomment", "read"]):
            case "add":
                await service.tell_reaction(tx, kind=kind, author=reader, note=note, member=actor, now=clock.now())
            case "take":
                await service.untell_reaction(tx, kind=kind, author=reader, note=note, member=actor)
            case "follow":
                await service.tell_follow(tx, member=actor, followee=reader, now=clock.now())
            case "comment":
                await service.tell_comment(
                    tx, author=reader, note=note, member=actor, comment=turn, parent_member=None, now=clock.now()
                )
            case "uncomment":
                await service.untell_comment(tx, readers=[reader], note=note, comment=dice.randrange(150))
            case "read":
                which = dice.choice(list(rules.Box))
                await service.mark_read(tx, by=Actor(member_id=reader), box=which, now=clock.now())
        step_by_step = (await service.count_unread(tx, [reader]))[reader]
        assert step_by_step == await service.rebuild_unread(tx, member_id=reader)
    assert await service.list_miscounted(tx) == []
