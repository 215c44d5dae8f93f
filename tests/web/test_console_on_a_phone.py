"""The console on a phone: every field of a row is in sight, told by its name, and nothing lies off to the side."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

Visit = Callable[..., Awaitable[Page]]
OFF_TO_THE_SIDE = """() => [
    ...(document.scrollingElement.scrollWidth > innerWidth ? ['the page'] : []),
    ...[...document.querySelectorAll('main td, main .head button, main .controls select, main .controls input')]
        .filter(one => one.checkVisibility() && (one.getBoundingClientRect().right > innerWidth + 1 ||
            one.scrollWidth > one.clientWidth + 1 && one.matches('td')))
        .map(one => one.outerHTML.slice(0, 120)),
]"""


@pytest.mark.parametrize(
    ("screen", "role", "fields"),
    [
        ("brands", "buyer", ["英文名", "国家", "授权"]),
        ("products", "buyer", ["品牌", "类目", "建立", "状态"]),
        ("settings", "admin", ["值", "改过", "含义"]),
    ],
)
async def test_a_row_is_a_card_with_every_field_in_sight(
    visit: Visit, screen: str, role: str, fields: list[str]
) -> None:
    page = await visit(f"/console/{screen}", role=role)
    row = page.locator("tbody tr").first
    await expect(row).to_be_visible()
    told = await row.locator("td[data-name]").evaluate_all(
        "cells => cells.filter(one => one.checkVisibility())"
        ".map(one => getComputedStyle(one, '::before').content.replaceAll('\"', ''))"
    )
    assert told[0] == "none", "the first field is the head of the card"
    assert set(fields) <= set(told[1:])
    assert await page.evaluate(OFF_TO_THE_SIDE) == []
    await row.locator(".first").click()
    drawer = page.locator("aside.drawer")
    await expect(drawer).to_be_visible()
    edges = await drawer.evaluate(
        "async one => { await Promise.all(one.getAnimations().map(({finished}) => finished));"
        " const box = one.getBoundingClientRect(); return [box.left, box.right] }"
    )
    assert edges == [0, await page.evaluate("innerWidth")]


async def test_hints_for_keys_stand_where_there_are_keys(visit: Visit) -> None:
    for wide in (False, True):
        page = await visit("/console/picks", role="editor", wide=wide)
        await page.locator("tbody .first").first.click()
        pick = page.locator("aside.drawer").get_by_role("button", name="精选")
        await expect(pick).to_be_visible()
        assert await pick.locator("kbd").is_visible() is wide
