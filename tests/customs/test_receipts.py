"""Answers of customs: kept once, in any order, always ending in the same state."""

from datetime import timedelta
from itertools import permutations

from sqlalchemy import select, update

from tests.customs.orders import Drain, S, facts, incoming, prepared, status
from zhongcao.customs import service
from zhongcao.customs.tables import DeclarationRow, ReceiptRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.keyring import KeyRing

RECEIPTS = [(2, 1), (120, 2), (300, 3), (500, 4), (399, 5), (800, 6)]


async def test_receipts_in_every_order_end_in_the_same_state(sessions: Sessions, keys: KeyRing) -> None:
    base = clock.now().replace(microsecond=0)
    for number, sequence in enumerate(permutations(RECEIPTS)):
        if number % 60:  # twelve of the 720 orders of arrival
            continue
        order = await prepared(sessions, keys)
        async with begin(sessions) as tx:
            await tx.execute(
                update(DeclarationRow).where(DeclarationRow.order_id == order.order_id).values(state="submitted")
            )
            cop_no = await tx.scalar(select(DeclarationRow.cop_no).where(DeclarationRow.order_id == order.order_id))
            assert cop_no is not None
            for code, second in (*sequence, sequence[0]):
                await service.keep_receipts(tx, messages=[incoming(cop_no, code, second, base)], now=base)
        end = await status(sessions, order)
        assert (end.state, end.status_code, len(end.times)) == (S.CLEARED, 800, 6), sequence
        assert (await facts(sessions, order)).count("customs.Cleared") == 1


async def test_the_same_receipt_again_changes_nothing(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    order = await prepared(sessions, keys)
    await drain("customs")
    async with begin(sessions) as tx:
        cop_no = await tx.scalar(select(DeclarationRow.cop_no).where(DeclarationRow.order_id == order.order_id))
        assert cop_no is not None
        late = incoming(cop_no, 300, 900, clock.now())
        assert await service.keep_receipts(tx, messages=[late], now=clock.now()) == 1
        assert await service.keep_receipts(tx, messages=[late], now=clock.now()) == 0
    assert (await status(sessions, order)).state is S.CLEARED
    assert await facts(sessions, order) == ["customs.Declared", "customs.Cleared"]


async def test_a_receipt_of_somebody_else_is_kept_for_staff(tx: Tx) -> None:
    stray = incoming("ZCNOBODY", 800, 1, clock.now())
    assert await service.keep_receipts(tx, messages=[stray], now=clock.now()) == 1
    assert await tx.scalar(select(ReceiptRow.member_id).where(ReceiptRow.business_key == "ZCNOBODY")) == 0


async def test_held_is_told_once_for_each_reason(sessions: Sessions, keys: KeyRing) -> None:
    order = await prepared(sessions, keys)
    now = clock.now()
    async with begin(sessions) as tx:
        await tx.execute(update(DeclarationRow).values(state="submitted"))
        cop_no = await tx.scalar(select(DeclarationRow.cop_no).where(DeclarationRow.order_id == order.order_id))
        assert cop_no is not None
        for code in (300, 300, 500):
            await service.keep_receipts(tx, messages=[incoming(cop_no, code, code, now)], now=now)
    assert (await status(sessions, order)).state is S.HELD
    assert await facts(sessions, order) == ["customs.Held", "customs.Held"]


async def test_silence_of_customs_is_noticed(sessions: Sessions, keys: KeyRing) -> None:
    order = await prepared(sessions, keys)
    async with begin(sessions) as tx:
        now = clock.now()
        await tx.execute(
            update(DeclarationRow)
            .where(DeclarationRow.order_id == order.order_id)
            .values(state="submitted", due_at=now - timedelta(seconds=1))
        )
        assert await service.postpone_silent(tx, now=now, limit=10) == 1
        assert await service.postpone_silent(tx, now=now, limit=10) == 0
        (item,) = await service.list_declarations(tx)
    assert item.reason is not None
    assert item.due_at is not None
    assert item.due_at > now
