"""An order that is placed while its member's account is being erased: one of the two comes first, never both half."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import trade as make
from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.trade import service
from zhongcao.trade.schemas import Order

LATER = timedelta(days=30)


async def _about_to_leave(app: Litestar, sessions: Sessions, keys: KeyRing) -> tuple[Browser, Any]:
    """A member whose account is due to be erased, with a quote in hand."""
    browser = Browser(app)
    await browser.sign_up(login=f"leaving-{uuid4().hex}@example.com")
    address = await make.identity_factory.address(browser)
    async with begin(sessions) as tx:
        await make.customs_factory.real_name(
            tx, keys, member_id=browser.member_id, number=browser.member_id % 1000, now=clock.now()
        )
    promise = await make.quote(browser, address["id"], (await make.sku(sessions, stock=5), 1))
    async with begin(sessions) as tx:
        await tx.execute(
            text("UPDATE identity.member SET closes_at = :at WHERE member_id = :m"),
            {"at": clock.now() - timedelta(minutes=1), "m": browser.member_id},
        )
    return browser, promise


async def _place(tx: Tx, keys: KeyRing, browser: Browser, promise: Any) -> Order:
    return await service.place_order(
        tx,
        keys,
        member_id=browser.member_id,
        token=promise["token"],
        notice_version=promise["notice_version"],
        source=None,
        idempotency_key=uuid4().hex,
        now=clock.now(),
    )


async def _someone_waits(sessions: Sessions) -> None:
    """Until a transaction of this database waits for another one."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20), begin(sessions) as tx:
        while not (await tx.execute(waiting)).scalar_one():
            await asyncio.sleep(0.02)
            await tx.execute(text("SELECT pg_stat_clear_snapshot()"))


async def _orders_and_closing(sessions: Sessions, member: int) -> tuple[int, bool]:
    async with begin(sessions) as tx:
        orders = await tx.execute(text("SELECT count(*) FROM trade.orders WHERE member_id = :m"), {"m": member})
        closed = await tx.execute(text("SELECT closed_at FROM identity.member WHERE member_id = :m"), {"m": member})
        return orders.scalar_one(), closed.scalar_one() is not None


async def test_an_order_that_was_begun_is_waited_for_and_keeps_the_account(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    browser, promise = await _about_to_leave(real_app, real_sessions, keys)

    async def erase() -> bool:
        async with begin(real_sessions) as tx:
            return await service.close_account(tx, member_id=browser.member_id, now=clock.now())

    async with begin(real_sessions) as tx:
        await _place(tx, keys, browser, promise)
        erasing = asyncio.create_task(erase())
        await _someone_waits(real_sessions)
    assert await erasing is False, "an order is under way"
    assert await _orders_and_closing(real_sessions, browser.member_id) == (1, False)
    async with begin(real_sessions) as tx:
        assert browser.member_id not in await identity.list_accounts_to_close(tx, now=clock.now(), limit=1000)
        assert browser.member_id in await identity.list_accounts_to_close(tx, now=clock.now() + LATER, limit=1000)


async def test_an_order_that_comes_while_an_account_is_erased_is_refused(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing
) -> None:
    browser, promise = await _about_to_leave(real_app, real_sessions, keys)
    body = {"quote": promise["token"], "notice_version": promise["notice_version"]}
    async with begin(real_sessions) as tx:
        assert await service.close_account(tx, member_id=browser.member_id, now=clock.now()) is True
        ordering = asyncio.create_task(
            browser.post("/v1/orders", body, headers={"Idempotency-Key": "too-late"}, expect=404)
        )
        await _someone_waits(real_sessions)
    assert (await ordering)["code"] == "identity.address-not-found"
    assert await _orders_and_closing(real_sessions, browser.member_id) == (0, True)
