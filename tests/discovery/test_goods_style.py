"""Goods whose pictures look as a member likes it: a little further in front, beside what is usual among goods."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.discovery.test_goods_needs import on_sale
from tests.driving import Browser
from tests.factories import community
from zhongcao.discovery import rules, store
from zhongcao.discovery.rules import TASTE_HALF_LIFE, growth
from zhongcao.discovery.service._shelf import look_of
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.mall import service as shop
from zhongcao.mall.schemas import ProductChange
from zhongcao.media import service as media
from zhongcao.media.rules import plain_placeholder
from zhongcao.media.schemas import UndrawnPicture

FEED, ME = "/v1/feeds/goods", "/v1/me"
WHITE, GREY, BLACK = "#ffffff", "#d0d0d0", "#202020"


async def pictured(sessions: Sessions, colours: Sequence[str | None]) -> list[int]:
    """Goods whose pictures are of such colours, or that have none; the first sells best."""
    goods = await on_sale(sessions, *[f"面霜{number}" for number in range(len(colours))])
    async with begin(sessions) as tx:
        [owner] = await community.members(tx, count=1)
        for number, (product, colour) in enumerate(zip(goods, colours, strict=True), start=1):
            if colour is not None:
                drawn = UndrawnPicture(id=number, width=60, height=60, colour=colour, recipe={"seed": number})
                await media.add_undrawn(tx, owner_id=owner, recipes=[drawn], now=clock.now())
                change = ProductChange(picture_ids=[str(number)])
                await shop.change_product(tx, product_id=product, data=change, now=clock.now())
    return goods


async def reader_who_likes(browse: Callable[[], Browser], sessions: Sessions, end: str) -> Browser:
    """A member whose acts on notes said much for one end of an axis."""
    reader, now = await browse().sign_up(), clock.now()
    async with begin(sessions) as tx:
        said = {f"v:{end}": 40 * growth(now, TASTE_HALF_LIFE)}
        await store.set_portraits(tx, {reader.member_id: store.Portrayed({}, {}, said)}, now=now)
    return reader


async def feed(browser: Browser) -> dict[int, dict[str, Any]]:
    return {int(one["product"]["id"]): one["reason"] for one in (await browser.get(FEED))["items"]}


def test_a_look_is_told_by_the_picture_alone() -> None:
    assert look_of(plain_placeholder(WHITE)) == [100, -50, -50, 0]
    assert len(look_of(plain_placeholder(BLACK))) == rules.LOOKS
    assert list(rules.AXES[: rules.LOOKS]) == ["light", "vivid", "warm", "rich"]


async def test_goods_that_look_as_one_likes_it_come_first_and_say_so(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    goods = await pictured(sessions, [*[WHITE] * 4, *[BLACK] * 4, None, None])
    reader = await reader_who_likes(browse, sessions, "light-")
    told = await feed(reader)
    assert list(told)[:4] == goods[4:8]
    wanted = {"code": "style", "zh": "你喜欢的风格：偏暗的画面", "en": "In a style you like: Dark pictures"}
    assert [told[key] == wanted for key in goods] == [False] * 4 + [True] * 4 + [False] * 2
    await reader.call("PATCH", ME, json={"personalised": False})
    assert list(await feed(reader)) == list(await feed(browse())) == goods


@pytest.mark.parametrize(
    ("colours", "first"),
    [([WHITE] * 4, [0, 1, 2, 3]), ([None] * 4, [0, 1, 2, 3]), ([WHITE, WHITE, GREY, GREY], [0, 2, 3, 1])],
)
async def test_what_is_not_dark_is_never_called_dark(
    browse: Callable[[], Browser], sessions: Sessions, colours: list[str | None], first: list[int]
) -> None:
    goods = await pictured(sessions, colours)
    told = await feed(await reader_who_likes(browse, sessions, "light-"))
    assert list(told) == [goods[at] for at in first], "what all have says nothing; the brightest is liked less"
    assert {one["code"] for one in told.values()} == {"popular"}
