"""Measures Discover in a real Chromium on a slow phone: first paint, largest paint, moves, hearts, 2,000 cards.

The network is Lighthouse's slow 4G and the processor four times slower, both by the browser's own means. Scrolling and
memory are measured without them: what a lost frame costs is our script, not the wire.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    async_playwright,
)

from zhongcao.app.measuring import shopper
from zhongcao.app.measuring.figures import Measure, quantile_ms
from zhongcao.app.measuring.pictured import fill_with_pictures
from zhongcao.app.measuring.stage import Say, Stage, open_still
from zhongcao.app.measuring.traces import CATEGORIES, MARKS, task_cpu_seconds
from zhongcao.app.webapp.browser import FLAGS
from zhongcao.rehearsal.line import Line

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
GOALS = {
    "fcp_ms": 600,
    "lcp_ms": 1600,
    "moved_visits": 0,
    "script_kb": 70,
    "like_worst_ms": 50,
    "like_early_p95_ms": 50,
    "early_task_longest_ms": 50,
    "frames_lost": 0,
    "task_cpu_longest_ms": 50,
    "heap_mb": 60,
}
FIRST_CARDS = 8
SETTLE_SECONDS = 1.0
WAIT_MS = 60_000
HEARTS, PRESS_SECONDS = 20, 0.5
FINGER_SECONDS = 0.06
"""So long a finger stays on the glass; the time counts from when it is lifted."""
EARLY_VISITS, EARLY_SECONDS, EARLY_SEEN_SECONDS = 20, 0.1, 1.5
"""Visits with one press each, every one so much later after the first paint than the one before."""
HEART, HEART_OF_APP = ".card .like", "#app[data-v-app] .card .like"
TRACED_VISITS = 5
TOP_BAR, TAB_BAR = 110, 740
FLING, FLING_SPEED = 6_000, 6_000
"""A fling of so many pixels at so many pixels a second, as fast as a thumb can."""
TRACED_FLINGS = 10
STUCK_MAX = 20
LOST_SECONDS = 0.1
PAINTED = "firstContentfulPaint"
SAID_SECONDS = 0.001
"""A page has hundreds of tasks that are shorter; they are nobody's waiting."""
MORE_NOTES = 300
PATIENCE_SECONDS = 540
"""Alone on two cores it takes about five minutes; who needs much longer measures the neighbours."""
MB = 1_000_000
BARE = "<!doctype html><html lang=zh><meta charset=utf-8><title>zhongcao</title><p>\u79cd\u8349</p></html>".encode()
TOLD = """async () => {
    const seen = type => new Promise(done => {
        setTimeout(() => done([]), 300)
        new PerformanceObserver(list => done(list.getEntries())).observe({type, buffered: true})
    })
    const [paints, largest, moves, files] =
        await Promise.all(['paint', 'largest-contentful-paint', 'layout-shift', 'resource'].map(seen))
    const ready = performance.getEntriesByName('mounted')[0]?.startTime ?? 0
    return {
        answer: performance.getEntriesByType('navigation')[0].responseStart,
        fcp: paints.find(one => one.name === 'first-contentful-paint')?.startTime ?? 0,
        lcp: largest.at(-1)?.startTime ?? 0,
        ready,
        cls: moves.filter(one => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0),
        script: files.filter(one => one.name.endsWith('.js') && one.startTime < ready)
            .reduce((sum, one) => sum + one.encodedBodySize, 0),
    }
}"""
"""Asked once the page is at rest: until then nothing of ours runs in it, which a slow phone would feel."""
HEART_WATCH = """
    window.presses = [];
    const channel = new MessageChannel();
    let painted = () => {};
    channel.port1.onmessage = () => painted();
    addEventListener('click', event => {
        const pressed = event.target.closest?.('.card:has(.like)')?.querySelector('[data-note]').dataset.note;
        if (!pressed) return;
        // The app may put its own heart in the place of the server's meanwhile.
        const stands = () =>
            document.querySelector(`.card:has([data-note="${pressed}"]) .like`)?.getAttribute('aria-pressed');
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
MOUNTED = """() => new Promise(done => {
    new PerformanceObserver(list => list.getEntriesByName('mounted').length && done())
        .observe({type: 'mark', buffered: true})
})"""
FRAME_WATCH = """() => {
    window.frames_ = [];
    let last = performance.now();
    const tick = now => { frames_.push(now - last); last = now; requestAnimationFrame(tick) };
    requestAnimationFrame(now => { last = now; requestAnimationFrame(tick) });
}"""
SHOWN = "() => Number(document.querySelector('.lanes')?.dataset.cards)"
"""How many cards were laid out; those far from the view are no longer in the page."""


class Visit(msgspec.Struct):
    """What one visit to Discover told, in seconds and bytes."""

    fcp: float
    lcp: float
    answer: float
    ready: float
    cls: float
    script: int
    cards: int


async def measure_pages(stage: Stage, *, browser: Path, visits: int, cards: int, seed: int, say: Say) -> Measure:
    """Visits with an empty cache one after the other, hearts pressed, then one long visit; at most some minutes."""
    now = "preparing"

    def tell(text: str) -> None:
        nonlocal now
        now = text
        say(text)

    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _measure(stage, browser=browser, visits=visits, cards=cards, seed=seed, say=tell)
    except TimeoutError:
        raise RuntimeError(f"not done after {PATIENCE_SECONDS} s: {now}. Is the machine busy?") from None


async def _measure(stage: Stage, *, browser: Path, visits: int, cards: int, seed: int, say: Say) -> Measure:
    await fill_with_pictures(stage, notes=cards + MORE_NOTES, seed=seed, say=say)
    say("waiting until all facts are told")
    await stage.until_quiet()
    stage.stop_worker()
    made = Measure(
        measure="pages",
        seed=seed,
        data={"visits": visits, "hearts": HEARTS, "early_presses": EARLY_VISITS},
        goal=dict(GOALS),
    )
    async with _chromium(browser) as chromium:
        home = stage.origin + "/"
        await _visit(chromium, home)  # the server reads the build and compiles its statements
        told = []
        for number in range(visits):
            say(f"visit {number + 1} of {visits}")
            told.append(await _visit(chromium, home))
        _note_visits(made, told)
        say("a bare page")
        made.limit["bare_fcp_ms"] = await _bare(chromium, stage, visits)
        say("pressing hearts")
        hearts = await _press_hearts(chromium, stage, seed) | await _press_early(chromium, stage, seed, say)
        hearts |= await _early_tasks(chromium, stage, seed, say)
        say("scrolling")
        scrolled = await _scroll(chromium, stage, cards=cards, seed=seed, say=say)
        made.figures |= hearts | scrolled
    made.ratio["fcp"] = round(made.figures["fcp_ms"] / made.limit["bare_fcp_ms"], 3)
    made.violations = int(made.figures["moved_visits"])
    return made


@asynccontextmanager
async def _chromium(path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, "--enable-precise-memory-info"])
        yield browser
        await browser.close()


@asynccontextmanager
async def _phone(browser: Browser, *, slow: bool, token: str = "", origin: str = "") -> AsyncIterator[Page]:
    """A phone of its own, with an empty cache; signed in where a token is given."""
    context: BrowserContext = await browser.new_context(
        viewport={"width": 390, "height": 844},
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


async def _visit(browser: Browser, address: str) -> Visit:
    async with _phone(browser, slow=True) as page:
        await page.goto(address, wait_until="load")
        await page.wait_for_load_state("networkidle")
        await asyncio.sleep(SETTLE_SECONDS)
        told: dict[str, Any] = await page.evaluate(TOLD)
        cards = await page.locator(".card").count()
    seconds = {name: told[name] / 1000 for name in ("fcp", "lcp", "answer", "ready")}
    return Visit(**seconds, cls=told["cls"], script=told["script"], cards=cards)


def _note_visits(made: Measure, told: list[Visit]) -> None:
    if any(one.cards < FIRST_CARDS or not one.ready for one in told):
        raise RuntimeError("a visit ended without the app and its first cards")
    made.figures |= {
        "fcp_ms": quantile_ms([one.fcp for one in told], 0.5),
        "fcp_worst_ms": quantile_ms([one.fcp for one in told], 1),
        "lcp_ms": quantile_ms([one.lcp for one in told], 0.5),
        "lcp_worst_ms": quantile_ms([one.lcp for one in told], 1),
        "answer_ms": quantile_ms([one.answer for one in told], 0.5),
        "ready_ms": quantile_ms([one.ready for one in told], 0.5),
        "cls": round(max(one.cls for one in told), 4),
        "moved_visits": sum(one.cls > 0 for one in told),
        "script_kb": round(max(one.script for one in told) / 1000, 1),
    }


async def _press_hearts(browser: Browser, stage: Stage, seed: int) -> dict[str, float]:
    """Press the hearts in view in turn, on a slow phone; each time until the changed heart is painted."""
    async with Line(stage.origin) as line:
        token = await shopper.join(line, f"hearts{seed}")
    async with _phone(browser, slow=True, token=token, origin=stage.origin) as page:
        await page.add_init_script(HEART_WATCH)
        finger = await page.context.new_cdp_session(page)
        await page.goto(stage.origin + "/")
        await page.wait_for_load_state("networkidle")
        # Playwright's own selectors are left alone: they listen to every touch, which takes milliseconds here.
        hearts = await page.evaluate(HEARTS_IN_VIEW, [TOP_BAR, TAB_BAR, HEART_OF_APP])
        for press in range(HEARTS):
            await _press(finger, *hearts[press % len(hearts)])
            await asyncio.sleep(PRESS_SECONDS)
        times = [ms / 1000 for ms in await page.evaluate("presses")]
    if len(times) != HEARTS:
        raise RuntimeError(f"{HEARTS} hearts were pressed, {len(times)} were painted")
    return {"like_p50_ms": quantile_ms(times, 0.5), "like_worst_ms": quantile_ms(times, 1)}


async def _press_early(browser: Browser, stage: Stage, seed: int, say: Say) -> dict[str, float]:
    """One press a visit in the two seconds after its first paint, while the app arrives and takes the page over."""
    times = []
    for number in range(EARLY_VISITS):
        say(f"early press {number + 1} of {EARLY_VISITS}")
        async with Line(stage.origin) as line:
            token = await shopper.join(line, f"early{seed}.{number}")
        async with _phone(browser, slow=True, token=token, origin=stage.origin) as page:
            await page.add_init_script(HEART_WATCH)
            finger = await page.context.new_cdp_session(page)
            await page.goto(stage.origin + "/", wait_until="commit")
            hearts = await page.evaluate(HEARTS_IN_VIEW, [TOP_BAR, TAB_BAR, HEART])
            await asyncio.sleep(number * EARLY_SECONDS)
            await _press(finger, *hearts[number % len(hearts)])
            await asyncio.sleep(EARLY_SEEN_SECONDS)
            seen = await page.evaluate("presses")
        if len(seen) != 1:
            raise RuntimeError(f"a press {number * EARLY_SECONDS:.1f} s after the first paint was never seen")
        times.append(seen[0] / 1000)
    return {
        "like_early_p50_ms": quantile_ms(times, 0.5),
        "like_early_p95_ms": quantile_ms(times, 0.95),
        "like_early_worst_ms": quantile_ms(times, 1),
    }


async def _early_tasks(browser: Browser, stage: Stage, seed: int, say: Say) -> dict[str, float]:
    """CPU of each task between the first paint and the moment in which the app has taken the page over."""
    tasks: list[float] = []
    for number in range(TRACED_VISITS):
        say(f"traced visit {number + 1} of {TRACED_VISITS}")
        async with Line(stage.origin) as line:
            token = await shopper.join(line, f"traced{seed}.{number}")
        async with _phone(browser, slow=True, token=token, origin=stage.origin) as page:
            await browser.start_tracing(page=page, categories=[*CATEGORIES, *MARKS])
            await page.goto(stage.origin + "/")
            await page.evaluate(MOUNTED)
            tasks += task_cpu_seconds(await browser.stop_tracing(), first=PAINTED, last="mounted")
    said = [one for one in tasks if one > SAID_SECONDS]
    return {
        "early_task_p50_ms": quantile_ms(said, 0.5),
        "early_task_p95_ms": quantile_ms(said, 0.95),
        "early_task_longest_ms": quantile_ms(said, 1),
    }


async def _press(finger: CDPSession, x: float, y: float) -> None:
    """A finger comes down and is lifted, without waiting for what the page does about it in between."""
    down = asyncio.create_task(
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    )
    await asyncio.sleep(FINGER_SECONDS)
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await down


async def _scroll(browser: Browser, stage: Stage, *, cards: int, seed: int, say: Say) -> dict[str, float]:
    """Fling through the feed until so many cards were shown; each frame's time, CPU at the end, heap on the way."""
    async with Line(stage.origin) as line:
        token = await shopper.join(line, f"scroll{seed}")
    async with _phone(browser, slow=False, token=token, origin=stage.origin) as page:
        control = await page.context.new_cdp_session(page)
        await control.send("Performance.enable")
        await page.goto(stage.origin + "/")
        await page.wait_for_selector("#app[data-v-app] .card")
        await page.wait_for_load_state("networkidle")
        await page.evaluate(FRAME_WATCH)
        peak = await _fling_until(page, control, cards=cards, say=say)
        await browser.start_tracing(page=page, categories=CATEGORIES)
        for _ in range(TRACED_FLINGS):
            await _fling(control)
        tasks = task_cpu_seconds(await browser.stop_tracing())
        frames = [ms / 1000 for ms in await page.evaluate("frames_")]
        shown = await page.evaluate(SHOWN)
        elements = await page.evaluate("document.querySelectorAll('*').length")
        await control.send("HeapProfiler.collectGarbage")
        heap = await _heap_mb(control)
    return {
        "cards": shown,
        "frame_p99_ms": quantile_ms(frames, 0.99),
        "frame_longest_ms": quantile_ms(frames, 1),
        "frames_lost": sum(one > LOST_SECONDS for one in frames),
        "task_cpu_longest_ms": quantile_ms(tasks, 1),
        "heap_mb": heap,
        "heap_peak_mb": max(peak, heap),
        "elements": elements,
    }


async def _fling_until(page: Page, control: CDPSession, *, cards: int, say: Say) -> float:
    """Fling until so many cards were shown; the most heap on the way, in MB."""
    shown, peak, stuck = 0, 0.0, 0
    while shown < cards:
        await _fling(control)
        before, shown = shown, await page.evaluate(SHOWN)
        say(f"scrolling: {shown} cards")
        peak = max(peak, await _heap_mb(control))
        stuck = stuck + 1 if shown == before else 0
        if stuck > STUCK_MAX:
            told = await page.evaluate("document.querySelector('.end')?.innerText")
            raise RuntimeError(f"the feed ended after {shown} cards: {told}")
    return peak


async def _fling(control: CDPSession) -> None:
    gesture = {"x": 195, "y": 600, "yDistance": -FLING, "speed": FLING_SPEED, "preventFling": True}
    await control.send("Input.synthesizeScrollGesture", gesture)


async def _heap_mb(control: CDPSession) -> float:
    told = await control.send("Performance.getMetrics")
    used = next(one["value"] for one in told["metrics"] if one["name"] == "JSHeapUsedSize")
    return round(float(used) / MB, 1)


async def _bare(browser: Browser, stage: Stage, visits: int) -> float:
    with open_still(stage, BARE, kind="text/html") as origin:
        told = [await _visit(browser, origin + "/") for _ in range(visits)]
    return quantile_ms([one.fcp for one in told], 0.5)
