"""Hosts who press twice, or in two windows at once; with real commits."""

import asyncio
from typing import Any

from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import live, media
from tests.factories import mall as mall_factory
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing

STARTED = text("SELECT count(*) FROM kit.outbox WHERE topic = 'live.Started' AND key = ANY(:keys)")


async def statuses(browser: Browser, *asked: tuple[str, str, Any]) -> list[int]:
    answers = await asyncio.gather(*(browser._answer(method, path, json=body) for method, path, body in asked))
    return sorted(answer.status_code for answer in answers)


async def test_two_shows_that_start_at_once_are_one(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=81)
    shows = [(await live.show(host))["id"] for _ in range(2)]
    for number, show in enumerate(shows):
        await live.stream(host, show, numbers=(number * 10 + 1, number * 10 + 2))
    starts = [("POST", f"/v1/shows/{show}/start", None) for show in shows for _ in range(4)]
    assert await statuses(host, *starts) == [200] * 4 + [409] * 4
    async with begin(real_sessions) as tx:
        assert await tx.scalar(STARTED, {"keys": [f"show:{show}" for show in shows]}) == 1
    on_air = [one["id"] for one in (await host.get("/v1/me/shows"))["items"] if one["state"] == "on_air"]
    assert len(on_air) == 1
    ends = [("POST", f"/v1/shows/{on_air[0]}/end", None)] * 4
    assert await statuses(host, *ends) == [200] * 4


async def test_ten_announced_shows_are_ten_however_they_come(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=82)
    cover = (await media.upload(host))["id"]
    given = {"title": "同时预告", "cover_id": cover}

    async def announce(number: int) -> int:
        headers = {"Idempotency-Key": f"announce-{number}"}
        return (await host._answer("POST", "/v1/shows", json=given, headers=headers)).status_code

    answers = await asyncio.gather(*(announce(number) for number in range(14)))
    assert sorted(answers) == [201] * 10 + [409] * 4
    assert len((await host.get("/v1/me/shows", params={"limit": 50}))["items"]) == 10


async def test_two_products_explained_at_once_are_one(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    host = await live.host(Browser(real_app), real_sessions, keys, number=83)
    async with begin(real_sessions) as tx:
        products = []
        for _ in range(2):
            products.append((await mall_factory.product(tx)).id)
            await mall_factory.sku(tx, product_id=int(products[-1]))
    show = (await live.on_air(host, products=products))["id"]
    asked = [("PUT", f"/v1/shows/{show}/explained", {"product": product}) for product in products * 4]
    assert await statuses(host, *asked) == [200] * 8
    shelf = (await host.get(f"/v1/shows/{show}"))["shelf"]
    assert sum(item["explaining"] for item in shelf) == 1
    await host.post(f"/v1/shows/{show}/end", expect=200)
