"""What a program can see of a screen as it is shown: cut, too wide, without a name, in the wrong language, in error."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

import msgspec
from playwright.async_api import BrowserContext, ConsoleMessage, Page
from playwright.async_api import TimeoutError as Impatient

from zhongcao.app.webapp.build import WEB
from zhongcao.app.webapp.tongues import Sentences, leftovers

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 20_000
OPENED = "dialog[open], [role=dialog], .receipt"
"""What lies over a screen once something was pressed; a receipt is what receiving opens in its place."""
OPENING_MS = 10_000
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""Rules that look at colours, and nothing else does."""
BLOCKED = ("Service Worker registration blocked",)
SHOWN = 160
Rules = Literal["all", "colour"]

LISTEN = """
    window.heard = {open: 0, answers: []}
    const real = window.fetch
    window.fetch = async (...asked) => {
        heard.open++
        try {
            const answer = await real(...asked)
            if (answer.headers.get('content-type')?.includes('json')) heard.answers.push(await answer.clone().text())
            return answer
        } finally { heard.open-- }
    }
"""
"""Keeps what the API answers: it tells what a screen shows that is not ours, and when it has come to rest."""
SETTLE = """async most => {
    const end = performance.now() + most
    const rest = () => document.readyState === 'complete' && heard.open === 0 &&
        document.querySelector('#app[data-v-app] h1') && !document.querySelector('main .ghost, main [aria-busy=true]')
    for (let calm = 0; performance.now() < end;) {
        await new Promise(done => setTimeout(done, 50))
        calm = rest() ? calm + 1 : 0
        if (calm === 3) return true
    }
    return false
}"""
SEEN = """async most => {
    const end = performance.now() + most
    const shown = one => {
        const box = one.getBoundingClientRect()
        return box.width && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
    }
    const waits = () => [...document.images].some(one => shown(one) && !one.complete)
    while (waits() && performance.now() < end) await new Promise(done => setTimeout(done, 50))
    await Promise.allSettled([...document.images].filter(one => one.complete && shown(one)).map(one => one.decode()))
    await new Promise(requestAnimationFrame)
}"""
"""Pictures within the window are there and drawn."""
SETTLE_COLOURS = """async () => {
    for (let calm = 0, frames = 0; calm < 3 && frames < 120; frames++) {
        await new Promise(requestAnimationFrame)
        calm = document.getAnimations().some(one => one.playState === 'running') ? 0 : calm + 1
    }
}"""
"""Colours change by transitions, short ones where motion is reduced, and what inherits them begins after its parent."""
READ = """() => {
    const page = document.documentElement, tongue = page.lang.split('-')[0]
    const visible = one => one.checkVisibility({visibilityProperty: true})
    const ours = one => {
        const told = one.closest('[lang]')
        return (told === page || told.lang.split('-')[0] === tongue) && visible(one)
    }
    const shown = [], cut = [], holders = new Set()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim(), at = texts.currentNode.parentElement
        if (!text || at.closest('script, style, noscript, kbd, code, meter') || !visible(at)) continue
        holders.add(at)
        if (ours(at)) shown.push(text)
    }
    for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
        if (ours(one)) for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
            if (one.getAttribute(name)) shown.push(one.getAttribute(name))
    const measured = document.createRange()
    for (const one of holders) {
        const style = getComputedStyle(one), box = one.getBoundingClientRect()
        const hides = style.overflowX === 'hidden' || style.overflowX === 'clip'
        if (!hides && !one.matches('button, a, label, th, summary')) continue
        if (one.closest('.sr, .skip') || box.width < 2 || style.display === 'inline') continue
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') continue
        for (const text of one.childNodes) if (text.nodeType === Node.TEXT_NODE && text.data.trim()) {
            measured.selectNodeContents(text)
            const place = measured.getBoundingClientRect()
            if (place.right > box.right + 1 || place.left < box.left - 1) cut.push(one.outerHTML.slice(0, 160))
        }
    }
    return JSON.stringify({
        headings: document.querySelectorAll('h1').length,
        wide: page.scrollWidth > Math.min(innerWidth, screen.width),
        shown, cut,
        told: [document.getElementById('boot')?.textContent, ...heard.answers].filter(Boolean),
    })
}"""
ASK = """async ([rules, most]) => {
    const grave = async () => {
        const asked = {resultTypes: ['violations']}
        if (rules) asked.runOnly = {type: 'rule', values: rules}
        const {violations} = await axe.run(document, asked)
        return violations.filter(one => ['serious', 'critical'].includes(one.impact))
            .flatMap(one => one.nodes.map(node => `${one.impact} ${one.id}: ${node.html.slice(0, most)}`))
    }
    const first = await grave()
    if (!first.length) return first
    await new Promise(done => setTimeout(done, 500))
    const second = new Set(await grave())
    return first.filter(one => second.has(one))
}"""
"""What axe-core finds, where it finds it twice: on a busy machine colours may still have been on their way."""


class Seen(msgspec.Struct, frozen=True):
    """What a page tells of itself."""

    headings: int
    wide: bool
    shown: list[str]
    cut: list[str]
    told: list[str]


async def listen(context: BrowserContext) -> None:
    """Let every page of this context keep what the API answers, and bring axe-core along."""
    await context.add_init_script("{" + LISTEN + "}")
    await context.add_init_script(path=AXE)


async def settle(page: Page) -> bool:
    """Wait until a screen has come to rest; False where it does not."""
    return bool(await page.evaluate(SETTLE, PATIENCE_MS))


async def until_seen(page: Page) -> None:
    """Wait until the pictures in the window are drawn, for a while."""
    await page.evaluate(SEEN, OPENING_MS)


async def look(page: Page, *, english: bool, sentences: Sentences) -> list[str]:
    """What is wrong with the screen that is shown, apart from what axe-core knows."""
    seen = msgspec.json.decode(await page.evaluate(READ), type=Seen)
    found = [f"cut: {one}" for one in seen.cut]
    if seen.headings != 1:
        found.append(f"{seen.headings} first headings")
    if seen.wide:
        found.append("wider than the window")
    other = "Chinese" if english else "English"
    left = leftovers(seen.shown, seen.told, english=english, sentences=sentences)
    return [*found, *(f"in {other}: {one[:SHOWN]}" for one in left)]


async def change_colours(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Show the same screen in the other colours, and wait until they are there."""
    await page.emulate_media(color_scheme=scheme)
    await page.evaluate(SETTLE_COLOURS)


async def ask_axe(page: Page, rules: Rules = "all") -> list[str]:
    """Serious and critical findings of axe-core on what is shown; by all of its rules, or those of colours."""
    found: list[str] = await page.evaluate(ASK, [COLOUR_RULES if rules == "colour" else None, SHOWN])
    return found


async def press(page: Page, what: str) -> bool:
    """Press the first of these, if there is one, and wait until what it opens has come to rest."""
    wanted = page.locator(what).first
    if not await wanted.count():
        return False
    await wanted.click()
    with suppress(Impatient):
        await page.wait_for_selector(OPENED, timeout=OPENING_MS)
    await settle(page)
    await page.evaluate(SETTLE_COLOURS)
    return True


def complaint(message: ConsoleMessage, *, known: Sequence[str] = BLOCKED) -> list[str]:
    """What the page complains about; pictures of the sample that nobody has drawn yet are no complaint."""
    if message.type not in ("error", "warning"):
        return []
    where = message.location.get("url", "")
    if "/media/" in where or any(words in message.text for words in known):
        return []
    if message.text.startswith("Failed to load resource") and "status of 4" in message.text and "/assets/" not in where:
        return []  # a refusal that the screen tells in words; that it does is for tests to see
    return [f"{message.type}: {message.text} ({where})"]
