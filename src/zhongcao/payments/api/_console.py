"""Finance: the books, payments, refunds, and notifications that were set aside."""

import hashlib
from typing import Annotated, cast

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, Input, PageSize, staff
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, once
from zhongcao.kit.money import cny
from zhongcao.payments import service
from zhongcao.payments.errors import NotPaid, PaymentNotFound, RefundNumberReused, RefundTooLarge
from zhongcao.payments.rules import PaymentState, RefundState
from zhongcao.payments.schemas import Balance, ExceptionView, Journal, Payment, Refund

FINANCE = staff("finance", "auditor")
PaymentStateFilter = Annotated[PaymentState | None, QueryParameter(name="state", description="Only in this state.")]
RefundStateFilter = Annotated[RefundState | None, QueryParameter(name="state", description="Only in this state.")]
OrderFilter = Annotated[int | None, QueryParameter(name="order", ge=1, le=2**63 - 1, description="Only of this order.")]


class RefundInput(Input, frozen=True, kw_only=True):
    """A refund that staff asks for: a part of what was paid, in fen."""

    amount: Annotated[int, Meta(gt=0, le=10**12)]
    reason: Annotated[str, Meta(min_length=2, max_length=200)]


@get("/v1/console/ledger/journals", access=FINANCE, refusals=(CursorUnreadable,))
async def list_journals(
    read: NamedDependency[ReadTx], order: OrderFilter = None, cursor: CursorText = None, limit: PageSize = 20
) -> Page[Journal]:
    """The books, newest first."""
    return await service.journals(read, order_id=order, cursor=cursor, limit=limit)


@get("/v1/console/ledger/balances", access=FINANCE)
async def list_balances(read: NamedDependency[ReadTx]) -> list[Balance]:
    """What every account holds: debits less credits; together they are zero."""
    return await service.balance(read)


@get("/v1/console/payments", access=FINANCE, refusals=(CursorUnreadable,))
async def list_payments(
    read: NamedDependency[ReadTx],
    in_state: PaymentStateFilter = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Payment]:
    """Payments of all members, newest first."""
    return await service.list_payments(read, state=in_state, cursor=cursor, limit=limit)


@get("/v1/console/payments/exceptions", access=FINANCE, refusals=(CursorUnreadable,))
async def list_payment_exceptions(
    read: NamedDependency[ReadTx], cursor: CursorText = None, limit: PageSize = 20
) -> Page[ExceptionView]:
    """Notifications with a right signature and a wrong content; they have changed nothing."""
    return await service.list_exceptions(read, cursor=cursor, limit=limit)


@get("/v1/console/refunds", access=FINANCE, refusals=(CursorUnreadable,))
async def list_refunds(
    read: NamedDependency[ReadTx],
    in_state: RefundStateFilter = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Refund]:
    """Refunds of all members, newest first."""
    return await service.list_refunds(read, state=in_state, cursor=cursor, limit=limit)


@post(
    "/v1/console/orders/{order:int}/refunds",
    access=staff("finance"),
    refusals=(PaymentNotFound, NotPaid, RefundTooLarge, RefundNumberReused, KeyReused),
)
async def request_refund(
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    order: FromPath[int],
    data: JSONBody[RefundInput],
    idempotency_key: IdempotencyKey,
) -> Response[Refund]:
    """Refund part of what was paid for an order; a job sends it to the channel it came from."""
    now = clock.now()

    async def do() -> Refund:
        made = await service.refund(
            tx,
            order_id=order,
            refund_no=f"S{hashlib.sha256(f'{actor.member_id}:{idempotency_key}'.encode()).hexdigest()[:30]}",
            amount=cny(data.amount),
            reason=data.reason,
            now=now,
        )
        await identity.record_audit(
            tx, by=actor, action="payments.refund", subject=f"order:{order}", after={"amount": data.amount}, now=now
        )
        return made

    answer = await once(tx, by=actor, route="console.refunds", key=idempotency_key, request=(order, data), do=do)
    return cast("Response[Refund]", answer)


CONSOLE_ROUTES = [
    list_journals,
    list_balances,
    list_payments,
    list_payment_exceptions,
    list_refunds,
    request_refund,
]
