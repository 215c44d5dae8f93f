"""A declaration from the paid order to release, through the real window of the sandbox."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select, update

from tests.factories import customs as factory
from zhongcao.customs import jobs, service
from zhongcao.customs.errors import (
    DeclarationNotFound,
    GoodsUnmapped,
    NotCancellable,
    NotRetryable,
    ReturnTooLate,
)
from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.schemas import DeclarationStatus, IncomingMessage, IncomingReceipt, OrderDeclaration
from zhongcao.customs.tables import AllowanceRow, DeclarationRow, MessageRow, ReceiptRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.kit.outbox import OutboxRow

S = DeclarationState
Drain = Callable[..., Awaitable[None]]


async def prepared(sessions: Sessions, keys: KeyRing, **changes: object) -> OrderDeclaration:
    """A declaration of a member with a real name and a reserved allowance."""
    now, member = clock.now(), new_id()
    async with begin(sessions) as tx:
        person = await factory.real_name(tx, keys, member_id=member, number=member % 997, now=now)
        sku = await factory.goods(tx)
        order = factory.order_to_declare(member_id=member, sku_id=sku, now=now, **changes)
        await service.reserve_allowance(
            tx, person=person, member_id=member, order_id=order.order_id, amount=cny(310_00), on=now.date(), now=now
        )
        await service.declare(tx, order=order, now=now)
    return order


async def status(sessions: Sessions, order: OrderDeclaration) -> DeclarationStatus:
    async with begin(sessions) as tx:
        found = await service.find_declaration(tx, member_id=order.member_id, order_id=order.order_id)
    assert found is not None
    return found


async def facts(sessions: Sessions, order: OrderDeclaration) -> list[str]:
    async with begin(sessions) as tx:
        found = await tx.scalars(
            select(OutboxRow.topic).where(OutboxRow.key == f"order:{order.order_id}").order_by(OutboxRow.seq)
        )
        return [topic for topic in found if topic.startswith("customs.")]


async def used(sessions: Sessions) -> int:
    async with begin(sessions) as tx:
        return int(await tx.scalar(select(func.coalesce(func.sum(AllowanceRow.used_amount), 0))) or 0)


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


async def test_nothing_of_the_person_is_kept_in_clear(sessions: Sessions, keys: KeyRing, drain: Drain) -> None:
    order = await prepared(sessions, keys)
    await drain("customs")
    number = factory.id_number(order.member_id % 997)
    async with begin(sessions) as tx:
        bodies = list(await tx.scalars(select(MessageRow.body)))
        opened = [
            keys.decrypt(row.body, bound_to=f"customs.message|body|{row.cop_msg_id}|")
            for row in await tx.execute(select(MessageRow.body, MessageRow.cop_msg_id).where(MessageRow.is_ours))
        ]
    assert len(opened) == 4
    assert all(b"DxpMsg" in raw for raw in opened)
    assert not any(number.encode() in body for body in bodies)


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


RECEIPTS = [(2, 1), (120, 2), (300, 3), (500, 4), (399, 5), (800, 6)]


def incoming(order_cop: str, code: int, second: int, at: datetime) -> IncomingMessage:
    one = IncomingReceipt(
        message_type="CEB622Message",
        document="list",
        key=order_cop,
        lookup=order_cop,
        code=code,
        returned_at=at + timedelta(seconds=second),
        info="[...]",
        invt_no="46042026I000000001" if code >= 120 else None,
    )
    number = f"{order_cop}-{code}"
    return IncomingMessage(cop_msg_id=number, type="CEB622Message", sealed=b"x", sha256=b"0" * 32, receipts=(one,))


async def test_receipts_in_every_order_end_in_the_same_state(sessions: Sessions, keys: KeyRing) -> None:
    base = clock.now().replace(microsecond=0)
    for number, sequence in enumerate(permutations(RECEIPTS)):
        if number % 24:  # thirty of the 720 orders of arrival
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


async def test_a_message_that_could_not_be_read_rejects_all_its_declarations(
    sessions: Sessions, keys: KeyRing, work: Work
) -> None:
    order = await prepared(sessions, keys)

    await jobs.submit_declarations(work)
    async with begin(sessions) as tx:
        number = await tx.scalar(select(MessageRow.cop_msg_id).where(MessageRow.type == "CEB621Message"))
        one = IncomingReceipt(
            message_type="CEB900Message",
            document="message",
            key=f"{number}|CEB621Message",
            lookup=f"{number}|CEB621Message",
            code=-999999,
            returned_at=clock.now() + timedelta(seconds=1),
            info="XML invalid",
        )
        said = IncomingMessage(cop_msg_id="900-1", type="CEB900Message", sealed=b"x", sha256=b"0" * 32, receipts=(one,))
        await service.keep_receipts(tx, messages=[said], now=clock.now())
    end = await status(sessions, order)
    assert (end.state, end.status_code) == (S.REJECTED, -999999)


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
