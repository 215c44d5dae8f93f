"""A phone in a real Chromium, a finger on it, and watches within its page for hearts and frames."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from zhongcao.app.measuring.figures import quantile_ms
from zhongcao.app.webapp.browser import FLAGS

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
WAIT_MS = 60_000
WIDE, TALL = 390, 844
"""The glass, in CSS pixels."""
PRESS_SECONDS, FINGER_SECONDS = 0.5, 0.06
"""So long passes between two presses, and so long a finger stays on the glass; time counts from when it is lifted."""
FLING, FLING_SPEED = 6_000, 6_000
"""A fling of so many pixels at so many pixels a second, as fast as a thumb can."""
LOST_SECONDS = 0.1
"""A frame that came so much later than the one before it was seen to be missing."""
HEART_WATCH = """
    window.presses = [];
    const channel = new MessageChannel();
    let painted = () => {};
    channel.port1.onmessage = () => painted();
    const successor = pressed => {  // the app put its own heart in the place of the server's meanwhile
        const note = pressed.closest('.card').querySelector('[data-note]').dataset.note;
        return document.querySelector(`.card:has([data-note="${note}"]) .like`);
    };
    addEventListener('click', event => {
        const pressed = event.target.closest?.('.like');
        if (!pressed) return;
        // Looking for the heart in the whole page would cost a good part of what is measured.
        const stands = () => (pressed.isConnected ? pressed : successor(pressed))?.getAttribute('aria-pressed');
        const before = stands();
        const look = () => requestAnimationFrame(() => {
            if (stands() === before) return look();
            painted = () => presses.push(performance.now() - event.timeStamp);
            channel.port2.postMessage('');  // comes after this frame is painted
        });
        look();
    }, {capture: true});
"""
HEARTS_IN_VIEW = """async ([top, bottom, hearts]) => {
    while (!document.querySelector(hearts)) await new Promise(go => setTimeout(go, 50));
    return [...document.querySelectorAll('.card .like')].map(heart => heart.getBoundingClientRect())
        .filter(box => top < box.y && box.y < bottom).map(box => [box.x + box.width / 2, box.y + box.height / 2]);
}"""
FRAME_WATCH = """() => {
    window.frames_ = [];
    let last = performance.now();
    const tick = now => { frames_.push(now - last); last = now; requestAnimationFrame(tick) };
    requestAnimationFrame(now => { last = now; requestAnimationFrame(tick) });
}"""


@asynccontextmanager
async def chromium(path: Path) -> AsyncIterator[Browser]:
    """The browser at this path, running."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, "--enable-precise-memory-info"])
        yield browser
        await browser.close()


@asynccontextmanager
async def phone(browser: Browser, *, slow: bool, token: str = "", origin: str = "") -> AsyncIterator[Page]:
    """A phone of its own, with an empty cache; signed in where a token is given."""
    context: BrowserContext = await browser.new_context(
        viewport={"width": WIDE, "height": TALL},
        device_scale_factor=2,
        user_agent=PHONE,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        service_workers="block",
    )
    context.set_default_timeout(WAIT_MS)
    if token:
        await context.add_cookies([{"name": "sid", "value": token, "url": origin}])
    page = await context.new_page()
    if slow:
        line = await context.new_cdp_session(page)
        await line.send("Network.enable")
        await line.send("Network.emulateNetworkConditions", SLOW_4G)
        await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield page
    finally:
        await context.close()


async def press(finger: CDPSession, x: float, y: float) -> None:
    """A finger comes down and is lifted, without waiting for what the page does about it in between."""
    down = asyncio.create_task(
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    )
    await asyncio.sleep(FINGER_SECONDS)
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await down


async def press_in_turn(page: Page, *, among: Sequence[Any], presses: int) -> list[float]:
    """Press the hearts of a page (`HEART_WATCH`) that lie between two heights, in turn; seconds until each is painted.

    `among` is those heights and the hearts' selector, for `HEARTS_IN_VIEW`.
    """
    finger = await page.context.new_cdp_session(page)
    # Playwright's own selectors are left alone: they listen to every touch, which takes milliseconds here.
    hearts = await page.evaluate(HEARTS_IN_VIEW, list(among))
    for number in range(presses):
        await press(finger, *hearts[number % len(hearts)])
        await asyncio.sleep(PRESS_SECONDS)
    times = [ms / 1000 for ms in await page.evaluate("presses")]
    if len(times) != presses:
        raise RuntimeError(f"{presses} hearts were pressed, {len(times)} were painted")
    return times


async def frames_of(page: Page) -> dict[str, float]:
    """How the frames came since `FRAME_WATCH`."""
    frames = [ms / 1000 for ms in await page.evaluate("frames_")]
    return {
        "frame_p99_ms": quantile_ms(frames, 0.99),
        "frame_longest_ms": quantile_ms(frames, 1),
        "frames_lost": sum(one > LOST_SECONDS for one in frames),
    }


async def fling(control: CDPSession) -> None:
    """Fling the list by one throw of a thumb."""
    gesture = {"x": WIDE // 2, "y": 600, "yDistance": -FLING, "speed": FLING_SPEED, "preventFling": True}
    await control.send("Input.synthesizeScrollGesture", gesture)
