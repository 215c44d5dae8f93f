"""The chat of a show, hearts, silence and reminders; limits hold when many requests come at once."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import live
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.live import service
from zhongcao.live.errors import TooFast

Browse = Callable[[], Browser]


async def rows(sessions: Sessions, what: str, **given: Any) -> list[tuple[Any, ...]]:
    async with begin(sessions) as tx:
        return [tuple(row) for row in (await tx.execute(text(what), given)).all()]


TALLY = "SELECT hearts, lines, came FROM live.tally WHERE show_id = :show"


async def room(browse: Browse, sessions: Sessions, keys: KeyRing) -> tuple[Browser, Browser, str]:
    host, guest = await live.host(browse(), sessions, keys), await browse().sign_up("阿远")
    return host, guest, (await live.on_air(host))["id"]


async def test_a_line_is_read_by_everybody(browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    _, guest, show = await room(browse, sessions, keys)
    line = await guest.post(f"/v1/shows/{show}/lines", {"text": " 这支\u202e色号是？ "}, expect=201)
    assert (line["text"], line["member"]["nickname"]) == ("这支色号是？", "阿远")
    assert (await visitor.get(f"/v1/shows/{show}"))["lines"] == [line]
    assert await rows(sessions, TALLY, show=int(show)) == [(0, 1, 1)]
    await visitor.post(f"/v1/shows/{show}/lines", {"text": "我也想问"}, expect=401)


async def test_lines_that_are_refused_leave_nothing(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, guest, show = await room(browse, sessions, keys)
    for words in ("", " \u200b ", "x" * 101, "加微信 abc12345 拿货", "出售枪支"):
        await guest.post(f"/v1/shows/{show}/lines", {"text": words}, expect=422)
    announced = (await live.show(host))["id"]
    await guest.post(f"/v1/shows/{announced}/lines", {"text": "等你"}, expect=409)
    await guest.post("/v1/shows/77/lines", {"text": "在吗"}, expect=404)
    assert await rows(sessions, "SELECT id FROM live.line") == []
    assert await rows(sessions, TALLY, show=int(show)) == [(0, 0, 0)]
    await host.post(f"/v1/shows/{show}/end", expect=200)
    await guest.post(f"/v1/shows/{show}/lines", {"text": "再见"}, expect=409)


async def test_one_line_in_two_seconds_and_twenty_in_a_minute(
    browse: Browse, sessions: Sessions, keys: KeyRing
) -> None:
    _, guest, show = await room(browse, sessions, keys)
    await guest.post(f"/v1/shows/{show}/lines", {"text": "一"}, expect=201)
    refused = await guest.post(f"/v1/shows/{show}/lines", {"text": "二"}, expect=429)
    assert (refused["code"], refused["details"]["retry_after_seconds"]) == ("live.too-fast", 2)
    by, start = Actor(member_id=guest.member_id, roles=frozenset({"member"})), clock.now() + timedelta(minutes=2)
    said = 0
    for second in range(0, 60, 2):
        async with begin(sessions) as tx:
            try:
                await service.say(tx, show_id=int(show), by=by, words="又", now=start + timedelta(seconds=second))
                said += 1
            except TooFast:
                pass
    assert said == 20
    assert (await rows(sessions, TALLY, show=int(show)))[0][1] == 21


async def test_ten_lines_at_once_are_one(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=61)
    guest = await Browser(real_app).sign_up()
    show = (await live.on_air(host))["id"]

    async def say(number: int) -> str:
        answer = await guest._answer("POST", f"/v1/shows/{show}/lines", json={"text": f"第 {number} 句"})
        return str(answer.status_code)

    answers = await asyncio.gather(*(say(number) for number in range(10)))
    assert sorted(answers) == ["201", *["429"] * 9]
    assert await rows(real_sessions, TALLY, show=int(show)) == [(0, 1, 1)]
    await host.post(f"/v1/shows/{show}/end", expect=200)


async def test_a_host_takes_lines_away_and_silences(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, guest, show = await room(browse, sessions, keys)
    line = (await guest.post(f"/v1/shows/{show}/lines", {"text": "假货！"}, expect=201))["id"]
    await guest.delete(f"/v1/shows/{show}/lines/{line}", expect=404)
    await guest.put(f"/v1/shows/{show}/silenced/{host.member_id}", expect=404)
    assert len((await guest.get(f"/v1/shows/{show}"))["lines"]) == 1
    await host.delete(f"/v1/shows/{show}/lines/77", expect=404)
    for _ in range(2):
        await host.delete(f"/v1/shows/{show}/lines/{line}", expect=204)
        await host.put(f"/v1/shows/{show}/silenced/{guest.member_id}", expect=204)
    await host.put(f"/v1/shows/{show}/silenced/77", expect=404)
    seen = await guest.get(f"/v1/shows/{show}")
    assert (seen["lines"], seen["silenced"]) == ([], True)
    assert (await guest.post(f"/v1/shows/{show}/lines", {"text": "喂"}, expect=403))["code"] == "live.silenced"
    assert await rows(sessions, "SELECT text FROM live.line") == [("",)]
    for _ in range(2):
        await host.delete(f"/v1/shows/{show}/silenced/{guest.member_id}", expect=204)
    assert (await guest.get(f"/v1/shows/{show}"))["silenced"] is False


async def test_hearts_are_counted(browse: Browse, visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    host, guest, show = await room(browse, sessions, keys)
    await guest.post(f"/v1/shows/{show}/hearts", {"count": 12}, expect=204)
    await guest.post(f"/v1/shows/{show}/hearts", {"count": 30}, expect=204)
    for count in (0, -1, 31, 1.5, "x"):
        await guest.post(f"/v1/shows/{show}/hearts", {"count": count}, expect=422)
    await visitor.post(f"/v1/shows/{show}/hearts", {"count": 1}, expect=401)
    assert (await visitor.get(f"/v1/shows/{show}"))["hearts"] == 42
    await host.post(f"/v1/shows/{show}/end", expect=200)
    await guest.post(f"/v1/shows/{show}/hearts", {"count": 1}, expect=409)
    assert (await visitor.get(f"/v1/shows/{show}"))["hearts"] == 42


async def test_hearts_of_many_at_once_are_all_counted(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=62)
    guest = await Browser(real_app).sign_up()
    show = (await live.on_air(host))["id"]
    await asyncio.gather(*(guest.post(f"/v1/shows/{show}/hearts", {"count": 3}, expect=204) for _ in range(30)))
    assert (await rows(real_sessions, TALLY, show=int(show)))[0][0] == 90
    await host.post(f"/v1/shows/{show}/end", expect=200)


async def test_reminders_are_for_shows_to_come(browse: Browse, sessions: Sessions, keys: KeyRing) -> None:
    host, guest = await live.host(browse(), sessions, keys), await browse().sign_up()
    show = (await live.show(host, starts_at=clock.now() + timedelta(hours=1)))["id"]
    for _ in range(2):
        await guest.put(f"/v1/shows/{show}/reminder", expect=204)
    assert (await guest.get(f"/v1/shows/{show}"))["reminded"] is True
    for _ in range(2):
        await guest.delete(f"/v1/shows/{show}/reminder", expect=204)
    assert (await guest.get(f"/v1/shows/{show}"))["reminded"] is False
    await host.post(f"/v1/shows/{show}/cancellation", expect=200)
    await guest.put(f"/v1/shows/{show}/reminder", expect=404)
    assert await rows(sessions, "SELECT member_id FROM live.reminder") == []
