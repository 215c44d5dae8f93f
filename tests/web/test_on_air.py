"""A show from its announcement to its replay: out of one browser onto the screen of another, and who talks there."""

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.async_api import Page, Route, expect

from tests.factories.media import drawing, encoded
from tests.web.test_live import call
from zhongcao.app.webapp.first_screen import write_first_screen
from zhongcao.discovery.schemas import DiscoverPage

Visit = Callable[..., Awaitable[Page]]
ON_AIR_MS = 60_000
"""A busy machine encodes slowly."""
FRAMES = "document.querySelector('.player video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0"
HOST = {"id": "17", "nickname": "在播的人", "avatar_url": None, "verified": None}
SHOW: dict[str, Any] = {"id": "18", "title": "晚上聊护肤", "cover": None, "host": HOST, "watching": 23}
REASON = {"code": "followed", "zh": "你关注的人正在直播", "en": "Somebody you follow is live"}
BOOT = re.compile(r'(<script type="application/json" id="boot">)(.*?)(</script>)', re.DOTALL)
WRITTEN = re.compile(r'(<div id="app">).*</nav>', re.DOTALL)
NO_HLS = "Object.defineProperty(HTMLMediaElement.prototype, 'canPlayType', {value: () => ''})"
"""A browser that cannot read HLS by itself."""


async def announce(page: Page, folder: Path, title: str, *, later: bool = False) -> str:
    """Announce a show with two products; its number."""
    cover = folder / "cover.jpg"
    cover.write_bytes(encoded(drawing(600, 800, seed=7)))
    await page.get_by_label("标题").fill(title)
    async with page.expect_response("**/v1/media") as handed:
        await page.locator("input[type=file]").set_input_files(cover)
    assert (await handed.value).ok
    await page.get_by_role("button", name="选好物").click()
    adding = page.locator(".found .button:not([disabled])")
    for _ in range(2):
        await adding.first.click()
    await page.get_by_role("button", name="选好了").click()
    if later:
        await page.get_by_role("radio", name="定个时间").check()
    await page.get_by_role("button", name="发布预告" if later else "去准备").click()
    await page.wait_for_url(re.compile(r"/live/\d+/studio"))
    return re.findall(r"\d+", page.url)[-1]


async def go_live(page: Page) -> None:
    """Open the camera and go on air."""
    await page.get_by_role("button", name="打开摄像头和麦克风").click()
    await page.get_by_role("button", name="开播", exact=True).click()
    await expect(page.get_by_role("button", name="结束直播")).to_be_visible(timeout=ON_AIR_MS)


async def until_it_moves(page: Page) -> None:
    """Wait until pictures of the show are drawn, and more of them a moment later."""
    first = await _drawn(page, more_than=5)
    await _drawn(page, more_than=first + 10)


async def _drawn(page: Page, *, more_than: int) -> int:
    """How many pictures were drawn, once they are more than so many."""
    for _ in range(ON_AIR_MS // 200):
        if (frames := int(await page.evaluate(FRAMES))) > more_than:
            return frames
        await page.wait_for_timeout(200)
    raise AssertionError(f"not more than {more_than} pictures: {await page.locator('.stage').inner_text()}")


async def test_a_show_is_seen_talked_to_bought_from_and_seen_again(visit: Visit, tmp_path: Path) -> None:
    host = await visit("/live/new", role="member")
    show = await announce(host, tmp_path, "换季怎么敷")
    viewer = await visit(f"/live/{show}", newcomer="来看的人")
    await expect(viewer.get_by_text("主播正在准备")).to_be_visible()
    await go_live(host)
    await until_it_moves(viewer)
    await expect(viewer.locator(".room-top")).to_contain_text("1 人在看", timeout=ON_AIR_MS)

    await viewer.get_by_role("textbox", name="说点什么").fill("油皮能用吗")
    await viewer.keyboard.press("Enter")
    said = host.get_by_role("log").get_by_role("listitem").filter(has_text="油皮能用吗")
    await expect(said).to_be_visible()
    await host.get_by_role("button", name="讲这件").first.click()
    explained = viewer.get_by_role("region", name="正在讲解")
    await expect(explained.get_by_role("button")).to_contain_text("¥")
    await viewer.get_by_role("button", name=re.compile("点喜欢")).click()
    await expect(host.locator(".figures")).to_contain_text("喜欢1")
    await said.get_by_role("button", name="删除").click()
    await expect(viewer.get_by_role("log")).not_to_contain_text("油皮能用吗")

    await explained.get_by_role("button").click()
    sheet = viewer.get_by_role("dialog", name="选择规格")
    await sheet.get_by_role("button", name="立即购买").click()
    await expect(viewer.get_by_role("dialog", name=re.compile("确认订单"))).to_be_visible()
    assert viewer.url.endswith(f"/live/{show}"), "buying does not lead out of the room"
    await viewer.keyboard.press("Escape")
    await until_it_moves(viewer)

    await host.get_by_role("button", name="结束直播").click()
    await host.get_by_role("dialog").get_by_role("button", name="结束", exact=True).click()
    await expect(host.get_by_role("region", name="直播数据")).to_contain_text("聊天")
    await expect(viewer.get_by_role("slider", name="进度")).to_be_enabled(timeout=ON_AIR_MS)
    await viewer.get_by_role("list", name="讲解章节").get_by_role("button").first.click()
    await until_it_moves(viewer)


async def test_a_browser_without_hls_of_its_own_is_helped(visit: Visit, tmp_path: Path) -> None:
    host = await visit("/live/new", role="member")
    show = await announce(host, tmp_path, "用程序看")
    await go_live(host)
    viewer = await visit("/icon.svg", wide=True)
    await viewer.add_init_script(NO_HLS)
    await viewer.goto(viewer.url.replace("/icon.svg", f"/live/{show}"), wait_until="domcontentloaded")
    await until_it_moves(viewer)
    assert (await viewer.evaluate("document.querySelector('.player video').currentSrc")).startswith("blob:")
    await host.get_by_role("button", name="结束直播").click()
    await host.get_by_role("dialog").get_by_role("button", name="结束", exact=True).click()
    await expect(host.get_by_role("region", name="直播数据")).to_be_visible()


async def test_an_announced_show_counts_down_and_reminds(visit: Visit, tmp_path: Path) -> None:
    host = await visit("/live/new", role="member")
    show = await announce(host, tmp_path, "明天见", later=True)
    fan = await visit("/live?view=soon", newcomer="等开播的人")
    card = fan.get_by_role("article").filter(has_text="明天见")
    await card.get_by_role("button", name="提醒我").click()
    await expect(card.get_by_role("button", name="已设提醒")).to_be_visible()
    await card.get_by_role("link").click()
    await fan.wait_for_url(re.compile(f"/live/{show}$"))
    await expect(fan.get_by_role("timer", name=re.compile("距开播"))).to_be_visible()
    await expect(fan.get_by_role("button", name="已设提醒")).to_be_visible()
    await host.get_by_role("button", name="取消直播").click()
    await host.get_by_role("dialog").get_by_role("button", name="取消直播").click()
    await expect(host.get_by_text("这场直播取消了")).to_be_visible()
    await expect(fan.get_by_text("这场直播取消了")).to_be_visible()


async def test_a_moderator_stops_a_show_and_its_host_reads_why(visit: Visit, tmp_path: Path) -> None:
    host = await visit("/live/new", role="member")
    show = await announce(host, tmp_path, "不该播的", later=True)
    fan = await visit(f"/live/{show}")
    await expect(fan.get_by_role("timer", name=re.compile("距开播"))).to_be_visible()
    desk = await visit("/console/shows?state=announced", role="moderator", wide=True)
    await desk.get_by_role("button", name="不该播的").click()
    drawer = desk.get_by_role("complementary", name="详情")
    await drawer.get_by_role("button", name=re.compile("中止直播")).click()
    sheet = desk.get_by_role("dialog", name="中止直播")
    await sheet.get_by_label("原因").fill("卖的是处方药")
    await sheet.get_by_role("button", name="中止直播").click()
    await expect(desk.get_by_text("已中止 1 场")).to_be_visible()
    await expect(fan.get_by_text("这场直播被中止了")).to_be_visible()
    await expect(host.locator(".state")).to_contain_text("卖的是处方药")


async def test_a_room_without_a_live_line_is_asked_for_again_and_again(visit: Visit, tmp_path: Path) -> None:
    host = await visit("/live/new", role="member")
    show = await announce(host, tmp_path, "没有长连接也行", later=True)
    fan = await visit("/icon.svg")
    await fan.add_init_script("delete window.EventSource")
    await fan.goto(fan.url.replace("/icon.svg", f"/live/{show}"), wait_until="domcontentloaded")
    await expect(fan.get_by_role("timer", name=re.compile("距开播"))).to_be_visible()
    await host.get_by_role("button", name="取消直播").click()
    await host.get_by_role("dialog").get_by_role("button", name="取消直播").click()
    await expect(fan.get_by_role("alert").or_(fan.get_by_text("这场直播取消了")).first).to_be_visible()


async def test_who_is_live_is_seen_on_their_page_and_led_there_from_their_next_show(
    visit: Visit, tmp_path: Path
) -> None:
    host = await visit("/live/new", role="member")
    show = await announce(host, tmp_path, "今晚只聊防晒")
    await go_live(host)
    room = await call(host, "GET", f"/v1/shows/{show}")
    at = f"/u/{room['host']['id']}"
    viewer = await visit(at, newcomer="路过主页的人")
    await viewer.get_by_role("link", name="直播中 今晚只聊防晒").click()
    await viewer.wait_for_url(f"**/live/{show}")
    await expect(viewer.get_by_role("button", name="购物袋，2 件好物")).to_be_visible()
    await call(host, "PUT", f"/v1/shows/{show}/shelf", {"products": []})
    await expect(viewer.get_by_role("button", name=re.compile("购物袋"))).to_have_count(0)

    origin = viewer.url.partition("/live/")[0]
    await call(viewer, "PUT", f"/v1/members/{room['host']['id']}/block")
    await viewer.goto(origin + at, wait_until="domcontentloaded")
    await expect(viewer.get_by_role("button", name="解除拉黑")).to_be_visible()
    await expect(viewer.locator(".live-now, .face .live-mark")).to_have_count(0)

    second = await host.context.new_page()
    await second.goto(origin + "/live/new", wait_until="domcontentloaded")
    await announce(second, tmp_path, "明天再聊精华")
    note = second.get_by_role("note").filter(has_text="你正在直播「今晚只聊防晒」")
    await note.get_by_role("link", name="去那一场").click()
    await second.wait_for_url(f"**/live/{show}/studio")
    await second.get_by_role("button", name="结束直播").click()
    await second.get_by_role("dialog").get_by_role("button", name="结束", exact=True).click()
    await expect(second.get_by_role("region", name="直播数据")).to_be_visible()  # sooner, going back closes the dialog
    await second.go_back()
    await expect(second.get_by_role("button", name="打开摄像头和麦克风")).to_be_visible()
    await expect(note).to_have_count(0)


async def test_who_has_no_real_name_is_told_before_anything_is_written(visit: Visit) -> None:
    page = await visit("/live/new", newcomer="想开播的人")
    await expect(page.get_by_role("link", name="去实名认证")).to_be_visible()


async def test_what_cannot_be_seen_is_said(visit: Visit) -> None:
    page = await visit("/live/17", cut_off=True)
    await expect(page.get_by_role("alert")).to_contain_text("直播不存在")
    await expect(page.get_by_role("link", name="看别的直播")).to_be_visible()

    async def cut(route: Route) -> None:
        await route.abort("failed")

    await page.route("**/v1/shows?*", cut)
    await page.goto(page.url.replace("/live/17", "/live"), wait_until="domcontentloaded")
    await expect(page.get_by_role("alert")).to_contain_text("没有网络")
    await page.unroute("**/v1/shows?*")
    await page.get_by_role("button", name="再试一次").click()
    await expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_app_mounts_the_show_that_the_server_wrote(visit: Visit, language: str) -> None:
    async def with_show(route: Route) -> None:
        answer = await route.fetch()
        html = await answer.text()
        found = BOOT.search(html)
        assert found is not None
        boot: dict[str, Any] = json.loads(found[2])
        boot["discover"]["live"] = [{"before": 0, "show": SHOW, "reason": REASON}]
        page = msgspec.convert(boot["discover"], DiscoverPage)
        body = write_first_screen(page, [], language=language, count=2, icons={}, signed_in=False)
        told = json.dumps(boot).replace("<", "\\u003c")
        html = BOOT.sub(lambda part: part[1] + told + part[3], html, count=1)
        await route.fulfill(response=answer, body=WRITTEN.sub(lambda part: part[1] + body, html, count=1))

    cards = []
    for scripts in (False, True):
        page = await visit("/icon.svg", java_script_enabled=scripts, locale=language)
        await page.route(re.compile(r"//[^/]+/$"), with_show)
        await page.goto(page.url.replace("/icon.svg", "/"), wait_until="domcontentloaded")
        if scripts:
            await page.wait_for_selector("#app[data-v-app] .between")
        card = page.locator(".lane:nth-child(1) .slot:first-child .between")
        label = await card.locator(".dots").get_attribute("aria-label")
        href = await card.locator(".open").get_attribute("href")
        cards.append([href, label, " ".join((await card.inner_text()).split())])
    assert cards[0] == cards[1]
    assert {"zh-CN": "23 人在看", "en": "23 watching"}[language] in cards[1][2]


async def test_a_show_between_notes_leads_to_its_room_and_can_be_sent_away(visit: Visit) -> None:
    page = await visit("/icon.svg")

    async def with_show(route: Route) -> None:
        answer = await route.fetch()
        told = await answer.json()
        told["live"] = [{"before": 1, "show": SHOW, "reason": REASON}]
        await route.fulfill(response=answer, json=told)

    await page.route("**/v1/feeds/discover?*", with_show)
    await page.goto(page.url.replace("/icon.svg", "/mall"), wait_until="domcontentloaded")
    await page.get_by_role("link", name="发现").click()
    card = page.get_by_role("article").filter(has_text="晚上聊护肤")
    await expect(card).to_contain_text("你关注的人正在直播")
    await expect(card).to_contain_text("23 人在看")
    await expect(card.get_by_role("link").first).to_have_attribute("href", "/live/18")
    await card.get_by_role("button", name="更多：晚上聊护肤").click()
    await page.get_by_role("dialog").get_by_role("button", name="不想看这场").click()
    await expect(card).to_have_count(0)
