"""Declarations for the tests, and looks at where they stand."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from tests.factories import customs as factory
from zhongcao.customs import service
from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.schemas import DeclarationStatus, IncomingMessage, IncomingReceipt, OrderDeclaration
from zhongcao.customs.tables import AllowanceRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
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
