"""Discover on a phone: what the server wrote, what the app mounts, and what a finger does."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, Route, expect

Visit = Callable[..., Awaitable[Page]]
RUNS = 10
LANES = 2
FLINGS_MAX, FEED_MIN = 60, 100
CARDS_MAX = 60
"""So many cards lie near the view at most; a lane holds three to four on a screen."""
PLACES_MAX = 80
"""And so many places of cards, with those of blocks that begin or end near the view."""
CARD_HEIGHT_MIN = 150
CARDS = """
    () => [...document.querySelectorAll('.lane')].map(lane =>
        [...lane.querySelectorAll('.card')].slice(0, 2).map(card => [
            card.className,
            card.querySelector('.open').getAttribute('href'),
            card.innerText.replace(/\\s+/g, ' '),
        ]))
"""
SHIFTS = """
    () => new Promise(done => {
        setTimeout(() => done([]), 300)
        new PerformanceObserver(list => done(list.getEntries().map(one => [one.value, ...one.sources.map(
            source => `${source.node?.parentElement?.className} > ${source.node?.className} ` +
                `${source.previousRect.y},${source.previousRect.x} to ${source.currentRect.y},${source.currentRect.x}`
        )]))).observe({type: 'layout-shift', buffered: true})
    })
"""


async def test_the_app_mounts_the_cards_that_the_server_wrote(visit: Visit) -> None:
    written = await visit("/", java_script_enabled=False)
    mounted = await visit("/")
    await mounted.wait_for_selector("#app[data-v-app] .card")
    await expect(mounted.locator(".card").nth(7)).to_be_attached()
    assert await mounted.evaluate(CARDS) == await _without_script(written)


async def _without_script(page: Page) -> object:
    """The same reading of a page whose own scripts never run."""
    lanes = []
    for lane in await page.query_selector_all(".lane"):
        cards = (await lane.query_selector_all(".card"))[:2]
        lanes.append(
            [
                [
                    await card.get_attribute("class"),
                    await (await card.query_selector(".open")).get_attribute("href"),  # type: ignore[union-attr]
                    " ".join((await card.inner_text()).split()),
                ]
                for card in cards
            ]
        )
    return lanes


async def test_a_like_shows_at_once_and_stays(visit: Visit) -> None:
    page = await visit("/", role="member")
    heart = page.locator(".card .like").first
    before = await heart.get_attribute("aria-pressed")
    await heart.click()
    await expect(heart).to_have_attribute("aria-pressed", "false" if before == "true" else "true", timeout=500)
    note = await page.locator(".card .open").first.get_attribute("data-note")
    async with page.expect_response(lambda answer: "/like" in answer.url) as sent:
        await heart.click()
        await heart.click()
    await sent.value
    await page.wait_for_timeout(300)
    told = await page.evaluate("note => fetch(`/v1/notes/${note}`).then(r => r.json()).then(n => n.liked)", note)
    assert told is (before != "true")


async def test_a_note_that_is_no_longer_saved_is_not_said_to_be_saved(visit: Visit) -> None:
    page = await visit("/", newcomer="拿不定主意的人")
    note = await page.locator(".card .open[data-note]").first.get_attribute("data-note")
    await page.goto(page.url + f"note/{note}")
    star, said = page.get_by_role("button", name=re.compile("^收藏")), page.locator(".toasts")
    await star.click()
    await expect(star).to_have_attribute("aria-pressed", "true")
    await expect(said).to_contain_text("已收藏")
    await star.click()
    await expect(star).to_have_attribute("aria-pressed", "false")
    await expect(said).not_to_contain_text("已收藏", timeout=2000)


async def test_what_is_pressed_before_the_app_has_come_shows_at_once_and_is_done_by_the_app(visit: Visit) -> None:
    page = await visit("/icon.svg", role="member")
    come = asyncio.Event()

    async def hold(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await page.route("**/assets/*.js", hold)
    await page.goto(page.url.replace("/icon.svg", "/"), wait_until="commit")
    card = page.locator(".card").first
    heart, before = card.locator(".like"), await card.locator(".like").get_attribute("aria-pressed")
    after = "false" if before == "true" else "true"
    await heart.click()
    await card.locator(".dots").click()
    assert await page.locator("#app[data-v-app]").count() == 0
    await expect(heart).to_have_attribute("aria-pressed", after)
    async with page.expect_response(lambda answer: "/like" in answer.url) as sent:
        come.set()
    assert (await sent.value).ok
    await expect(page.locator("#app[data-v-app] .card .like").first).to_have_attribute("aria-pressed", after)
    await expect(page.get_by_role("dialog")).to_contain_text("不感兴趣")


async def test_a_visitor_who_likes_is_led_to_sign_in_and_back(visit: Visit) -> None:
    page = await visit("/")
    await page.locator(".card .like").first.click()
    await page.wait_for_url("**/login?to=/")


async def test_hiding_a_note_can_be_undone(visit: Visit) -> None:
    page = await visit("/")
    first = page.locator(".card").first
    title = await first.locator(".title").inner_text()
    await first.locator(".dots").click()
    await expect(page.get_by_role("dialog")).to_contain_text("不感兴趣")
    await page.get_by_role("button", name="看过了").click()
    await expect(page.locator(".card .title", has_text=title)).to_have_count(0)
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator(".card .title", has_text=title)).to_have_count(1)


async def test_the_last_feed_can_be_read_without_a_network(visit: Visit) -> None:
    page = await visit("/", service_workers="allow", cut_off=True)
    assert await page.evaluate("navigator.serviceWorker.ready.then(ready => Boolean(ready.active))")
    while not await page.evaluate("caches.match('/v1/feeds/discover?channel=for_you').then(Boolean)"):
        await page.wait_for_timeout(100)
    title = await page.locator(".card .title").first.inner_text()
    await page.reload()
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator(".card .title").first).to_have_text(title)
    await expect(page.get_by_role("status").filter(has_text="没有网络")).to_be_visible()


async def test_a_screen_that_was_never_opened_says_that_there_is_no_network(visit: Visit) -> None:
    page = await visit("/", service_workers="allow", cut_off=True)
    assert await page.evaluate("navigator.serviceWorker.ready.then(ready => Boolean(ready.active))")
    await page.reload()
    await page.context.set_offline(True)
    await page.goto(page.url + "mall/flash")
    await expect(page.get_by_role("heading", level=1, name="没有网络")).to_be_visible()
    await page.context.set_offline(False)
    await page.get_by_role("button", name="再试一次").click()
    await expect(page.get_by_role("heading", level=1, name="限时购")).to_be_visible()


async def test_nothing_moves_while_the_page_settles(visit: Visit) -> None:
    page = await visit("/")
    for _ in range(RUNS):
        await page.reload(wait_until="domcontentloaded")
        await expect(page.locator("#app[data-v-app] .card").nth(7)).to_be_attached()
        await page.wait_for_timeout(200)
        shifts = await page.evaluate(SHIFTS)
        assert round(sum(float(one[0]) for one in shifts), 3) == 0, shifts


async def test_whoever_scrolls_fast_comes_to_the_end_and_carries_few_cards(visit: Visit) -> None:
    page = await visit("/")
    await page.wait_for_selector("#app[data-v-app] .card")
    first = await page.locator(".card .open").first.get_attribute("data-note")
    thumb = await page.context.new_cdp_session(page)
    fling = {"x": 195, "y": 600, "yDistance": -6000, "speed": 9000, "preventFling": True}
    end = page.locator(".end", has_text="到底啦")
    for _ in range(FLINGS_MAX):
        await thumb.send("Input.synthesizeScrollGesture", fling)
        if await end.count():
            break
    await expect(end).to_be_attached()
    # The last cards follow the end by some idle moments.
    await expect(page.locator(".lanes")).to_have_attribute("data-cards", re.compile(r"^\d{3,}$"))
    await expect(page.locator(".card").nth(CARDS_MAX)).to_have_count(0)
    await expect(page.locator(".slot").nth(PLACES_MAX)).to_have_count(0)
    tall = await page.evaluate("document.querySelector('.lanes').clientHeight")
    assert tall > FEED_MIN / LANES * CARD_HEIGHT_MIN, "what is taken out leaves its height behind"
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.locator(f'[data-note="{first}"]')).to_be_in_viewport()
