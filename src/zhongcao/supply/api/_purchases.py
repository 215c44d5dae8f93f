"""Suppliers, purchase orders and proposals."""

from typing import Annotated, cast

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from zhongcao.identity import service as identity
from zhongcao.inventory.errors import ShelfLifeTooShort, WarehouseNotFound
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, once
from zhongcao.supply import service
from zhongcao.supply.errors import (
    CurrencyMismatch,
    NoSupplierKnown,
    ProposalDecided,
    ProposalNotFound,
    PurchaseOrderClosed,
    PurchaseOrderNotFound,
    ReceiptUnfit,
    SupplierNotFound,
)
from zhongcao.supply.rules import ProposalState
from zhongcao.supply.schemas import (
    AcceptanceInput,
    DeclineInput,
    Proposal,
    PurchaseLine,
    PurchaseOrder,
    PurchaseOrderInput,
    ReceiptInput,
    ReceivedLot,
    Supplier,
    SupplierInput,
)

BUYER = staff("buyer")
GOODS_IN = staff("buyer", "warehouse")
BOOKED = staff("buyer", "warehouse", "finance")
InState = Annotated[ProposalState, QueryParameter(name="state", description="Only proposals in this state.")]
"""`state` itself is a word of the framework."""
OrderNumber = Annotated[str | None, QueryParameter(max_length=40, description="The number on the papers.")]


@get("/v1/console/suppliers", access=BUYER, refusals=(CursorUnreadable,))
async def list_suppliers(
    read: NamedDependency[ReadTx], cursor: CursorText = None, limit: PageSize = 20
) -> Page[Supplier]:
    """All suppliers, oldest first."""
    return await service.list_suppliers(read, cursor=cursor, limit=limit)


@post("/v1/console/suppliers", access=BUYER)
async def add_supplier(
    data: JSONBody[SupplierInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Supplier:
    """Enter a supplier; one of the same name is answered as it is."""
    now = clock.now()
    made = await service.add_supplier(tx, data=data, now=now)
    await identity.record_audit(
        tx, by=actor, action="supplier.added", subject=f"supplier:{made.id}", after=made, now=now
    )
    return made


@get("/v1/console/purchase_orders", access=BOOKED, refusals=(CursorUnreadable,))
async def list_purchase_orders(
    read: NamedDependency[ReadTx],
    expected: FromQuery[bool] = False,
    number: OrderNumber = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[PurchaseOrder]:
    """All purchase orders, newest first; by number, or only those that still wait for goods."""
    return await service.list_purchase_orders(read, expected=expected, number=number, cursor=cursor, limit=limit)


@get("/v1/console/purchase_orders/{purchase_order:int}", access=BOOKED, refusals=(PurchaseOrderNotFound,))
async def get_purchase_order(purchase_order: FromPath[int], read: NamedDependency[ReadTx]) -> PurchaseOrder:
    """One purchase order with its lines."""
    return await service.get_purchase_order(read, purchase_order_id=purchase_order)


@post(
    "/v1/console/purchase_orders",
    access=BUYER,
    refusals=(SupplierNotFound, WarehouseNotFound, CurrencyMismatch, KeyReused),
)
async def place_purchase_order(
    data: JSONBody[PurchaseOrderInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    idempotency_key: IdempotencyKey,
) -> Response[PurchaseOrder]:
    """Order goods from a supplier into a warehouse."""
    now = clock.now()

    async def place() -> PurchaseOrder:
        return await service.place_purchase_order(
            tx,
            supplier_id=int(data.supplier_id),
            warehouse_id=int(data.warehouse_id),
            lines=[
                PurchaseLine(
                    sku_id=int(line.sku_id),
                    quantity=line.quantity,
                    unit_cost=line.unit_cost.money,
                    origin_country=line.origin_country,
                )
                for line in data.lines
            ],
            by=actor,
            now=now,
        )

    answer = await once(tx, by=actor, route="purchase_orders", key=idempotency_key, request=data, do=place)
    return cast("Response[PurchaseOrder]", answer)


@post(
    "/v1/console/purchase_orders/{purchase_order:int}/receipts",
    access=GOODS_IN,
    refusals=(PurchaseOrderNotFound, PurchaseOrderClosed, ReceiptUnfit, ShelfLifeTooShort, KeyReused),
)
async def receive_purchase_order(
    purchase_order: FromPath[int],
    data: JSONBody[ReceiptInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    idempotency_key: IdempotencyKey,
) -> Response[PurchaseOrder]:
    """Take in what has arrived, lot by lot."""
    now = clock.now()

    async def receive() -> PurchaseOrder:
        return await service.receive_purchase_order(
            tx,
            purchase_order_id=purchase_order,
            lots=[
                ReceivedLot(
                    sku_id=int(lot.sku_id),
                    quantity=lot.quantity,
                    produced_on=lot.produced_on,
                    expires_on=lot.expires_on,
                    item_record_no=lot.item_record_no,
                    origin_country=lot.origin_country,
                    batch_code=lot.batch_code,
                )
                for lot in data.lots
            ],
            by=actor,
            now=now,
        )

    asked = (purchase_order, data)
    answer = await once(tx, by=actor, route="purchase_receipts", key=idempotency_key, request=asked, do=receive)
    return cast("Response[PurchaseOrder]", answer)


@post(
    "/v1/console/purchase_orders/{purchase_order:int}/cancellation",
    access=BUYER,
    refusals=(PurchaseOrderNotFound, PurchaseOrderClosed),
)
async def cancel_purchase_order(
    purchase_order: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> PurchaseOrder:
    """No longer wait for what has not arrived."""
    return await service.cancel_purchase_order(tx, purchase_order_id=purchase_order, by=actor, now=clock.now())


@get("/v1/console/proposals", access=BUYER, refusals=(CursorUnreadable,))
async def list_proposals(
    read: NamedDependency[ReadTx],
    in_state: InState = ProposalState.OPEN,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Proposal]:
    """Purchase proposals, the most wanted first."""
    return await service.list_proposals(read, state=in_state, cursor=cursor, limit=limit)


@post(
    "/v1/console/proposals/{proposal:int}/acceptance",
    access=BUYER,
    refusals=(
        ProposalNotFound,
        ProposalDecided,
        NoSupplierKnown,
        SupplierNotFound,
        WarehouseNotFound,
        CurrencyMismatch,
        KeyReused,
    ),
)
async def accept_proposal(
    proposal: FromPath[int],
    data: JSONBody[AcceptanceInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    idempotency_key: IdempotencyKey,
) -> Response[PurchaseOrder]:
    """Turn a proposal into a purchase order."""
    now = clock.now()

    async def accept() -> PurchaseOrder:
        made = await service.accept_proposal(tx, proposal_id=proposal, by=actor, now=now, data=data)
        about = (f"proposal:{proposal}", f"purchase_order:{made.id}")
        entries = [(subject, None, made) for subject in about]
        await identity.record_audits(tx, by=actor, action="proposal.accepted", entries=entries, now=now)
        return made

    asked = (proposal, data)
    answer = await once(tx, by=actor, route="proposal_acceptance", key=idempotency_key, request=asked, do=accept)
    return cast("Response[PurchaseOrder]", answer)


@post(
    "/v1/console/proposals/{proposal:int}/refusal",
    access=BUYER,
    refusals=(ProposalNotFound, ProposalDecided),
)
async def decline_proposal(
    proposal: FromPath[int],
    data: JSONBody[DeclineInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Proposal:
    """Decline a proposal and say why."""
    now = clock.now()
    made = await service.decline_proposal(tx, proposal_id=proposal, reason=data.reason, by=actor, now=now)
    await identity.record_audit(
        tx, by=actor, action="proposal.declined", subject=f"proposal:{made.id}", after=made, now=now
    )
    return made


ROUTES = [
    list_suppliers,
    add_supplier,
    list_purchase_orders,
    get_purchase_order,
    place_purchase_order,
    receive_purchase_order,
    cancel_purchase_order,
    list_proposals,
    accept_proposal,
    decline_proposal,
]
