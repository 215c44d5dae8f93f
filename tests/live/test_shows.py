"""Shows from their announcement to their end: who may, what twice means, what is refused and changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tests.driving import Browser
from tests.factories import live, media, moderation
from tests.factories import mall as mall_factory
from tests.factories.identity import staff
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.live import service

Browse = Callable[[], Browser]


async def goods(sessions: Sessions, count: int = 2) -> list[str]:
    async with begin(sessions) as tx:
        ids = []
        for _ in range(count):
            made = await mall_factory.product(tx)
            await mall_factory.sku(tx, product_id=int(made.id))
            ids.append(made.id)
    return ids


async def states(sessions: Sessions) -> list[tuple[Any, ...]]:
    async with begin(sessions) as tx:
        rows = await tx.execute(text("SELECT state, title, started_at, ended_at FROM live.show ORDER BY id"))
        return [tuple(row) for row in rows.all()]


async def facts(sessions: Sessions) -> list[str]:
    async with begin(sessions) as tx:
        rows = await tx.scalars(text("SELECT topic FROM kit.outbox WHERE topic LIKE 'live.%' ORDER BY seq"))
        return list(rows)


async def test_who_gave_no_real_name_does_not_go_live(browse: Browse, sessions: Sessions) -> None:
    member = await browse().sign_up()
    assert (await live.show(member, expect=403))["code"] == "live.host-unnamed"
    assert await states(sessions) == []


async def test_a_show_is_announced_with_its_shelf(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    products = await goods(sessions)
    later = clock.now() + timedelta(hours=3)
    made = await live.show(host, products=[products[1], products[0], products[1]], starts_at=later)
    assert (made["state"], made["mine"], made["goods_count"], made["stream"], made["replay"]) == (
        "announced",
        True,
        2,
        None,
        False,
    )
    assert [item["product"]["id"] for item in made["shelf"]] == [products[1], products[0]]
    seen = await visitor.get(f"/v1/shows/{made['id']}")
    assert (seen["title"], seen["host"]["nickname"], seen["mine"]) == ("今晚试色", "小满", False)
    soon = await visitor.get("/v1/shows", params={"view": "soon"})
    assert [one["id"] for one in soon["items"]] == [made["id"]]
    assert (await visitor.get("/v1/shows"))["items"] == []
    assert [one["id"] for one in (await host.get("/v1/me/shows"))["items"]] == [made["id"]]


async def test_announcing_twice_under_one_key_is_one_show(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    cover = (await media.upload(host))["id"]
    first = await live.show(host, key="the-same-key", cover=cover)
    again = await live.show(host, key="the-same-key", cover=cover)
    assert first["id"] == again["id"]
    assert len(await states(sessions)) == 1
    await live.show(host, key="the-same-key", cover=cover, title="另一场", expect=422)


async def test_bad_shows_are_refused_and_leave_nothing(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, other = await live.host(browse(), sessions, keys), await browse().sign_up()
    theirs = (await media.upload(other, seed=5))["id"]
    far = (clock.now() + timedelta(days=61)).isoformat()
    bad: list[dict[str, Any]] = [
        {"title": " \u200b "},
        {"title": "x" * 41},
        {"title": "出售枪支"},
        {"title": "加微信 abc12345 拿货"},
        {"products": ["77"]},
        {"starts_at": far},
        {"starts_at": "2026-12-01T20:00:00"},
        {"unknown": 1},
    ]
    for fields in bad:
        await live.show(host, expect=422, **fields)
    for cover in (theirs, "77"):
        await live.show(host, expect=409, cover=cover)
    assert await states(sessions) == []


async def test_a_host_announces_ten_at_most(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    cover = (await media.upload(host))["id"]
    made = [await live.show(host, cover=cover) for _ in range(10)]
    assert (await live.show(host, cover=cover, expect=409))["code"] == "live.too-many-announced"
    await host.post(f"/v1/shows/{made[0]['id']}/cancellation", expect=200)
    await live.show(host, cover=cover)


async def test_only_its_host_changes_a_show(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host, other = await live.host(browse(), sessions, keys), await live.host(browse(), sessions, keys, number=2)
    show = (await live.show(host))["id"]
    before = await states(sessions)
    await other.call("PATCH", f"/v1/shows/{show}", json={"title": "我的了"}, expect=404)
    for method, path, body in (
        ("PUT", "shelf", {"products": []}),
        ("PUT", "explained", {"product": "5"}),
        ("DELETE", "explained", None),
        ("POST", "stream_key", None),
        ("POST", "start", None),
        ("POST", "end", None),
        ("POST", "cancellation", None),
    ):
        await other.call(method, f"/v1/shows/{show}/{path}", json=body, expect=404)
        await visitor.call(method, f"/v1/shows/{show}/{path}", json=body, expect=401)
    assert await states(sessions) == before
    changed = await host.call("PATCH", f"/v1/shows/{show}", json={"title": " 明晚\u202e试色 "}, expect=200)
    assert changed["title"] == "明晚试色"
    await host.call("PATCH", f"/v1/shows/{show}", json={"title": "出售枪支"}, expect=422)
    assert (await host.get(f"/v1/shows/{show}"))["title"] == "明晚试色"


async def test_from_the_first_picture_to_the_replay(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    products = await goods(sessions)
    show = (await live.show(host, products=products))["id"]
    assert (await host.post(f"/v1/shows/{show}/start", expect=409))["code"] == "live.nothing-pushed"
    await host.post(f"/v1/shows/{show}/end", expect=409)
    key = await live.stream(host, show)
    await host.put(f"/v1/shows/{show}/explained", {"product": products[0]}, expect=409)
    for _ in range(2):
        room = await host.post(f"/v1/shows/{show}/start", expect=200)
        assert (room["state"], room["stream"]) == ("on_air", f"/v1/shows/{show}/index.m3u8")
    now = await visitor.get("/v1/shows")
    assert [one["id"] for one in now["items"]] == [show]
    await live.push_pieces(host, key, [2, 3, 4, 5])
    shelf = await host.put(f"/v1/shows/{show}/explained", {"product": products[1]}, expect=200)
    assert [(item["explaining"], item["chapters"]) for item in shelf] == [(False, []), (True, [6])]
    await host.put(f"/v1/shows/{show}/explained", {"product": products[1]}, expect=200)
    await host.put(f"/v1/shows/{show}/explained", {"product": "77"}, expect=422)
    shelf = (await visitor.get(f"/v1/shows/{show}"))["shelf"]
    assert [(item["explaining"], item["chapters"]) for item in shelf] == [(False, []), (True, [6])]
    await host.put(f"/v1/shows/{show}/shelf", {"products": [products[1]]}, expect=200)
    await host.call("PATCH", f"/v1/shows/{show}", json={"title": "太晚了"}, expect=409)
    await host.post(f"/v1/shows/{show}/cancellation", expect=409)
    for _ in range(2):
        room = await host.post(f"/v1/shows/{show}/end", expect=200)
    assert (room["state"], room["replay"], [item["explaining"] for item in room["shelf"]]) == ("ended", True, [False])
    past = await visitor.get("/v1/shows", params={"view": "past"})
    assert [one["id"] for one in past["items"]] == [show]
    await host.post(f"/v1/shows/{show}/start", expect=409)
    await host.post(f"/v1/shows/{show}/stream_key", expect=409)
    await live.push(host, key, "seg9.m4s", live.piece(9), expect=404)
    assert await facts(sessions) == ["live.Started", "live.Ended"]


async def test_a_member_has_one_show_on_air(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(browse(), sessions, keys)
    first = (await live.on_air(host))["id"]
    second = (await live.show(host))["id"]
    await live.stream(host, second, numbers=(11, 12))
    refused = await host.post(f"/v1/shows/{second}/start", expect=409)
    assert (refused["code"], refused["details"]) == ("live.already-on-air", {"show": first})
    assert (await host.get(f"/v1/shows/{second}"))["state"] == "announced"


async def test_who_is_blocked_does_not_see_the_show(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, guest = await live.host(browse(), sessions, keys), await browse().sign_up()
    show = (await live.on_air(host))["id"]
    await host.put(f"/v1/members/{guest.member_id}/block", expect=204)
    await guest.get(f"/v1/shows/{show}", expect=404)
    await guest.get(f"/v1/shows/{show}/index.m3u8", expect=404)
    assert (await guest.get("/v1/shows"))["items"] == []


async def test_pages_of_shows_go_on(browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    hosts = [await live.host(browse(), sessions, keys, number=number) for number in (1, 2, 3)]
    for number, host in enumerate(hosts):
        await live.on_air(host)
        await live.show(host, starts_at=clock.now() + timedelta(hours=1 + number))
    for view in ("now", "soon"):
        found, cursor = [], None
        while True:
            params = {"view": view, "limit": 2, **({"cursor": cursor} if cursor else {})}
            page = await visitor.get("/v1/shows", params=params)
            found += [one["host"]["id"] for one in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert len(found) == 3
        assert set(found) == {str(host.member_id) for host in hosts}
    of_one = await visitor.get("/v1/shows", params={"view": "soon", "host": str(hosts[1].member_id)})
    assert [one["host"]["id"] for one in of_one["items"]] == [str(hosts[1].member_id)]
    for bad in ("x", "WyJhIl0"):
        await visitor.get("/v1/shows", params={"view": "soon", "cursor": bad}, expect=422)


async def test_nobody_waits_for_ever(
    browse: Browse, sessions: Sessions, keys: KeyRing, drain: Callable[..., Awaitable[None]]
) -> None:
    host = await live.host(browse(), sessions, keys)
    on_air, never = (await live.on_air(host))["id"], (await live.show(host))["id"]
    later = (await live.show(host, starts_at=clock.now() + timedelta(hours=1)))["id"]
    await drain("live.jobs.end")
    async with begin(sessions) as tx:
        assert await service.list_due(tx, now=clock.now() + timedelta(seconds=170)) == []
        due = await service.list_due(tx, now=clock.now() + timedelta(hours=6, seconds=1))
        assert [str(one) for one in due] == [on_air, never]
        for show in due:
            assert not await service.settle_due(tx, show_id=show, now=clock.now())
            assert await service.settle_due(tx, show_id=show, now=clock.now() + timedelta(hours=6, seconds=1))
            assert not await service.settle_due(tx, show_id=show, now=clock.now() + timedelta(hours=7))
    found = {one["id"]: one["state"] for one in (await host.get("/v1/me/shows"))["items"]}
    assert found == {on_air: "ended", never: "cancelled", later: "announced"}


async def test_a_removed_show_is_stopped(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing, drain: Callable[..., Awaitable[None]]
) -> None:
    host, guest = await live.host(browse(), sessions, keys), await browse().sign_up()
    show = (await live.on_air(host))["id"]
    await moderation.report(guest, int(show), kind="show")
    moderator = await staff(sessions, browse(), "moderator")
    await drain("nothing")
    (case,) = (await moderator.get("/v1/console/reports"))["items"]
    assert (case["subject"], case["author"], case["excerpt"]) == (f"show:{show}", str(host.member_id), "今晚试色")
    decision = {"decision": "remove", "reason": "卖假货"}
    await moderator.post(f"/v1/console/reports/{case['id']}/decision", decision, expect=200)
    await drain("nothing")
    await visitor.get(f"/v1/shows/{show}", expect=404)
    mine = await host.get(f"/v1/shows/{show}")
    assert (mine["state"], mine["reason"], mine["stream"], mine["replay"]) == ("stopped", "卖假货", None, False)
