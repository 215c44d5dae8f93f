"""What the browser and this machine cost by themselves: the same visit, hearts and flings on pages without an app.

Where a bare page needs as long, or loses as many frames, it is not ours that makes somebody wait.
"""

from playwright.async_api import Browser

from zhongcao.app.measuring import shopper
from zhongcao.app.measuring.figures import quantile_ms
from zhongcao.app.measuring.phone import (
    FLING,
    FRAME_WATCH,
    HEART_WATCH,
    TALL,
    fling,
    frames_of,
    phone,
    press_in_turn,
)
from zhongcao.app.measuring.stage import Say, Stage, open_still
from zhongcao.rehearsal.line import Line, Refused

HEAD = '<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport content="width=device-width">'
PAGE = f"{HEAD}<title>zhongcao</title><p>\u79cd\u8349</p></html>".encode()
HEART = "<div class=card><a data-note={n}></a><button class=like aria-pressed=false>+</button></div>"
HEARTS = f"""{HEAD}<title>zhongcao</title><style>
.card {{ height: 150px }} button {{ width: 80px; height: 60px }} [aria-pressed=true] {{ background: red }}
</style>{"".join(HEART.format(n=number) for number in range(4))}<script>addEventListener('click', event => {{
    const heart = event.target.closest('.like')
    heart?.setAttribute('aria-pressed', heart.getAttribute('aria-pressed') !== 'true')
}})</script></html>""".encode()
LANE, WORDS = 183, 90
"""Pixels of a card's picture across, and of what stands below it."""
CARD = (
    "<div style='width:{lane}px;height:{tall}px;float:left'>"
    "<img loading=lazy width={lane} height={height} src='{url}'></div>"
)
GET_PAGE, PAGE_OF = "/v1/feeds/discover", 40


async def bare_hearts(browser: Browser, stage: Stage, hearts: int) -> dict[str, float]:
    """Press as many hearts on a page that consists of four."""
    with open_still(stage, HEARTS, kind="text/html") as origin:
        async with phone(browser, slow=True) as page:
            await page.add_init_script(HEART_WATCH)
            await page.goto(origin + "/", wait_until="load")
            times = await press_in_turn(page, among=(0, TALL, ".card .like"), presses=hearts)
    return {"bare_like_p50_ms": quantile_ms(times, 0.5), "bare_like_worst_ms": quantile_ms(times, 1)}


async def bare_scroll(browser: Browser, stage: Stage, *, cards: int, seed: int, say: Say) -> dict[str, float]:
    """The same flings over a page of nothing but as many pictures of the feed; how its frames came."""
    body = HEAD + "".join(await _pictures(stage, cards=cards, seed=seed))
    with open_still(stage, body.encode(), kind="text/html") as origin:
        async with phone(browser, slow=False) as page:
            control = await page.context.new_cdp_session(page)
            await page.goto(origin + "/", wait_until="domcontentloaded")
            await page.wait_for_load_state("networkidle")
            tall = await page.evaluate("document.documentElement.scrollHeight")
            await page.evaluate(FRAME_WATCH)
            for number in range(tall // FLING):
                say(f"scrolling bare pictures: {number} of {tall // FLING}")
                await fling(control)
            frames = await frames_of(page)
    return {f"bare_{name}": figure for name, figure in frames.items()}


async def _pictures(stage: Stage, *, cards: int, seed: int) -> list[str]:
    """So many covers of Discover, each as high as its card shows it."""
    made: list[str] = []
    async with Line(stage.origin) as line:
        line.token = await shopper.join(line, f"bare{seed}")
        after = ""
        while len(made) < cards:
            answer = await line.ask("GET", f"{GET_PAGE}?limit={PAGE_OF}{after}")
            if answer.status != 200:
                raise Refused(GET_PAGE, answer)
            page = answer.json()
            covers = [item["note"]["cover"] for item in page["items"] if item["note"]["cover"]]
            heights = [round(LANE * one["height"] / one["width"]) for one in covers]
            made += [
                CARD.format(lane=LANE, tall=high + WORDS, height=high, url=stage.origin + one["card_url"])
                for one, high in zip(covers, heights, strict=True)
            ]
            if not page["next_cursor"]:
                break
            after = f"&cursor={page['next_cursor']}"
    return made[:cards]
