"""How far an order has come, gathered from trade, customs and the carrier."""

from datetime import datetime
from decimal import Decimal

from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.schemas import DeclarationStatus
from zhongcao.kit.languages import Said
from zhongcao.logistics import service as logistics
from zhongcao.logistics.rules import Step
from zhongcao.logistics.schemas import ParcelView
from zhongcao.trade import rules
from zhongcao.trade.rules import IMPORTED_MODE, OrderState, Progress
from zhongcao.trade.schemas import OrderProblem, OrderStage
from zhongcao.trade.tables import OrderRow

INSPECTED = 500


def progress_of(
    row: OrderRow,
    *,
    declaration: DeclarationStatus | None = None,
    parcel: ParcelView | None = None,
    payment_no: str | None = None,
    origin: Said | None = None,
    held: int | None = None,
) -> Progress:
    """What is known of an order's way; a list knows only the order itself, and under which code customs holds it."""
    state = OrderState(row.state)
    if declaration is not None and declaration.state is DeclarationState.HELD:
        held = declaration.status_code or INSPECTED
    last = parcel.events[0] if parcel and parcel.events else None
    return Progress(
        state=state,
        bonded=row.mode == rules.RETAIL,
        imported=row.mode == IMPORTED_MODE,
        placed_at=row.placed_at,
        expires_at=row.placed_at + rules.PAY_WITHIN if state is OrderState.PLACED else None,
        paid_at=row.paid_at,
        declared_at=row.declared_at,
        cleared_at=row.cleared_at,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        completed_at=row.completed_at,
        cancelled_at=row.cancelled_at,
        refunding_at=row.refunding_at,
        refunded_at=row.refunded_at,
        promise_from=row.promise_from,
        promise_to=row.promise_to,
        reason=row.reason,
        held_code=held,
        flown_at=_first(parcel, Step.EXPORT_DEPARTED, Step.MAIN_LEG_DEPARTED),
        landed_at=_first(parcel, Step.MAIN_LEG_ARRIVED, Step.CUSTOMS_DECLARED, Step.CUSTOMS_REVIEW),
        released_at=_first(parcel, Step.CUSTOMS_RELEASED),
        courier_at=_first(parcel, *_DOMESTIC) if row.shipped_at else None,
        news=Said(last.text_zh, last.text_en) if last else None,
        paid=f"¥{Decimal(row.paid_amount).scaleb(-2):,.2f}",
        payment_no=payment_no,
        customs_no=declaration.invt_no if declaration else None,
        origin=origin,
        carrier=carrier_of(row),
        waybill_no=row.waybill_no,
    )


def carrier_of(row: OrderRow) -> Said | None:
    """Who brings an order, once that is known."""
    return logistics.carrier_name(row.carrier_code, row.carrier_name) if row.carrier_name else None


_DOMESTIC = (Step.COURIER_PICKED_UP, Step.IN_TRANSIT, Step.ARRIVED_CITY, Step.OUT_FOR_DELIVERY, Step.LOCKER)


def _first(parcel: ParcelView | None, *steps: Step) -> datetime | None:
    return min((event.at for event in parcel.events if event.code in steps), default=None) if parcel else None


def stages_of(progress: Progress) -> list[OrderStage]:
    """The timeline of an order as data."""
    return [
        OrderStage(
            code=stage.code,
            zh=stage.zh,
            en=stage.en,
            state=stage.state,
            at=stage.at,
            expected_at=stage.expected_at,
            detail=stage.detail,
        )
        for stage in rules.stages(progress)
    ]


def problem_of(progress: Progress) -> OrderProblem | None:
    """What stands in the way of an order, with what to do."""
    found = rules.setback(progress)
    return (
        OrderProblem(code=found.code, zh=found.zh, en=found.en, advice=found.advice, fix=found.fix) if found else None
    )
