"""A declaration from the paid order to release, return or withdrawal, through the real window of the sandbox."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.customs.orders import Drain, S, facts, prepared, status, used
from tests.factories import customs as factory
from zhongcao.customs import service
from zhongcao.customs.errors import (
    DeclarationNotFound,
    GoodsUnmapped,
    NotCancellable,
    NotRetryable,
    ReturnTooLate,
)
from zhongcao.customs.tables import AllowanceEntryRow, AllowanceRow, DeclarationRow, MessageRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.sandboxes.customs_window.rules import Profile


async def test_an_order_is_cleared(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    order = await prepared(sessions, keys)
    assert (await status(sessions, order)).state is S.PREPARED
    await drain("customs")
    done = await status(sessions, order)
    assert (done.state, done.status_code) == (S.CLEARED, 800)
    assert done.invt_no is not None
    codes = {(step.document, step.code) for step in done.times}
    assert {("order", 120), ("payment", 120), ("waybill", 120), ("list", 399), ("list", 800)} <= codes
    assert await facts(sessions, order) == ["customs.Declared", "customs.Cleared"]


async def test_the_tax_notice_of_customs_equals_what_the_order_collected(
    sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    order = await prepared(sessions, keys)
    await drain("customs")
    async with begin(sessions) as tx:
        listed = await service.list_declarations(tx)
        detail = await service.get_declaration(tx, declaration_id=int(listed[0].id))
    assert detail.tax_notice == order.tax_total


async def test_declaring_twice_is_one_declaration(tx: Tx) -> None:
    now, sku = clock.now(), await factory.goods(tx)
    order = factory.order_to_declare(member_id=7, sku_id=sku, now=now)
    await service.declare(tx, order=order, now=now)
    await service.declare(tx, order=order, now=now)
    assert await tx.scalar(select(func.count()).select_from(DeclarationRow).where(DeclarationRow.member_id == 7)) == 1


async def test_goods_without_customs_data_are_refused(tx: Tx) -> None:
    order = factory.order_to_declare(member_id=7, sku_id=new_id(), now=clock.now())
    with pytest.raises(GoodsUnmapped):
        await service.declare(tx, order=order, now=clock.now())
    assert await tx.scalar(select(func.count()).select_from(DeclarationRow).where(DeclarationRow.member_id == 7)) == 0


async def test_a_buyer_without_a_real_name_is_set_aside_for_staff(sessions: Sessions, drain: Drain) -> None:
    now = clock.now()
    async with begin(sessions) as tx:
        order = factory.order_to_declare(member_id=new_id(), sku_id=await factory.goods(tx), now=now)
        await service.declare(tx, order=order, now=now)
    await drain("customs")
    assert (await status(sessions, order)).state is S.REJECTED
    assert await facts(sessions, order) == ["customs.Rejected"]
    async with begin(sessions) as tx:
        assert await tx.scalar(select(func.count()).select_from(MessageRow)) == 0


async def test_a_rejected_order_is_corrected_and_sent_again(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    order = await prepared(sessions, keys, tax_total=cny(0), discount=cny(0), paid=cny(310_00))
    async with begin(sessions) as tx:  # what customs will object to: the list's lines are not worth the goods value
        await tx.execute(
            update(DeclarationRow)
            .where(DeclarationRow.order_id == order.order_id)
            .values(goods_value_amount=299_00, paid_amount=309_00)
        )
    await drain("customs")
    refused = await status(sessions, order)
    assert (refused.state, refused.status_code) == (S.REJECTED, 100)
    async with begin(sessions) as tx:
        (item,) = await service.list_declarations(tx, state=S.REJECTED)
        assert item.reason is not None
        assert "货值" in item.reason
        await tx.execute(
            update(DeclarationRow)
            .where(DeclarationRow.order_id == order.order_id)
            .values(goods_value_amount=300_00, paid_amount=310_00)
        )
        again = await service.redeclare(tx, declaration_id=int(item.id), now=clock.now())
    assert (again.state, again.attempt) == (S.PREPARED, 2)
    await drain("customs")
    assert (await status(sessions, order)).state is S.CLEARED
    assert await facts(sessions, order) == ["customs.Declared", "customs.Rejected", "customs.Cleared"]


async def test_a_cleared_declaration_cannot_be_sent_again_nor_cancelled(
    sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    order = await prepared(sessions, keys)
    await drain("customs")
    async with begin(sessions) as tx:
        (item,) = await service.list_declarations(tx)
        with pytest.raises(NotRetryable):
            await service.redeclare(tx, declaration_id=int(item.id), now=clock.now())
        with pytest.raises(NotCancellable):
            await service.cancel_declaration(
                tx, member_id=order.member_id, order_id=order.order_id, reason="x", now=clock.now()
            )
        with pytest.raises(DeclarationNotFound):
            await service.redeclare(tx, declaration_id=1, now=clock.now())
    assert (await status(sessions, order)).state is S.CLEARED


async def test_cancelling_before_sending_gives_the_allowance_back(sessions: Sessions, keys: KeyRing) -> None:
    before = await used(sessions)
    order = await prepared(sessions, keys)
    assert await used(sessions) == before + 310_00
    async with begin(sessions) as tx:
        for _ in range(2):
            assert await service.cancel_declaration(
                tx, member_id=order.member_id, order_id=order.order_id, reason="x", now=clock.now()
            )
    assert (await status(sessions, order)).state is S.CANCELLED
    assert await used(sessions) == before
    assert await facts(sessions, order) == ["customs.Cancelled"]


async def test_a_return_within_the_windows_gives_the_allowance_back(
    sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    before = await used(sessions)
    order = await prepared(sessions, keys)
    await drain("customs")
    async with begin(sessions) as tx:
        await service.request_return(
            tx, member_id=order.member_id, order_id=order.order_id, lines=[(1, 2)], reason="退货", now=clock.now()
        )
    await drain("customs")
    assert (await facts(sessions, order))[-1] == "customs.ReturnAccepted"
    async with begin(sessions) as tx:
        late = clock.now() + timedelta(days=46)
        arrival = {"member_id": order.member_id, "order_id": order.order_id}
        assert not await service.record_return_arrival(tx, **arrival, now=late)
        assert await service.record_return_arrival(tx, **arrival, now=clock.now() + timedelta(days=44))
    assert await used(sessions) == before


async def test_a_return_is_asked_for_within_thirty_days(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    order = await prepared(sessions, keys)
    await drain("customs")
    async with begin(sessions) as tx:
        with pytest.raises(ReturnTooLate):
            await service.request_return(
                tx,
                member_id=order.member_id,
                order_id=order.order_id,
                lines=[(1, 1)],
                reason="x",
                now=datetime.now(UTC) + timedelta(days=31),
            )


async def test_customs_is_asked_to_cancel_what_it_has_not_released(
    sessions: Sessions, keys: KeyRing, drain: Drain
) -> None:
    before = await used(sessions)
    order = await prepared(sessions, keys)
    slow = Profile(inspect_ppm=1_000_000, inspection_lasts=timedelta(days=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhongcao.sandboxes.customs_window.api.profile_of", lambda settings: slow)
        await drain("customs")
        assert (await status(sessions, order)).state is S.HELD
        async with begin(sessions) as tx:
            for _ in range(2):  # asked twice, sent once
                assert not await service.cancel_declaration(
                    tx, member_id=order.member_id, order_id=order.order_id, reason="买家取消", now=clock.now()
                )
        await drain("customs")
    done = await status(sessions, order)
    assert done.state is S.CANCELLED
    assert [step.code for step in done.times if step.document == "cancel"] == [120]
    assert await facts(sessions, order) == ["customs.Declared", "customs.Held", "customs.Cancelled"]
    assert await used(sessions) == before


async def test_a_part_that_returns_gives_its_part_back(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    before = await used(sessions)
    order = await prepared(sessions, keys)
    await drain("customs")
    for left in (160_00, 0):  # of 310.00: one tin of 150.00 goes back, then the other with all the rest
        async with begin(sessions) as tx:
            at = {"member_id": order.member_id, "order_id": order.order_id, "now": clock.now()}
            await service.request_return(tx, lines=[(1, 1)], reason="退货", **at)
        await drain("customs")
        async with begin(sessions) as tx:
            assert await service.record_return_arrival(tx, **at)
            assert not await service.record_return_arrival(tx, **at)
        assert await used(sessions) == before + left
    async with begin(sessions) as tx:
        assert await service.list_inconsistencies(tx) == []


async def test_contradictions_are_found(sessions: Sessions, keys: KeyRing) -> None:
    order = await prepared(sessions, keys)
    async with begin(sessions) as tx:
        assert await service.list_inconsistencies(tx) == []
        mine = select(AllowanceEntryRow.person).where(AllowanceEntryRow.order_id == order.order_id).scalar_subquery()
        await tx.execute(
            update(AllowanceRow).where(AllowanceRow.person == mine).values(used_amount=AllowanceRow.used_amount + 1)
        )
        await tx.execute(
            update(DeclarationRow)
            .where(DeclarationRow.order_id == order.order_id)
            .values(due_at=None, released_at=clock.now(), goods_value_amount=1, paid_amount=1 + 10_00 + 28_21)
        )
        assert len(await service.list_inconsistencies(tx)) == 4
