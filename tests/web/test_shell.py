"""The pages as the server gives them out: built files, first screen, data inside, a strict policy."""

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import msgspec
from litestar import Litestar

from tests.driving import Browser
from tests.factories.community import note
from zhongcao.app.webapp.addresses import shape_of
from zhongcao.app.webapp.dist import Pages
from zhongcao.app.webapp.lanes import lanes
from zhongcao.app.webapp.wording import compact, language_of
from zhongcao.kit.settings import Settings

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def fetch(app: Litestar, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def boot_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', page, re.S)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


async def test_the_first_screen_shows_notes_before_any_script(app: Litestar, browse: Browse, drain: Drain) -> None:
    author = await browse().sign_up("小满")
    await note(author, title="<b>三瓶空了</b>的护手霜", body="冬天就靠它。")
    await drain("discovery")
    answer = await fetch(app, "/")
    assert answer.status_code == 200
    assert '<h3 class="title">&lt;b&gt;三瓶空了&lt;/b&gt;的护手霜</h3>' in answer.text
    assert "<b>" not in answer.text
    boot = boot_of(answer.text)
    assert boot["member"] is None
    assert [item["note"]["title"] for item in boot["discover"]["items"]] == ["<b>三瓶空了</b>的护手霜"]  # type: ignore[index]


async def test_whoever_types_localhost_is_led_to_the_address_where_signing_in_works(
    app: Litestar, settings: Settings
) -> None:
    app.state["settings"] = msgspec.structs.replace(settings, public_url="http://127.0.0.1:8765")
    try:
        for path in ("/", "/console/orders?state=paid"):
            led = await fetch(app, path, host="localhost:8765")
            assert (led.status_code, led.headers["location"]) == (307, f"http://127.0.0.1:8765{path}")
        for host in ("127.0.0.1:8765", "localhost:1", "shop.example", "localhost:8765.example", "localhost:x"):
            assert (await fetch(app, "/login", host=host)).status_code == 200, host
        shelves = await fetch(app, "/v1/categories", host="localhost:8765")
        assert shelves.status_code == 200, "programs stay where they are"
    finally:
        app.state["settings"] = settings


async def test_where_all_addresses_are_listened_on_people_are_led_to_the_one_that_others_reach(
    app: Litestar, settings: Settings
) -> None:
    everywhere = msgspec.structs.replace(settings, host="0.0.0.0", port=8765, public_url="")  # noqa: S104
    app.state["settings"] = everywhere
    try:
        own = everywhere.origin.removeprefix("http://")
        assert own != "0.0.0.0:8765", "no browser goes there"
        answers = {
            host: await fetch(app, "/login?to=/cart", host=host) for host in ("localhost:8765", own, "shop.example")
        }
        assert (answers.pop("localhost:8765").headers["location"]) == f"http://{own}/login?to=/cart"
        assert {answer.status_code for answer in answers.values()} == {200}
        app.state["settings"] = msgspec.structs.replace(everywhere, public_url="https://shop.example")
        assert (await fetch(app, "/login", host="localhost:8765")).status_code == 200, "a proxy's own questions"
    finally:
        app.state["settings"] = settings


async def test_the_policy_allows_only_our_own_files_and_this_pages_style(app: Litestar) -> None:
    first, second = await fetch(app, "/"), await fetch(app, "/")
    policy = first.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    assert f'<style nonce="{nonce[1]}">body{{color:red}}</style>' in first.text
    script = re.search(r"<script>(.+?)</script>", first.text, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy, "only this one script may stand in the page"
    assert "script-src 'self';" in (await fetch(app, "/me")).headers["content-security-policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert nonce[1] not in second.text, "a nonce serves one answer"


async def test_discovers_program_is_only_fetched_until_the_cards_are_seen(app: Litestar) -> None:
    first, other = await fetch(app, "/"), await fetch(app, "/me")
    (program,) = re.findall(r'<script type="module" crossorigin src="([^"]+)"></script>', other.text)
    assert '<script type="module"' not in first.text
    files = re.findall(r'<link rel="modulepreload"[^>]* href="([^"]+)">', first.text)
    assert files[-1] == program, "it comes after what it needs"
    assert "import(file.href)" in first.text
    assert first.text.index(program) < first.text.index("</head>")


async def test_a_style_that_stands_in_the_page_is_not_fetched_again(app: Litestar) -> None:
    page = (await fetch(app, "/")).text
    assert re.findall("<link[^>]*stylesheet[^>]*>", page) == ['<link rel="stylesheet" href="/assets/a.css" disabled>']


async def test_a_members_page_carries_them_and_is_kept_by_nobody(app: Litestar, browse: Browse) -> None:
    member = await browse().sign_up("小满")
    answer = await fetch(app, "/mall", cookie=f"sid={member.token}")
    boot = boot_of(answer.text)
    assert boot["member"]["nickname"] == "小满"  # type: ignore[index]
    assert "member" in boot["roles"]  # type: ignore[operator]
    assert answer.headers["cache-control"] == "private, no-store"
    offline = await fetch(app, "/shell", cookie=f"sid={member.token}")
    assert boot_of(offline.text)["member"] is None, "the kept shell belongs to nobody"


async def test_unknown_addresses_say_so_with_their_status(app: Litestar) -> None:
    assert (await fetch(app, "/no/such/page")).status_code == 404
    lost = await fetch(app, "/v1/no-such-thing")
    assert lost.status_code == 404
    assert lost.json()["code"] == "not-found"
    assert (await fetch(app, "/assets/gone.js")).json()["code"] == "not-found"
    assert (await fetch(app, "/console/orders")).status_code == 200


async def test_files_with_a_digest_are_kept_for_ever_and_squeezed_once(app: Litestar) -> None:
    answer = await fetch(app, "/assets/a.js", accept_encoding="gzip")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.startswith("// x")
    assert "content-encoding" not in (await fetch(app, "/assets/a.js", accept_encoding="identity")).headers


async def test_without_a_build_the_api_goes_on_and_the_page_says_what_to_do(app: Litestar, tmp_path: Path) -> None:
    app.state["pages"] = Pages(tmp_path / "nothing")
    answer = await fetch(app, "/")
    assert answer.status_code == 503
    assert "./zhongcao up" in answer.text
    assert (await fetch(app, "/v1/categories")).status_code == 200


def test_pages_are_known_by_the_routers_own_addresses() -> None:
    shape = shape_of(["/", "/cart", r"/note/:id(\\d+)", "/search/:q?", "/topic/:name"])
    for page in ("/", "/cart", "/note/723", "/search", "/search/护手霜", "/topic/干皮"):
        assert shape.fullmatch(page), page
    for nothing in ("/note/abc", "/note/1/2", "/topic", "/cart/1", "/search/a/b"):
        assert not shape.fullmatch(nothing), nothing


def test_a_card_goes_to_the_shortest_lane_as_the_app_lays_it() -> None:
    cases = json.loads((Path(__file__).parents[2] / "web" / "tests" / "lanes.json").read_text(encoding="utf-8"))
    cards = [(width, height, title) for width, height, title in cases["cards"]]
    for count, places in cases["lanes"].items():
        assert lanes(cards, int(count)) == places
        assert lanes(cards[:7], int(count)) == places[:7], "more cards never move earlier ones"


def test_counts_are_as_short_as_the_app_and_browsers_write_them() -> None:
    cases = json.loads((Path(__file__).parents[2] / "web" / "tests" / "counts.json").read_text(encoding="utf-8"))
    assert len(cases) > 30
    assert [[n, compact(n, "zh-CN"), compact(n, "en")] for n, _, _ in cases] == cases


def test_the_chosen_language_comes_before_the_browsers() -> None:
    assert language_of("en", "zh-CN,zh") == "en"
    assert language_of(None, "zh-TW,en") == "zh-CN"
    assert language_of(None, "fr") == "en"
    assert language_of("klingon", "") == "zh-CN"
