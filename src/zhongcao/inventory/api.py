"""Routes of inventory; all of them are for staff."""

from typing import Annotated, cast

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from zhongcao.identity import service as identity
from zhongcao.inventory import service
from zhongcao.inventory.errors import (
    AdjustmentDecided,
    AdjustmentNotFound,
    LotNotFound,
    SecondPersonNeeded,
    StockTooLow,
)
from zhongcao.inventory.rules import AdjustmentState
from zhongcao.inventory.schemas import (
    Adjustment,
    AdjustmentDecision,
    AdjustmentInput,
    Lot,
    Move,
    Warehouse,
    WarehouseInput,
)
from zhongcao.kit import clock
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, once

STOCK = staff("warehouse", "buyer")
InState = Annotated[AdjustmentState | None, QueryParameter(name="state", description="Only in this state.")]
IdFilter = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]


@get("/v1/console/warehouses", access=staff("warehouse", "buyer", "customs"))
async def list_warehouses(read: NamedDependency[ReadTx]) -> list[Warehouse]:
    """All warehouses, oldest first."""
    return await service.warehouses(read)


@post("/v1/console/warehouses", access=staff("admin"))
async def add_warehouse(
    data: JSONBody[WarehouseInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Warehouse:
    """Open a warehouse; one with the same code is answered as it is."""
    now = clock.now()
    made = await service.add_warehouse(tx, data=data, now=now)
    await identity.record_audit(
        tx, by=actor, action="warehouse.added", subject=f"warehouse:{made.id}", after=made, now=now
    )
    return made


@get("/v1/console/lots", access=STOCK, refusals=(CursorUnreadable,))
async def list_lots(
    read: NamedDependency[ReadTx],
    sku: IdFilter = None,
    warehouse: IdFilter = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Lot]:
    """Lots with their counters, newest first."""
    return await service.list_lots(
        read, sku_id=sku, warehouse_id=warehouse, cursor=cursor, limit=limit, on=day_in_china(clock.now())
    )


@get("/v1/console/lots/{lot:int}/moves", access=STOCK, refusals=(LotNotFound,))
async def list_moves(lot: FromPath[int], read: NamedDependency[ReadTx]) -> list[Move]:
    """The latest entries of a lot's journal, newest first."""
    return await service.list_moves(read, lot_id=lot)


@post(
    "/v1/console/lots/{lot:int}/adjustments",
    access=staff("warehouse"),
    refusals=(LotNotFound, StockTooLow, KeyReused),
)
async def adjust_lot(
    lot: FromPath[int],
    data: JSONBody[AdjustmentInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    idempotency_key: IdempotencyKey,
) -> Response[Adjustment]:
    """Correct a lot's count: at once when small, otherwise it waits for a second person."""
    now = clock.now()

    async def correct() -> Adjustment:
        made = await service.adjust(tx, lot_id=lot, change=data.change, reason=data.reason, by=actor, now=now)
        await identity.record_audit(tx, by=actor, action="stock.adjusted", subject=f"lot:{lot}", after=made, now=now)
        return made

    answer = await once(tx, by=actor, route="adjustments", key=idempotency_key, request=(lot, data), do=correct)
    return cast("Response[Adjustment]", answer)


@get("/v1/console/adjustments", access=STOCK, refusals=(CursorUnreadable,))
async def list_adjustments(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    in_state: InState = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Adjustment]:
    """Corrections of counts, newest first; of one state when asked."""
    return await service.list_adjustments(read, by=actor, state=in_state, cursor=cursor, limit=limit)


@post(
    "/v1/console/adjustments/{adjustment:int}/decision",
    access=staff("warehouse"),
    refusals=(AdjustmentNotFound, AdjustmentDecided, SecondPersonNeeded, StockTooLow),
)
async def decide_adjustment(
    adjustment: FromPath[int],
    data: JSONBody[AdjustmentDecision],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Adjustment:
    """A second person approves or declines a correction."""
    now = clock.now()
    made = await service.decide_adjustment(tx, adjustment_id=adjustment, approve=data.approve, by=actor, now=now)
    await identity.record_audit(
        tx, by=actor, action=f"adjustment.{made.state}", subject=f"lot:{made.lot_id}", after=made, now=now
    )
    return made


ROUTES = [
    list_warehouses,
    add_warehouse,
    list_lots,
    list_moves,
    adjust_lot,
    list_adjustments,
    decide_adjustment,
]
