"""Measures Discover in a real Chromium on a slow phone: first paint, largest paint, moves, hearts, 2,000 cards.

The network is Lighthouse's slow 4G and the processor four times slower, both by the browser's own means. Scrolling and
memory are measured without them: what a lost frame costs is our script, not the wire.
"""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Browser, CDPSession, Page

from zhongcao.app.measuring import shopper
from zhongcao.app.measuring.bare import PAGE, bare_hearts, bare_scroll
from zhongcao.app.measuring.figures import Measure, quantile_ms
from zhongcao.app.measuring.phone import (
    FRAME_WATCH,
    HEART_WATCH,
    HEARTS_IN_VIEW,
    chromium,
    fling,
    frames_of,
    phone,
    press,
    press_in_turn,
)
from zhongcao.app.measuring.pictured import fill_with_pictures
from zhongcao.app.measuring.stage import Say, Stage, open_still
from zhongcao.app.measuring.traces import CATEGORIES, MARKS, task_cpu_seconds
from zhongcao.rehearsal.line import Line

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
HEARTS = 20
EARLY_VISITS, EARLY_SECONDS, EARLY_SEEN_SECONDS = 20, 0.1, 1.5
"""Visits with one press each, every one so much later after the first paint than the one before."""
HEART, HEART_OF_APP = ".card .like", "#app[data-v-app] .card .like"
TRACED_VISITS = 5
TOP_BAR, TAB_BAR = 110, 740
TRACED_FLINGS = 10
STUCK_MAX = 20
PAINTED = "firstContentfulPaint"
SAID_SECONDS = 0.001
"""A page has hundreds of tasks that are shorter; they are nobody's waiting."""
MORE_NOTES = 300
PATIENCE_SECONDS = 540
"""Alone on two cores it takes six and a half minutes; who needs much longer measures the neighbours."""
MB = 1_000_000
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
MOUNTED = """() => new Promise(done => {
    new PerformanceObserver(list => list.getEntriesByName('mounted').length && done())
        .observe({type: 'mark', buffered: true})
})"""
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
    async with chromium(browser) as running:
        home = stage.origin + "/"
        await _visit(running, home)  # the server reads the build and compiles its statements
        told = []
        for number in range(visits):
            say(f"visit {number + 1} of {visits}")
            told.append(await _visit(running, home))
        _note_visits(made, told)
        say("a bare page")
        with open_still(stage, PAGE, kind="text/html") as origin:
            bare = [await _visit(running, origin + "/") for _ in range(visits)]
        made.limit["bare_fcp_ms"] = quantile_ms([one.fcp for one in bare], 0.5)
        say("pressing hearts")
        hearts = await _press_hearts(running, stage, seed) | await _press_early(running, stage, seed, say)
        hearts |= await _early_tasks(running, stage, seed, say)
        still = await bare_hearts(running, stage, HEARTS)
        say("scrolling")
        scrolled = await _scroll(running, stage, cards=cards, seed=seed, say=say)
        still |= await bare_scroll(running, stage, cards=cards, seed=seed, say=say)
        made.figures |= hearts | scrolled
        made.limit |= still
    made.ratio["fcp"] = round(made.figures["fcp_ms"] / made.limit["bare_fcp_ms"], 3)
    made.ratio["like_p50"] = round(made.figures["like_p50_ms"] / made.limit["bare_like_p50_ms"], 3)
    made.violations = int(made.figures["moved_visits"])
    return made


async def _visit(browser: Browser, address: str) -> Visit:
    async with phone(browser, slow=True) as page:
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
    async with phone(browser, slow=True, token=token, origin=stage.origin) as page:
        await page.add_init_script(HEART_WATCH)
        await page.goto(stage.origin + "/")
        await page.wait_for_load_state("networkidle")
        times = await press_in_turn(page, among=(TOP_BAR, TAB_BAR, HEART_OF_APP), presses=HEARTS)
    return {"like_p50_ms": quantile_ms(times, 0.5), "like_worst_ms": quantile_ms(times, 1)}


async def _press_early(browser: Browser, stage: Stage, seed: int, say: Say) -> dict[str, float]:
    """One press a visit in the two seconds after its first paint, while the app arrives and takes the page over."""
    times = []
    for number in range(EARLY_VISITS):
        say(f"early press {number + 1} of {EARLY_VISITS}")
        async with Line(stage.origin) as line:
            token = await shopper.join(line, f"early{seed}.{number}")
        async with phone(browser, slow=True, token=token, origin=stage.origin) as page:
            await page.add_init_script(HEART_WATCH)
            finger = await page.context.new_cdp_session(page)
            await page.goto(stage.origin + "/", wait_until="commit")
            hearts = await page.evaluate(HEARTS_IN_VIEW, [TOP_BAR, TAB_BAR, HEART])
            await asyncio.sleep(number * EARLY_SECONDS)
            await press(finger, *hearts[number % len(hearts)])
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
        async with phone(browser, slow=True, token=token, origin=stage.origin) as page:
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


async def _scroll(browser: Browser, stage: Stage, *, cards: int, seed: int, say: Say) -> dict[str, float]:
    """Fling through the feed until so many cards were shown; each frame's time, CPU at the end, heap on the way."""
    async with Line(stage.origin) as line:
        token = await shopper.join(line, f"scroll{seed}")
    async with phone(browser, slow=False, token=token, origin=stage.origin) as page:
        control = await page.context.new_cdp_session(page)
        await control.send("Performance.enable")
        await page.goto(stage.origin + "/")
        await page.wait_for_selector("#app[data-v-app] .card")
        await page.wait_for_load_state("networkidle")
        await page.evaluate(FRAME_WATCH)
        peak = await _fling_until(page, control, cards=cards, say=say)
        await browser.start_tracing(page=page, categories=CATEGORIES)
        for _ in range(TRACED_FLINGS):
            await fling(control)
        tasks = task_cpu_seconds(await browser.stop_tracing())
        frames = await frames_of(page)
        shown = await page.evaluate(SHOWN)
        elements = await page.evaluate("document.querySelectorAll('*').length")
        await control.send("HeapProfiler.collectGarbage")
        heap = await _heap_mb(control)
    return {
        "cards": shown,
        **frames,
        "task_cpu_longest_ms": quantile_ms(tasks, 1),
        "heap_mb": heap,
        "heap_peak_mb": max(peak, heap),
        "elements": elements,
    }


async def _fling_until(page: Page, control: CDPSession, *, cards: int, say: Say) -> float:
    """Fling until so many cards were shown; the most heap on the way, in MB."""
    shown, peak, stuck = 0, 0.0, 0
    while shown < cards:
        await fling(control)
        before, shown = shown, await page.evaluate(SHOWN)
        say(f"scrolling: {shown} cards")
        peak = max(peak, await _heap_mb(control))
        stuck = stuck + 1 if shown == before else 0
        if stuck > STUCK_MAX:
            told = await page.evaluate("document.querySelector('.end')?.innerText")
            raise RuntimeError(f"the feed ended after {shown} cards: {told}")
    return peak


async def _heap_mb(control: CDPSession) -> float:
    told = await control.send("Performance.getMetrics")
    used = next(one["value"] for one in told["metrics"] if one["name"] == "JSHeapUsedSize")
    return round(float(used) / MB, 1)
