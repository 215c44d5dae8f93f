"""Shows on air between the notes of Discover: whose, where, why, and none for whom they do not help."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.factories import discovery, live, mall
from tests.factories.identity import staff
from tests.insight.test_events import event, send
from zhongcao.community.service import CardCache
from zhongcao.discovery import rules
from zhongcao.discovery.rules import ShowDismissal, shows
from zhongcao.discovery.service import GoodsCards, GoodsShelf, LiveBoard, OpenFeeds
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]
DISCOVER = "/v1/feeds/discover"


@pytest.fixture
async def shop(app: Litestar, sessions: Sessions) -> None:
    """A process that knows at once what is on air, and 130 new notes."""
    parts: dict[str, Any] = {"cards": CardCache(), "goods": GoodsShelf(seconds=0), "goods_cards": GoodsCards()}
    app.state["brain"] = msgspec.structs.replace(
        app.state["brain"], **parts, open=OpenFeeds(), live=LiveBoard(seconds=0)
    )
    async with begin(sessions) as tx:
        await discovery.recent_notes(tx, count=130)


async def page(reader: Browser, **params: Any) -> list[Any]:
    found: list[Any] = (await reader.get(DISCOVER, params={"limit": 20, **params}))["live"]
    return found


async def followed(browse: Browse, sessions: Sessions, keys: KeyRing) -> tuple[Browser, Browser, str]:
    host, fan = await live.host(browse(), sessions, keys, name="阿岚"), await browse().sign_up()
    await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    return host, fan, (await live.on_air(host))["id"]


def test_a_show_stands_before_the_fourth_note_and_then_once_in_three_pages() -> None:
    assert list(shows.places(130)) == [3, 63, 123]
    assert list(shows.places(3)) == []
    assert rules.subject_of_show_dismissal(ShowDismissal.AUTHOR, show=5, host=7) == "a:7"
    assert rules.subject_of_show_dismissal(ShowDismissal.CONTENT, show=5, host=7) == "l:5"


@pytest.mark.usefixtures("shop")
async def test_whom_one_follows_is_shown_while_on_air(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, fan, show = await followed(browse, sessions, keys)
    (card,) = await page(fan)
    assert (card["before"], card["show"]["id"], card["show"]["title"], card["show"]["host"]["nickname"]) == (
        3,
        show,
        "今晚试色",
        "阿岚",
    )
    assert card["show"]["cover"] is not None
    assert card["reason"] == {"code": "follow", "zh": "你关注的人正在直播", "en": "Someone you follow is live"}
    assert (await page(host), await page(await browse().sign_up())) == ([], [])
    await host.post(f"/v1/shows/{show}/end", expect=200)
    assert await page(fan) == []


@pytest.mark.usefixtures("shop")
async def test_one_stands_in_three_pages_and_what_ended_meanwhile_is_left_out(
    browse: Browse, sessions: Sessions, keys: KeyRing
) -> None:
    _, fan, _ = await followed(browse, sessions, keys)
    other = await live.host(browse(), sessions, keys, number=2)
    await fan.put(f"/v1/members/{other.member_id}/follow", expect=204)
    second = (await live.on_air(other))["id"]
    session, cursor = [], None
    for _ in range(5):
        params = {"limit": 20, **({"cursor": cursor} if cursor else {})}
        made = await fan.get(DISCOVER, params=params)
        session.append((made, params))
        cursor = made["next_cursor"]
    assert [len(made["live"]) for made, _ in session] == [1, 0, 0, 1, 0]
    assert len({card["show"]["id"] for made, _ in session for card in made["live"]}) == 2
    for show, host in ((second, other),):
        await host.post(f"/v1/shows/{show}/end", expect=200)
    again = [await fan.get(DISCOVER, params=params) for _, params in session[1:]]
    left = [card["show"]["id"] for made in again for card in made["live"]]
    assert second not in left
    assert [made["items"][0]["note"]["id"] for made in again] == [
        made["items"][0]["note"]["id"] for made, _ in session[1:]
    ]


@pytest.mark.usefixtures("shop")
async def test_a_shelf_that_one_likes_is_shown_to_strangers(
    browse: Browse, sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    async with begin(sessions) as tx:
        product = (await mall.product(tx)).id
        await mall.sku(tx, product_id=int(product), stock=3)
    host = await live.host(browse(), sessions, keys)
    show = (await live.on_air(host, products=[product]))["id"]
    reader = await browse().sign_up()
    assert await page(reader) == []
    await send(reader, event("product_view", product=product))
    await drain("discovery")
    (card,) = await page(reader)
    assert (card["show"]["id"], card["reason"]["code"]) == (show, "product")


@pytest.mark.usefixtures("shop")
async def test_who_gave_no_portrait_sees_only_whom_they_follow_and_visitors_nobody(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing, asked: list[str]
) -> None:
    host, fan, show = await followed(browse, sessions, keys)
    stranger = await browse().sign_up()
    for one in (fan, stranger):
        await one.call("PATCH", "/v1/me", json={"personalised": False})
    assert [card["show"]["id"] for card in await page(fan)] == [show]
    assert (await page(stranger), await page(visitor), await page(fan, channel="topic:防晒")) == ([], [], [])
    other = await live.host(browse(), sessions, keys, number=2)
    await fan.put(f"/v1/members/{other.member_id}/follow", expect=204)
    second = (await live.on_air(other))["id"]
    asked.clear()
    shown = {card["show"]["id"] for card in await page(fan)}
    assert shown
    assert shown <= {show, second}
    assert len([one for one in asked if "discovery.correction.subject" in one]) == 1, "one question for all hosts"
    await fan.put(f"/v1/shows/{show}/dismissal", {}, expect=204)
    assert [card["show"]["id"] for card in await page(fan)] == [second]
    await fan.put(f"/v1/shows/{second}/dismissal", {"reason": "author"}, expect=204)
    assert await page(fan) == []
    await host.post(f"/v1/shows/{show}/end", expect=200)


@pytest.mark.usefixtures("shop")
async def test_what_was_sent_away_is_not_shown_again(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    _, fan, show = await followed(browse, sessions, keys)
    await fan.put("/v1/shows/77/dismissal", {}, expect=404)
    await fan.put(f"/v1/shows/{show}/dismissal", {"reason": "seen"}, expect=422)
    assert len(await page(fan)) == 1
    for reason in ("content", "author"):
        for _ in range(2):
            await fan.put(f"/v1/shows/{show}/dismissal", {"reason": reason}, expect=204)
        assert await page(fan) == []
        away = [one["kind"] for one in (await fan.get("/v1/me/portrait"))["aversions"]]
        assert away == (["author"] if reason == "author" else [])
        for _ in range(2):
            await fan.delete(f"/v1/shows/{show}/dismissal", expect=204)
        assert len(await page(fan)) == 1


@pytest.mark.usefixtures("shop")
async def test_a_show_that_one_was_in_within_the_hour_is_known(
    browse: Browse, sessions: Sessions, keys: KeyRing
) -> None:
    _, fan, show = await followed(browse, sessions, keys)
    await fan.post(f"/v1/shows/{show}/lines", {"text": "来了"}, expect=201)
    assert await page(fan) == []


@pytest.mark.usefixtures("shop")
async def test_neither_stopped_shows_nor_blocked_hosts_are_shown(
    browse: Browse, sessions: Sessions, keys: KeyRing
) -> None:
    host, fan, show = await followed(browse, sessions, keys)
    first = await fan.get(DISCOVER, params={"limit": 2})
    then = {"limit": 20, "cursor": first["next_cursor"]}
    assert len((await fan.get(DISCOVER, params=then))["live"]) == 1
    await fan.put(f"/v1/members/{host.member_id}/block", expect=204)
    assert (await fan.get(DISCOVER, params=then))["live"] == []
    await fan.delete(f"/v1/members/{host.member_id}/block", expect=204)
    await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    assert len(await page(fan)) == 1
    editor = await staff(sessions, browse(), "editor")
    await editor.post(f"/v1/console/shows/{show}/stop", {"reason": "假货"}, expect=204)
    assert await page(fan) == []


@pytest.mark.usefixtures("shop")
async def test_a_page_costs_nothing_while_nobody_is_live(
    app: Litestar, browse: Browse, sessions: Sessions, keys: KeyRing, asked: list[str]
) -> None:
    _, fan, show = await followed(browse, sessions, keys)
    app.state["brain"] = msgspec.structs.replace(app.state["brain"], live=LiveBoard(seconds=100))
    assert len(await page(fan)) == 1
    asked.clear()
    assert len(await page(fan)) == 1
    assert [one for one in asked if "live.show" in one] == [], "what is on air is asked for once in a while"
    app.state["brain"] = msgspec.structs.replace(app.state["brain"], live=LiveBoard(seconds=0))
    second = {"limit": 20, "cursor": (await fan.get(DISCOVER, params={"limit": 20}))["next_cursor"]}
    asked.clear()
    await fan.get(DISCOVER, params=second)
    assert [one for one in asked if "live." in one] == [], "a page without a place for one asks nothing at all"
    assert show


@pytest.mark.usefixtures("shop")
async def test_a_fault_in_what_is_live_costs_the_card_and_not_the_page(
    browse: Browse, sessions: Sessions, keys: KeyRing, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, fan, _ = await followed(browse, sessions, keys)

    def fails(*given: Any) -> None:
        raise ValueError("no such place")

    monkeypatch.setattr(shows, "places", fails)
    made = await fan.get(DISCOVER, params={"limit": 20})
    assert (len(made["items"]), made["live"]) == (20, [])
