"""Streams of rooms: how things stand, then what moves; one process asks once for all of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import live
from tests.factories import mall as mall_factory
from tests.test_authorization import _listen
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.live.errors import ShowNotFound, TooManyStreams
from zhongcao.live.service import Rooms

Heard = list[tuple[str, object]]


async def listen(stream: AsyncIterator[bytes], heard: Heard) -> None:
    async for chunk in stream:
        for block in chunk.decode().strip().split("\n\n"):
            if block.startswith("event: "):
                name, _, told = block.removeprefix("event: ").partition("\ndata: ")
                heard.append((name, msgspec.json.decode(told)))


async def until(heard: Heard, name: str, *, more_than: int = 0) -> object:
    async with asyncio.timeout(8):
        while True:
            found = [told for kind, told in heard if kind == name]
            if len(found) > more_than:
                return found[-1]
            await asyncio.sleep(0.05)


def member(browser: Browser) -> Actor:
    return Actor(member_id=browser.member_id, roles=frozenset({"member"}))


async def test_what_moves_in_a_room_is_told(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=71)
    guest = await Browser(real_app).sign_up("阿远")
    async with begin(real_sessions) as tx:
        product = (await mall_factory.product(tx)).id
        await mall_factory.sku(tx, product_id=int(product))
    show = (await live.on_air(host, products=[product]))["id"]
    rooms, heard = Rooms(real_sessions, now=clock.now), Heard()
    by = member(guest)
    stream = rooms.stream(await rooms.enter(show_id=int(show), by=by), int(show), by)
    hearing = asyncio.create_task(listen(stream, heard))
    try:
        assert await until(heard, "state") == {"state": "on_air"}
        assert await until(heard, "count") == {"watching": 1, "came": 1, "hearts": 0}
        line = await guest.post(f"/v1/shows/{show}/lines", {"text": "来了"}, expect=201)
        assert await until(heard, "line") == line
        await host.put(f"/v1/shows/{show}/explained", {"product": product}, expect=200)
        shelf = await until(heard, "shelf", more_than=1)
        assert isinstance(shelf, dict)
        assert [(item["product"]["id"], item["explaining"]) for item in shelf["shelf"]] == [(product, True)]
        await guest.post(f"/v1/shows/{show}/hearts", {"count": 9}, expect=204)
        assert await until(heard, "count", more_than=1) == {"watching": 1, "came": 1, "hearts": 9}
        await host.delete(f"/v1/shows/{show}/lines/{line['id']}", expect=204)
        assert await until(heard, "gone") == {"id": line["id"]}
        assert (await guest.get(f"/v1/shows/{show}"))["watching"] == 1
        await host.post(f"/v1/shows/{show}/end", expect=200)
        assert await until(heard, "state", more_than=1) == {"state": "ended"}
        assert len([told for kind, told in heard if kind == "line"]) == 1
    finally:
        hearing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hearing
        await stream.aclose()  # type: ignore[attr-defined]
        await rooms.close()
    assert rooms.listening == 0
    await rooms.look_once()
    async with begin(real_sessions) as tx:
        found = await tx.execute(
            text(
                "SELECT most, came, (SELECT max(watching) FROM live.curve WHERE curve.show_id = tally.show_id),"
                " (SELECT sum(streams) FROM live.audience WHERE audience.show_id = tally.show_id)"
                " FROM live.tally WHERE show_id = :show"
            ),
            {"show": int(show)},
        )
        assert tuple(found.one()) == (1, 1, 1, 0)


async def test_a_process_asks_once_for_all_its_rooms(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing, asked: list[str]
) -> None:
    shows = []
    for number in (72, 73, 74):
        host = await live.host(Browser(real_app), real_sessions, keys, number=number)
        shows.append((host, int((await live.on_air(host))["id"])))
    rooms = Rooms(real_sessions, now=clock.now)
    visitor = Actor(network="203.0.113.0")
    streams = []
    for _ in range(4):
        for host, show in shows:
            stream = rooms.stream(host.member_id, show, visitor)
            await anext(stream)
            await anext(stream)
            streams.append(stream)
    await rooms.look_once()
    asked.clear()
    await rooms.look_once()
    assert len([one for one in asked if "live." in one]) == 3
    assert rooms.listening == 12
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]
    await rooms.close()
    for host, show in shows:
        await host.post(f"/v1/shows/{show}/end", expect=200)


async def test_who_may_not_see_a_show_hears_nothing_of_it(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=75)
    guest = await Browser(real_app).sign_up()
    show = (await live.on_air(host))["id"]
    await host.put(f"/v1/members/{guest.member_id}/block", expect=204)
    rooms = Rooms(real_sessions, now=clock.now)
    with pytest.raises(ShowNotFound):
        await rooms.enter(show_id=int(show), by=member(guest))
    assert (await host.get(f"/v1/shows/{show}"))["came"] == 0
    await guest.get(f"/v1/shows/{show}/stream", expect=404)
    await guest.get("/v1/shows/5/stream", expect=404)
    await host.post(f"/v1/shows/{show}/end", expect=200)


async def test_a_member_opens_only_so_many_windows(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=76)
    show = int((await live.on_air(host))["id"])
    rooms, by = Rooms(real_sessions, now=clock.now), member(host)
    streams = [rooms.stream(host.member_id, show, by) for _ in range(6)]
    for stream in streams:
        await anext(stream)
    with pytest.raises(TooManyStreams):
        await rooms.enter(show_id=show, by=by)
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]
    await rooms.enter(show_id=show, by=by)
    await rooms.close()
    await host.post(f"/v1/shows/{show}/end", expect=200)


async def test_anybody_may_listen_over_http(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=78)
    show = (await live.on_air(host))["id"]
    for token in (None, host.token):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        assert await _listen(real_app, f"/v1/shows/{show}/stream", headers) == 200
    await real_app.state["rooms"].close()
    await host.post(f"/v1/shows/{show}/end", expect=200)


async def test_a_page_that_takes_nothing_is_let_go(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=77)
    show = int((await live.on_air(host))["id"])
    rooms, by = Rooms(real_sessions, now=clock.now), member(host)
    stream = rooms.stream(host.member_id, show, by)
    assert await anext(stream) == b"retry: 3000\n\n"
    await anext(stream)
    for _ in range(300):
        rooms._rooms[show].tell(b"event: line\ndata: {}\n\n")
    left = [one async for one in stream]
    assert len(left) < 200
    assert rooms.listening == 0
    await rooms.close()
    await host.post(f"/v1/shows/{show}/end", expect=200)
