"""What a show led to, what staff do with shows, and what goes when somebody leaves."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import live, trade
from tests.factories.identity import staff
from zhongcao.app import invariants
from zhongcao.identity import service as identity
from zhongcao.identity.events import MemberErased, MemberSuspended
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import Objects
from zhongcao.live import jobs, reactions, service
from zhongcao.trade.events import OrderRefunded

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def rows(sessions: Sessions, what: str, **given: Any) -> list[tuple[Any, ...]]:
    async with begin(sessions) as tx:
        return [tuple(row) for row in (await tx.execute(text(what), given)).all()]


async def test_orders_that_name_a_show_are_counted_there(
    browse: Browse, app: Litestar, sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    host, guest = await live.host(browse(), sessions, keys), browse()
    address = await trade.shopper(guest, sessions, keys)
    sku = await trade.sku(sessions)
    show = (await live.on_air(host, products=[str(await trade.product_of(sessions, sku))]))["id"]
    await guest.put(f"/v1/members/{host.member_id}/follow", expect=204)
    order = await trade.order(guest, address, (sku, 2), source=f"show:{show}")
    await trade.order(guest, address, (sku, 1))
    await drain("nothing")
    assert (await host.get(f"/v1/shows/{show}/results"))["orders"] == 0
    await trade.pay(app, guest, order["id"])
    await drain()
    for _ in range(2):
        results = await host.get(f"/v1/shows/{show}/results")
        assert (results["orders"], results["pieces"], results["sum"], results["followers_won"]) == (
            1,
            2,
            {"amount": 258_00, "currency": "CNY"},
            1,
        )
    await guest.get(f"/v1/shows/{show}/results", expect=404)
    given_back = OrderRefunded(
        order=int(order["id"]),
        member=guest.member_id,
        order_no=order["order_no"],
        lines=[],
        source=f"show:{show}",
        at=clock.now(),
    )
    async with begin(sessions) as tx:
        for _ in range(2):
            await reactions.count_the_order_off_again(tx, given_back)
    results = await host.get(f"/v1/shows/{show}/results")
    assert (results["orders"], results["sum"]["amount"]) == (0, 0)


async def test_what_was_put_into_the_cart_in_a_room_counts_for_the_show(
    browse: Browse, app: Litestar, sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    hosts, guest = [await live.host(browse(), sessions, keys, number=number) for number in (1, 2)], browse()
    address = await trade.shopper(guest, sessions, keys, number=3)
    async with begin(sessions) as tx:
        warehouse = await trade.warehouse(tx)
    skus = [await trade.sku(sessions, warehouse_id=warehouse) for _ in range(3)]
    shows = [(await live.on_air(host))["id"] for host in hosts]
    for sku, source in zip(skus, (*(f"show:{show}" for show in shows), "note:5"), strict=True):
        await guest.put(f"/v1/cart/lines/{sku}", {"quantity": 2, "source": source}, expect=200)
    order = await trade.order(guest, address, *((sku, number) for number, sku in enumerate(skus, start=1)))
    await trade.pay(app, guest, order["id"])
    await drain()

    async def sold() -> list[tuple[int, int, int]]:
        found = [await host.get(f"/v1/shows/{show}/results") for host, show in zip(hosts, shows, strict=True)]
        return [(one["orders"], one["pieces"], one["sum"]["amount"]) for one in found]

    assert await sold() == [(1, 1, 129_00), (1, 2, 258_00)]
    (violated,) = [one for one in await invariants.check_all(sessions) if one.name == "show-sales-were-paid"]
    assert violated.violations == 0
    warmed = await rows(sessions, "SELECT note_id FROM discovery.purchase ORDER BY note_id")
    assert warmed == [(5,), (None,), (None,)]
    (told,) = await rows(sessions, "SELECT body FROM kit.outbox WHERE topic = 'trade.OrderPaid'")
    given_back = msgspec.convert(told[0], OrderRefunded)
    async with begin(sessions) as tx:
        await reactions.count_the_order_off_again(tx, given_back)
    assert await sold() == [(0, 0, 0), (0, 0, 0)]


async def test_an_order_that_names_no_show_of_ours_is_counted_nowhere(sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        for source in (None, "note:5", "show:77", "show:x"):
            await service.note_order(tx, order=5, source=source, pieces=1, amount=100, at=clock.now())
    assert await rows(sessions, "SELECT order_id FROM live.sale") == []


async def test_staff_stop_a_show_and_its_host_reads_why(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host, editor = await live.host(browse(), sessions, keys), await staff(sessions, browse(), "editor")
    show = (await live.on_air(host))["id"]
    await host.get("/v1/console/shows", expect=403)
    await host.post(f"/v1/console/shows/{show}/stop", {"reason": "x"}, expect=403)
    listed = await editor.get("/v1/console/shows", params={"state": "on_air"})
    assert [one["id"] for one in listed["items"]] == [show]
    for reason in ("", "x" * 201):
        await editor.post(f"/v1/console/shows/{show}/stop", {"reason": reason}, expect=422)
    assert (await editor.get(f"/v1/shows/{show}"))["state"] == "on_air"
    for _ in range(2):
        await editor.post(f"/v1/console/shows/{show}/stop", {"reason": "展示了假货"}, expect=204)
    await visitor.get(f"/v1/shows/{show}", expect=404)
    await visitor.get(f"/v1/shows/{show}/index.m3u8", expect=404)
    mine = await host.get(f"/v1/shows/{show}")
    assert (mine["state"], mine["reason"], mine["stream"]) == ("stopped", "展示了假货", None)
    await host.get(f"/v1/shows/{show}/index.m3u8", expect=404)
    told = await rows(sessions, "SELECT action, subject FROM identity.audit WHERE action LIKE 'live.%'")
    assert told == [("live.stop", f"show:{show}")]
    facts = await rows(sessions, "SELECT topic FROM kit.outbox WHERE topic LIKE 'live.%' ORDER BY seq")
    assert facts == [("live.Started",), ("live.Stopped",)]
    cancelled = (await live.show(host))["id"]
    await host.post(f"/v1/shows/{cancelled}/cancellation", expect=200)
    await editor.post(f"/v1/console/shows/{cancelled}/stop", {"reason": "晚了"}, expect=409)
    await editor.post("/v1/console/shows/77/stop", {"reason": "没有"}, expect=404)
    every = await editor.get("/v1/console/shows", params={"limit": 1})
    rest = await editor.get("/v1/console/shows", params={"limit": 1, "cursor": every["next_cursor"]})
    assert [one["id"] for one in every["items"] + rest["items"]] == [cancelled, show]


async def test_a_replay_is_taken_away_too(browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    host, moderator = await live.host(browse(), sessions, keys), await staff(sessions, browse(), "moderator")
    show = (await live.on_air(host))["id"]
    await host.post(f"/v1/shows/{show}/end", expect=200)
    await moderator.post(f"/v1/console/shows/{show}/stop", {"reason": "夸大功效"}, expect=204)
    assert (await visitor.get("/v1/shows", params={"view": "past"}))["items"] == []


async def test_who_is_kept_out_is_not_on_air(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    host, moderator = await live.host(browse(), sessions, keys), await staff(sessions, browse(), "moderator")
    show, soon = (await live.on_air(host))["id"], (await live.show(host))["id"]
    key = (await host.post(f"/v1/shows/{soon}/stream_key", expect=200))["key"]
    async with begin(sessions) as tx:
        period = timedelta(days=7)
        by = Actor(member_id=moderator.member_id, roles=frozenset({"moderator"}))
        await identity.suspend_member(tx, member_id=host.member_id, period=period, reason="x", by=by, now=clock.now())
    await drain("nothing")
    for one in (show, soon):
        await visitor.get(f"/v1/shows/{one}", expect=404)
        seen = await moderator.get(f"/v1/shows/{one}")
        assert (seen["state"], seen["reason"]) == ("stopped", reactions.KEPT_OUT)
    await live.push(visitor, key, "seg9.m4s", live.piece(9), expect=404)
    async with begin(sessions) as tx:  # told once more, after the time is over
        again = MemberSuspended(member=host.member_id, until=clock.now().isoformat())
        await reactions.stop_shows_of_who_is_kept_out(tx, again)


async def test_previews_go_after_an_hour_and_the_replay_stays(
    browse: Browse, app: Litestar, visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(browse(), sessions, keys)
    show = (await live.on_air(host))["id"]
    await host.post(f"/v1/shows/{show}/end", expect=200)
    objects: Objects = app.state["objects"]
    later = clock.now() + timedelta(hours=2)
    async with begin(sessions) as tx:
        assert await service.list_unseen_media(tx, now=clock.now()) == []
        (some,) = await service.list_unseen_media(tx, now=later)
        assert len(some.keys) == 2
        assert [await objects.get(name) for name in some.objects] != [None, None]
        await service.forget_media(tx, some)
        assert await service.list_unseen_media(tx, now=later) == []
    playlist = await visitor.get(f"/v1/shows/{show}/index.m3u8")
    files = [line for line in playlist.splitlines() if not line.startswith("#")]
    assert await visitor.file("GET", f"/v1/shows/{show}/{files[0]}") == live.piece(3)
    head = playlist.partition('URI="')[2].partition('"')[0]
    assert await visitor.file("GET", f"/v1/shows/{show}/{head}") == live.HEAD


async def test_what_was_stopped_is_kept_for_sixty_days(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, moderator = await live.host(browse(), sessions, keys), await staff(sessions, browse(), "moderator")
    show = (await live.on_air(host))["id"]
    await moderator.post(f"/v1/console/shows/{show}/stop", {"reason": "假货"}, expect=204)
    async with begin(sessions) as tx:
        assert await service.list_unseen_media(tx, now=clock.now() + timedelta(days=59)) == []
        (some,) = await service.list_unseen_media(tx, now=clock.now() + timedelta(days=61))
    assert len(some.keys) == 4


async def test_the_shows_and_lines_of_who_leaves_go(
    browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing, drain: Drain, work: Any
) -> None:
    host, guest = await live.host(browse(), sessions, keys), await browse().sign_up()
    other = await live.host(browse(), sessions, keys, number=2)
    over = (await live.on_air(host))["id"]
    await host.post(f"/v1/shows/{over}/end", expect=200)
    on_air = (await live.on_air(host))["id"]
    soon = (await live.show(host))["id"]
    elsewhere = (await live.on_air(other))["id"]
    await host.post(f"/v1/shows/{elsewhere}/lines", {"text": "我也来看"}, expect=201)
    await guest.post(f"/v1/shows/{elsewhere}/lines", {"text": "留着的"}, expect=201)
    async with begin(sessions) as tx:
        for _ in range(2):
            await reactions.let_their_shows_go(tx, MemberErased(member=host.member_id, at=clock.now()))
    found = await rows(
        sessions,
        "SELECT id, state, title, cover_id FROM live.show WHERE host_id = :host ORDER BY id",
        host=host.member_id,
    )
    assert found == [
        (int(over), "ended", "", None),
        (int(on_air), "ended", "", None),
        (int(soon), "cancelled", "", None),
    ]
    assert [line["text"] for line in (await visitor.get(f"/v1/shows/{elsewhere}"))["lines"]] == ["留着的"]
    assert await rows(sessions, "SELECT text FROM live.line ORDER BY text") == [("",), ("留着的",)]
    assert (await visitor.get("/v1/shows", params={"view": "past"}))["items"] == []
    await visitor.get(f"/v1/shows/{over}/index.m3u8", expect=404)
    assert await jobs.remove_media_nobody_sees(work) == 8
    assert await jobs.remove_media_nobody_sees(work) == 0
    left = await rows(sessions, "SELECT DISTINCT host_id FROM live.segment")
    assert left == [(other.member_id,)]
