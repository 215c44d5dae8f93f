"""Who is told of shows: fans, who asked, and a host whose show was stopped."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.driving import Browser
from tests.factories import live
from tests.factories.identity import staff
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.messages import rules, service

Browse = Callable[[], Browser]
Drain = Callable[..., Awaitable[None]]


async def told(browser: Browser) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.get("/v1/notices", params={"box": "notes"}))["items"]
    return found


async def begin_show(host: Browser, show: str) -> None:
    await live.stream(host, show)
    await host.post(f"/v1/shows/{show}/start", expect=200)


async def test_fans_and_who_asked_read_that_a_show_began(
    browse: Browse, sessions: Sessions, keys: KeyRing, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAN_OUT_BATCH", 2)
    host = await live.host(browse(), sessions, keys, name="阿岚")
    fans = [await browse().sign_up(f"粉丝{n}") for n in range(5)]
    guest, blocked, stranger = [await browse().sign_up(name) for name in ("路人", "不速之客", "旁人")]
    for fan in fans:
        await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    show = (await live.show(host, starts_at=clock.now() + timedelta(hours=1)))["id"]
    for one in (guest, blocked, fans[0]):
        await one.put(f"/v1/shows/{show}/reminder", expect=204)
    await host.put(f"/v1/members/{blocked.member_id}/block", expect=204)
    await begin_show(host, show)
    await drain("nothing")
    for reader in (*fans, guest):
        (notice,) = await told(reader)
        assert (notice["kind"], notice["zh"], notice["en"], notice["show_id"]) == (
            "show.started",
            "阿岚开播了：今晚试色",
            "阿岚 is live: 今晚试色",
            show,
        )
        assert (notice["picture"] is not None, notice["unread"], notice["note"]) == (True, True, None)
    assert [await told(one) for one in (host, blocked, stranger)] == [[], [], []]
    assert (await guest.get("/v1/notices/counts"))["notes"] == 1


async def test_of_bigger_hosts_only_who_asked_is_told(
    browse: Browse, sessions: Sessions, keys: KeyRing, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAN_OUT_MAX", 1)
    host = await live.host(browse(), sessions, keys)
    fans = [await browse().sign_up() for _ in range(2)]
    for fan in fans:
        await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    show = (await live.show(host, starts_at=clock.now() + timedelta(hours=1)))["id"]
    await fans[1].put(f"/v1/shows/{show}/reminder", expect=204)
    await begin_show(host, show)
    await drain("nothing")
    assert [len(await told(fan)) for fan in fans] == [0, 1]


async def test_a_show_that_is_over_is_told_to_nobody(
    browse: Browse, sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    host, fan = await live.host(browse(), sessions, keys), await browse().sign_up()
    await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    show = (await live.on_air(host))["id"]
    await host.post(f"/v1/shows/{show}/end", expect=200)
    await drain("nothing")
    assert await told(fan) == []


async def test_telling_twice_is_telling_once(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, fan = await live.host(browse(), sessions, keys), await browse().sign_up()
    await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    show = int((await live.on_air(host))["id"])
    async with begin(sessions) as tx:
        for asked in (False, True, False):
            await service.tell_guests(tx, show=show, host=host.member_id, asked=asked, after=0, now=clock.now())
        for _ in range(2):
            await service.tell_stop(tx, show=show, host=host.member_id, now=clock.now())
    assert [len(await told(one)) for one in (host, fan)] == [1, 1]


async def test_a_host_reads_why_a_show_was_stopped(
    browse: Browse, sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    host, fan = await live.host(browse(), sessions, keys, name="阿岚"), await browse().sign_up()
    editor = await staff(sessions, browse(), "editor")
    await fan.put(f"/v1/members/{host.member_id}/follow", expect=204)
    show = (await live.on_air(host))["id"]
    await drain("nothing")
    await editor.post(f"/v1/console/shows/{show}/stop", {"reason": "展示了假货"}, expect=204)
    await drain("nothing")
    (notice,) = await told(host)
    assert (notice["kind"], notice["zh"], notice["en"]) == (
        "show.stopped",
        "你的直播「今晚试色」被平台停播：展示了假货",
        "Your show “今晚试色” was stopped: 展示了假货",
    )
    (notice,) = await told(fan)
    assert (notice["zh"], notice["show_id"], notice["picture"]) == ("阿岚开播了：一场直播", None, None)
