"""A member's orders."""

from typing import Annotated, cast

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import Busy, ReadTx, Tx
from zhongcao.kit.http import MEMBER, Actor, CursorText, PageSize
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, once
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings
from zhongcao.payments.errors import AlreadyPaid, NotPayable
from zhongcao.trade import service
from zhongcao.trade.api._cart import WORKING_OUT
from zhongcao.trade.errors import (
    IdentityNeeded,
    NoticeNotAccepted,
    OrderCannot,
    OrderNotFound,
    PaymentArriving,
    QuoteChanged,
    QuoteExpired,
    QuoteUnreadable,
    QuoteUsed,
)
from zhongcao.trade.rules import TABS, OrderState, OrderTab
from zhongcao.trade.schemas import CancellationInput, Order, OrderInput, OrderTabCount, PayPage

States = Annotated[
    list[OrderState] | None, QueryParameter(name="state", max_items=10, description="Only orders in these states.")
]
"""`state` itself is a word of the framework."""
Tab = Annotated[OrderTab | None, QueryParameter(description="Only orders behind this tab.")]


@post(
    "/v1/orders",
    access=MEMBER,
    refusals=(
        *WORKING_OUT,
        QuoteUnreadable,
        QuoteExpired,
        QuoteChanged,
        QuoteUsed,
        NoticeNotAccepted,
        IdentityNeeded,
        KeyReused,
        Busy,
    ),
)
async def place_order(
    data: JSONBody[OrderInput],
    idempotency_key: IdempotencyKey,
    tx: NamedDependency[Tx],
    keys: NamedDependency[KeyRing],
    actor: NamedDependency[Actor],
) -> Response[Order]:
    """Turn a quote into an order that waits 30 minutes for payment."""
    answer = await once(
        tx,
        by=actor,
        route="orders",
        key=idempotency_key,
        request=data,
        do=lambda: service.place_order(
            tx,
            keys,
            member_id=actor.member_id,
            token=data.quote,
            notice_version=data.notice_version,
            source=data.source,
            idempotency_key=idempotency_key,
            now=clock.now(),
        ),
    )
    return cast("Response[Order]", answer)


@get("/v1/orders", access=MEMBER, refusals=(CursorUnreadable,))
async def list_orders(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    states: States = None,
    tab: Tab = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Order]:
    """The member's orders, newest first, of all states, of some, or of those behind a tab; both narrow."""
    behind = TABS[tab][1] if tab else frozenset(OrderState)
    wanted = sorted(behind & set(states)) if states else sorted(behind) if tab else []
    if (tab or states) and not wanted:
        return Page([])
    return await service.list_orders(
        read,
        member_id=actor.member_id,
        states=wanted,
        unreviewed=tab is OrderTab.TO_REVIEW,
        cursor=cursor,
        limit=limit,
        now=clock.now(),
    )


@get("/v1/orders/tabs", access=MEMBER)
async def count_order_tabs(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[OrderTabCount]:
    """The tabs above the member's orders, with how many each holds."""
    return await service.count_tabs(read, member_id=actor.member_id)


@get("/v1/orders/{order:int}", access=MEMBER, refusals=(OrderNotFound,))
async def get_order(order: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Order:
    """One order with everything that happened to it: payment, customs, parcel."""
    return await service.get_order(read, member_id=actor.member_id, order_id=order, now=clock.now())


@post(
    "/v1/orders/{order:int}/payment",
    access=MEMBER,
    status_code=200,
    refusals=(OrderNotFound, OrderCannot, AlreadyPaid, NotPayable, Busy),
)
async def open_pay_page(
    order: FromPath[int],
    tx: NamedDependency[Tx],
    keys: NamedDependency[KeyRing],
    settings: NamedDependency[Settings],
    actor: NamedDependency[Actor],
) -> PayPage:
    """Where the browser goes to pay for an order."""
    return await service.open_pay_page(tx, keys, settings, member_id=actor.member_id, order_id=order, now=clock.now())


@post(
    "/v1/orders/{order:int}/cancellation",
    access=MEMBER,
    refusals=(OrderNotFound, OrderCannot, PaymentArriving, KeyReused, Busy),
)
async def cancel_order(
    data: JSONBody[CancellationInput],
    order: FromPath[int],
    idempotency_key: IdempotencyKey,
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Response[Order]:
    """Give an order up: cancelled when unpaid, refunded when paid; not once customs has the documents."""
    answer = await once(
        tx,
        by=actor,
        route=f"orders/{order}/cancellation",
        key=idempotency_key,
        request=data,
        do=lambda: service.cancel_order(
            tx, member_id=actor.member_id, order_id=order, reason=data.reason, now=clock.now()
        ),
    )
    return cast("Response[Order]", answer)


@post("/v1/orders/{order:int}/receipt", access=MEMBER, status_code=200, refusals=(OrderNotFound, OrderCannot, Busy))
async def confirm_receipt(order: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Order:
    """Confirm that the goods are there (idempotent)."""
    return await service.confirm_receipt(tx, member_id=actor.member_id, order_id=order, now=clock.now())


ROUTES = [place_order, list_orders, count_order_tabs, get_order, open_pay_page, cancel_order, confirm_receipt]
