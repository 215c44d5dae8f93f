"""Slips of the hand on what stands already, and answers that nobody saw: taken back, said, and never covered."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.web.test_live import call, place, publish

Visit = Callable[..., Awaitable[Page]]


async def test_words_of_ones_own_taken_back_by_chance_stand_again(visit: Visit) -> None:
    page = await visit("/icon.svg", newcomer="手滑删评论的人")
    note = await publish(page, "评论一下")
    await call(page, "POST", f"/v1/notes/{note}/comments", {"text": "想留着的话"}, key=uuid4().hex)
    await page.goto(page.url.replace("/icon.svg", f"/note/{note}"))
    said = page.get_by_text("想留着的话")
    await page.get_by_role("button", name="删除", exact=True).click()
    await expect(said).to_have_count(0)
    await page.locator(".toasts").get_by_role("button", name="撤销").click()
    await expect(said).to_be_visible()
    await expect(page.get_by_role("heading", name="1 条评论")).to_be_visible()
    kept = await call(page, "GET", f"/v1/notes/{note}/comments")
    assert [one["text"] for one in kept["items"]] == ["想留着的话"]


async def test_what_another_said_or_answered_is_asked_about_before_it_goes(visit: Visit) -> None:
    author = await visit("/icon.svg", newcomer="管评论的作者")
    note = await publish(author, "大家来说")
    first = await call(author, "POST", f"/v1/notes/{note}/comments", {"text": "作者先说"}, key=uuid4().hex)
    other = await visit("/icon.svg", newcomer="来回答的人")
    answer = {"text": "我来回答", "parent": first["id"]}
    await call(other, "POST", f"/v1/notes/{note}/comments", answer, key=uuid4().hex)
    await author.goto(author.url.replace("/icon.svg", f"/note/{note}"))
    asked = author.get_by_role("dialog", name="删除这条评论？")
    for words in ("作者先说", "我来回答"):
        row = author.get_by_role("article").filter(has=author.get_by_text(words, exact=True)).last
        await row.get_by_role("button", name="删除").click()
        await asked.get_by_role("button", name="取消").click()
        await expect(row).to_be_visible()
        await row.get_by_role("button", name="删除").click()
        async with author.expect_response("**/v1/comments/*"):
            await asked.get_by_role("button", name="删除").click()
        await expect(author.get_by_text(words, exact=True)).to_have_count(0)
    assert (await call(author, "GET", f"/v1/notes/{note}/comments"))["items"] == []


async def test_a_trace_code_that_is_looked_up_again_is_answered_again(visit: Visit) -> None:
    page = await visit("/verify/ABCD-EFGH-2222", cut_off=True)
    field = page.get_by_label("输入包裹或订单上的溯源码")
    for code in ("ABCD-EFGH-2222", "ABCD-EFGH-3333", "ABCD-EFGH-3333"):
        await field.fill(code)
        async with page.expect_response(f"**/v1/traces/{code}"):
            await page.get_by_role("button", name="查询").click()
        await expect(page.get_by_text(f"没有查到 {code}")).to_be_visible()
        await expect(field).to_be_focused()


async def test_words_at_the_edge_do_not_cover_the_way_to_join_a_topic(visit: Visit) -> None:
    for wide in (False, True):
        page = await visit("/topic/旅行购物攻略", newcomer="关注话题的人", wide=wide)
        await page.get_by_role("button", name="关注话题").click()
        told = await page.locator(".toasts p").bounding_box()
        join = await page.get_by_role("link", name="参与话题").bounding_box()
        assert told is not None
        assert join is not None
        assert told["y"] + told["height"] <= join["y"]


async def test_a_note_that_is_not_there_leaves_no_room_for_its_pictures(visit: Visit) -> None:
    page = await visit("/note/1", wide=True, cut_off=True)
    back = page.get_by_role("link", name="回到发现").or_(page.get_by_role("button", name="回到发现"))
    await expect(back).to_be_visible()
    place = await page.get_by_role("article").bounding_box()
    told = await back.bounding_box()
    assert place is not None
    assert told is not None
    assert abs(place["x"] + place["width"] / 2 - told["x"] - told["width"] / 2) < 2


async def test_an_order_that_was_cancelled_unpaid_says_neither_paid_nor_due(visit: Visit) -> None:
    page = await visit("/icon.svg", role="member")
    order = await place(page)
    await call(page, "POST", f"/v1/orders/{order}/cancellation", {"reason": ""}, key=uuid4().hex)
    await page.goto(page.url.replace("/icon.svg", f"/orders/{order}"))
    await expect(page.locator(".whole")).to_contain_text("合计")
    await page.goto(page.url.replace(f"/orders/{order}", "/orders"))
    await expect(page.locator(".sum").first).to_contain_text("合计")
