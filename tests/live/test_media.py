"""Media are pushed as an encoder does it, and watched as a player does it; the bytes are constants."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import live
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.live import rules, service

Browse = Callable[[], Browser]


async def rows(sessions: Sessions, what: str) -> list[tuple[object, ...]]:
    async with begin(sessions) as tx:
        return [tuple(row) for row in (await tx.execute(text(what))).all()]


SEGMENTS = "SELECT name, sequence, milliseconds, take FROM live.segment ORDER BY sequence NULLS FIRST, name"


def files(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if not line.startswith("#")]


async def test_what_is_pushed_is_what_players_get(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = await live.stream(host, show)
    where = f"/v1/shows/{show}"
    preview = files(await host.get(f"{where}/index.m3u8"))
    assert [await host.file("GET", f"{where}/{one}") for one in preview] == [live.piece(n) for n in (1, 2, 3)]
    await visitor.get(f"{where}/index.m3u8", expect=404)
    await visitor.get(f"{where}/{preview[0]}", expect=404)
    assert (await visitor.get(where))["stream"] is None
    await host.post(f"{where}/start", expect=200)
    text_now = await visitor.get(f"{where}/index.m3u8")
    assert files(text_now) == preview[2:]
    await visitor.get(f"{where}/{preview[0]}", expect=404)
    head = text_now.partition('URI="')[2].partition('"')[0]
    assert await visitor.file("GET", f"{where}/{head}") == live.HEAD
    await live.push_pieces(host, key, range(3, 12))
    window = await visitor.get(f"{where}/index.m3u8")
    assert "#EXT-X-MEDIA-SEQUENCE:6" in window
    assert [await visitor.file("GET", f"{where}/{one}") for one in files(window)] == [
        live.piece(n) for n in range(6, 12)
    ]
    await host.post(f"{where}/end", expect=200)
    whole = await visitor.get(f"{where}/index.m3u8")
    assert whole.splitlines()[-1] == "#EXT-X-ENDLIST"
    assert [await visitor.file("GET", f"{where}/{one}") for one in files(whole)] == [
        live.piece(n) for n in range(3, 12)
    ]
    assert [room["id"] for room in (await visitor.get("/v1/shows", params={"view": "past"}))["items"]] == [show]


async def test_media_may_be_kept_for_ever_but_a_preview_by_nobody(
    browse: Browse, app: Litestar, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    await live.stream(host, show)
    where = f"/v1/shows/{show}"
    (file,) = files(await host.get(f"{where}/index.m3u8"))[-1:]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        told = {"Authorization": f"Bearer {host.token}"}
        before = await client.get(f"{where}/{file}", headers=told)
        await host.post(f"{where}/start", expect=200)
        after = await client.get(f"{where}/{file}")
    assert before.headers["cache-control"] == "private, no-store"
    assert after.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (after.headers["content-type"], after.headers["x-content-type-options"]) == ("video/iso.segment", "nosniff")


async def test_pushing_again_changes_nothing(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = await live.stream(host, show)
    before = await rows(sessions, SEGMENTS)
    size = await rows(sessions, "SELECT media_bytes FROM live.show")
    await live.push(host, key, "init.mp4", live.HEAD)
    await live.push_pieces(host, key, (1, 2, 3))
    await live.push_pieces(host, key, (2, 3))
    assert await rows(sessions, SEGMENTS) == before
    assert before == [
        ("init.mp4", None, None, None),
        ("seg1.m4s", 1, 2000, 1),
        ("seg2.m4s", 2, 2000, 1),
        ("seg3.m4s", 3, 2000, 1),
    ]
    assert await rows(sessions, "SELECT media_bytes FROM live.show") == size
    assert size == [(len(live.HEAD) + 3 * len(live.piece(1)),)]


async def test_an_encoder_that_starts_again_begins_another_take(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.on_air(host))["id"]
    key = (await host.post(f"/v1/shows/{show}/stream_key", expect=200))["key"]
    await live.push(host, key, "seg1.m4s", live.piece(21))
    await live.push(host, key, "live.m3u8", live.pushed(["seg1.m4s"]))
    await live.push(host, key, "seg1.m4s", live.piece(31))
    await live.push(host, key, "live.m3u8", live.pushed(["seg1.m4s"]))
    await live.push(host, key, "init.mp4", live.HEAD + live.box(b"free"))
    await live.push(host, key, "seg2.m4s", live.piece(41))
    await live.push(host, key, "live.m3u8", live.pushed(["seg1.m4s", "seg2.m4s"]))
    assert [row[1:] for row in await rows(sessions, SEGMENTS) if row[1]] == [
        (1, 2000, 1),
        (2, 2000, 1),
        (3, 2000, 1),
        (4, 2000, 2),
        (5, 2000, 3),
        (6, 2000, 4),
    ]
    told = await visitor.get(f"/v1/shows/{show}/index.m3u8")
    assert told.count("#EXT-X-DISCONTINUITY\n") == 3
    assert told.count("#EXT-X-MAP") == 2


async def test_a_transport_stream_needs_no_head(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = (await host.post(f"/v1/shows/{show}/stream_key", expect=200))["key"]
    for number in (1, 2):
        await live.push(host, key, f"{number}.ts", live.packets(number))
    await live.push(host, key, "out.m3u8", live.pushed(["1.ts", "2.ts"], head=None))
    await host.post(f"/v1/shows/{show}/start", expect=200)
    (file,) = files(await visitor.get(f"/v1/shows/{show}/index.m3u8"))
    assert await visitor.file("GET", f"/v1/shows/{show}/{file}") == live.packets(2)


async def test_a_file_that_never_comes_is_waited_for_a_little(
    browse: Browse, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = (await host.post(f"/v1/shows/{show}/stream_key", expect=200))["key"]
    await live.push(host, key, "init.mp4", live.HEAD)
    for number in (1, 3):
        await live.push(host, key, f"seg{number}.m4s", live.piece(number))
    names = [f"seg{number}.m4s" for number in (1, 2, 3, 4)]
    await live.push(host, key, "live.m3u8", live.pushed(names))
    assert [row[0] for row in await rows(sessions, SEGMENTS) if row[1]] == ["seg1.m4s"]
    await live.push(host, key, "seg4.m4s", live.piece(4))
    await live.push(host, key, "live.m3u8", live.pushed(names))
    assert [row[0] for row in await rows(sessions, SEGMENTS) if row[1]] == ["seg1.m4s", "seg3.m4s", "seg4.m4s"]


async def test_only_the_present_key_opens(browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    path = f"/v1/shows/{show}/stream_key"
    old = (await host.post(path, expect=200))["key"]
    new = await host.post(path, expect=200)
    assert new["url"] == f"http://test/v1/live_ingest/{new['key']}"
    kept = await rows(sessions, "SELECT encode(key_hash, 'escape') FROM live.show")
    assert new["key"] not in str(kept)
    for bad in (old, "x", show, f"{show}-", f"5-{new['key'].partition('-')[2]}", "9" * 30 + "-x", f"{show}-x"):
        await live.push(visitor, bad, "init.mp4", live.HEAD, expect=404)
        await visitor.delete(f"/v1/live_ingest/{bad}/seg1.m4s", expect=404)
    assert await rows(sessions, SEGMENTS) == []
    await live.push(visitor, new["key"], "init.mp4", live.HEAD)
    await visitor.delete(f"/v1/live_ingest/{new['key']}/init.mp4", expect=204)
    assert len(await rows(sessions, SEGMENTS)) == 1
    await host.post(f"/v1/shows/{show}/cancellation", expect=200)
    await live.push(visitor, new["key"], "seg1.m4s", live.piece(1), expect=404)


async def test_what_is_no_media_is_refused(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = await live.stream(host, show)
    before = await rows(sessions, SEGMENTS)
    for name, content in (
        ("page.html", b"<html>"),
        ("page.mp4", b"<html><script>alert(1)</script>"),
        ("seg.ts", live.piece(9)),
        ("empty.m4s", b""),
        ("live.m3u8", "not a playlist"),
        ("live.m3u8", b"\xff\xfe"),
        ("other.m3u8", live.pushed(["seg1.m4s"])),
        ("live.m3u8", "#EXTM3U\n" + "#x\n" * 30_000),
    ):
        await live.push(host, key, name, content, expect=422)
    await live.push(host, key, "big.mp4", live.HEAD + bytes(rules.MEDIA_BYTES_MAX), expect=413)
    assert await rows(sessions, SEGMENTS) == before


async def test_a_master_playlist_is_passed_over(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = (await host.post(f"/v1/shows/{show}/stream_key", expect=200))["key"]
    await live.push(host, key, "master.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9\nlive.m3u8\n")
    assert await rows(sessions, "SELECT playlist, media_at FROM live.show") == [(None, None)]


async def test_a_show_has_an_end_of_room(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.show(host))["id"]
    key = await live.stream(host, show)
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE live.show SET media_bytes = :most"), {"most": rules.SHOW_BYTES_MAX})
    before = await rows(sessions, SEGMENTS)
    assert (await live.push(host, key, "seg4.m4s", live.piece(4), expect=409))["code"] == "live.media-full"
    assert await rows(sessions, SEGMENTS) == before


async def test_files_that_are_not_there_are_not_found(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.on_air(host))["id"]
    (file,) = files(await visitor.get(f"/v1/shows/{show}/index.m3u8"))
    key = file.removeprefix("media/").removesuffix(".m4s")
    for name in (f"{'0' * 40}.m4s", f"{key}.ts", f"{key}.mp4"):
        await visitor.get(f"/v1/shows/{show}/media/{name}", expect=404)
    for name in (key, "a.exe", "a.m4s%00"):
        await visitor.get(f"/v1/shows/{show}/media/{name}", expect=422)
    await visitor.get(f"/v1/shows/5/media/{key}.m4s", expect=404)


async def test_a_thousand_viewers_ask_the_database_as_one_does(
    browse: Browse, app: Litestar, visitor: Browser, sessions: Sessions, keys: KeyRing, asked: list[str]
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.on_air(host))["id"]
    (file,) = files(await visitor.get(f"/v1/shows/{show}/index.m3u8"))
    reel, objects, guest = service.Reel(seconds=100), app.state["objects"], Actor(member_id=5)
    given: dict[str, Any] = {"show_id": int(show), "now": clock.now()}
    asked.clear()
    for by in [Actor()] * 20 + [guest] * 20:
        text_now = await service.get_playlist(sessions, reel, by=by, **given)
        name = file.removeprefix("media/")
        assert (await service.get_file(sessions, objects, reel, name=name, by=by, **given)).content == live.piece(3)
    assert file in text_now
    assert len(asked) == 5, "the show, its segments and their first take, one file, and whether the guest is blocked"


async def test_two_playlists_at_once_number_each_file_once(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=51)
    show = (await live.show(host))["id"]
    key = (await host.post(f"/v1/shows/{show}/stream_key", expect=200))["key"]
    await live.push(host, key, "init.mp4", live.HEAD)
    names = [f"seg{number}.m4s" for number in range(8)]
    await asyncio.gather(*(live.push(host, key, name, live.piece(n)) for n, name in enumerate(names)))
    await asyncio.gather(*(live.push(host, key, "live.m3u8", live.pushed(names)) for _ in range(6)))
    async with begin(real_sessions) as tx:
        found = await tx.execute(
            text("SELECT name, sequence FROM live.segment WHERE show_id = :show AND sequence > 0 ORDER BY sequence"),
            {"show": int(show)},
        )
        assert [tuple(row) for row in found.all()] == [(name, n) for n, name in enumerate(names, start=1)]
    await host.post(f"/v1/shows/{show}/cancellation", expect=200)
