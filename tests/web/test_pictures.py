"""The pictures of a note: tags placed by finger and by mouse where they were put, swiped through by a finger."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.factories.media import drawing, encoded

Visit = Callable[..., Awaitable[Page]]


async def test_a_tag_is_placed_by_touch_and_the_pictures_are_swiped(visit: Visit, tmp_path: Path) -> None:
    page = await begin_to_tag(await visit("/publish", newcomer="用手指的人"), tmp_path, pictures=2)
    await page.touchscreen.tap(*await place_on_stage(page, 0.3, 0.25))
    await name_it(page, "外滩")
    await expect(page.get_by_role("button", name="地点：外滩，横向 30%，纵向 25%")).to_be_visible()
    note = await publish(page, "手指放的标记")
    (tag,) = note["pictures"][0]["tags"]
    assert (tag["text"], round(tag["x"], 2), round(tag["y"], 2)) == ("外滩", 0.3, 0.25)
    await page.goto(page.url.replace("/me", f"/note/{note['id']}"))
    first = page.get_by_role("group", name="第 1 张，共 2 张")
    await expect(first).to_be_visible()
    box = await first.bounding_box()
    assert box is not None
    finger = await page.context.new_cdp_session(page)
    for kind, x in [("touchStart", 320), *(("touchMove", x) for x in range(300, 40, -20)), ("touchEnd", 0)]:
        points = [{"x": x, "y": box["y"] + box["height"] / 2}] if x else []
        await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    await expect(page.get_by_role("group", name="第 2 张，共 2 张")).to_be_visible()


async def test_a_tag_is_placed_and_dragged_by_mouse_and_close_ones_are_led_to_their_dots(
    visit: Visit, tmp_path: Path
) -> None:
    page = await begin_to_tag(await visit("/publish", newcomer="用鼠标的人", wide=True), tmp_path, pictures=1)
    await page.mouse.click(*await place_on_stage(page, 0.05, 0.25))
    await name_it(page, "外滩")
    await page.mouse.click(*await place_on_stage(page, 0.3, 0.7))
    await name_it(page, "十六铺")
    await page.mouse.move(*await place_on_stage(page, 0.3, 0.7))
    await page.mouse.down()
    await page.mouse.move(*await place_on_stage(page, 0.07, 0.4), steps=4)
    await page.mouse.move(*await place_on_stage(page, 0.07, 0.27), steps=4)
    await page.mouse.up()
    await expect(page.get_by_role("button", name="地点：十六铺，横向 7%，纵向 27%")).to_be_visible()
    note = await publish(page, "鼠标放的标记")
    tags = note["pictures"][0]["tags"]
    assert [(tag["text"], round(tag["x"], 2), round(tag["y"], 2)) for tag in tags] == [
        ("外滩", 0.05, 0.25),
        ("十六铺", 0.07, 0.27),
    ]
    await page.goto(page.url.replace("/me", f"/note/{note['id']}"))
    # At the edge neither label can turn to the other side, so one has to stand aside.
    spots = page.locator(".spots")
    await expect(spots.locator(".dot")).to_have_count(2)
    await expect(spots.locator(".lead")).not_to_have_count(0)
    tops = [await label.bounding_box() for label in await spots.locator(".label").all()]
    one, other = (box["y"] for box in tops if box)
    assert abs(one - other) >= 28, "labels of close tags stand apart"


async def test_labels_leave_the_buttons_on_a_picture_free(visit: Visit, tmp_path: Path) -> None:
    page = await begin_to_tag(await visit("/publish", newcomer="贴得很低的人"), tmp_path, pictures=2)
    label = await publish_with_tag(page, 0.57, 0.95, "外滩边上的老邮局二楼")
    box = await label.bounding_box()
    assert box is not None
    buttons = [each for one in await page.locator(".tools button").all() if (each := await one.bounding_box())]
    assert len(buttons) == 2
    for button in buttons:
        apart = box["x"] >= button["x"] + button["width"] or box["y"] + box["height"] <= button["y"]
        assert apart, "the label lies under a button of the page"


async def test_a_long_name_ends_in_dots_where_the_picture_ends(visit: Visit, tmp_path: Path) -> None:
    page = await begin_to_tag(await visit("/publish", newcomer="名字取得长"), tmp_path, pictures=1)
    label = await publish_with_tag(page, 0.5, 0.4, "外滩边上那座老邮局的二楼露台咖啡馆")
    inner, outer = await label.bounding_box(), await page.locator(".spots").bounding_box()
    assert inner
    assert outer
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]


async def begin_to_tag(page: Page, folder: Path, *, pictures: int) -> Page:
    """Choose pictures and open the first one to place tags."""
    files = []
    for number in range(pictures):
        files.append(folder / f"{number}.jpg")
        files[-1].write_bytes(encoded(drawing(seed=11 + number)))
    await page.locator("input[type=file]").set_input_files(files)
    await page.get_by_role("button", name="第 1 张图片的操作").click()
    await page.get_by_role("button", name="标记", exact=True).click()
    return page


async def place_on_stage(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a place of the picture is, once the picture is there."""
    picture = page.locator(".stage img")
    await expect(picture).to_be_visible()
    await picture.evaluate("one => one.decode()")
    box = await picture.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


async def name_it(page: Page, text: str) -> None:
    """Say that the new tag is a place, and which."""
    await page.get_by_role("button", name="地点", exact=True).click()
    await page.get_by_label("标记上的字").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("标记上的字")).to_have_count(0)


async def publish(page: Page, title: str) -> dict[str, Any]:
    """Done with tags; the note as it was published."""
    await page.get_by_role("button", name="完成", exact=True).click()
    await page.get_by_role("textbox", name="标题").fill(title)
    async with page.expect_response(lambda answer: answer.url.endswith("/v1/notes")) as sent:
        await page.get_by_role("button", name="发布", exact=True).click()
    note: dict[str, Any] = await (await sent.value).json()
    await page.wait_for_url("**/me")
    return note


async def publish_with_tag(page: Page, x: float, y: float, name: str) -> Locator:
    """Place one tag and publish; its label as readers of the note see it."""
    await page.touchscreen.tap(*await place_on_stage(page, x, y))
    await name_it(page, name)
    note = await publish(page, "有一个标记")
    await page.goto(page.url.replace("/me", f"/note/{note['id']}"))
    label = page.locator(".spots .label")
    await expect(label).to_be_visible()
    return label
