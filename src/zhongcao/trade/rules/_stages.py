"""The way of an order as its member sees it: what is done, what happens now, what comes and when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

import msgspec

from zhongcao.kit.languages import Said
from zhongcao.trade.rules._orders import DUE_AFTER, OrderState
from zhongcao.trade.rules._setbacks import Setback, held_setback, setback_of

S = OrderState
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
EVENING = time(20)
"""A promised day is kept when the parcel is there by then."""


class StageState(StrEnum):
    """Whether a step of an order lies behind, is under way, lies ahead, or is stuck."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    PROBLEM = "problem"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known about the way of an order."""

    state: OrderState
    bonded: bool
    imported: bool = False
    placed_at: datetime
    expires_at: datetime | None = None
    paid_at: datetime | None = None
    declared_at: datetime | None = None
    cleared_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunding_at: datetime | None = None
    refunded_at: datetime | None = None
    promise_from: date | None = None
    promise_to: date | None = None
    reason: str | None = None
    held_code: int | None = None
    """What customs said when it looks closer; None while it does not."""
    flown_at: datetime | None = None
    landed_at: datetime | None = None
    released_at: datetime | None = None
    courier_at: datetime | None = None
    news: Said | None = None
    """What the carrier said last."""
    paid: str = ""
    payment_no: str | None = None
    customs_no: str | None = None
    origin: Said | None = None
    """Warehouse and lots."""
    carrier: Said | None = None
    waybill_no: str | None = None


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an order on its timeline; `expected_at` is by when it is done at the latest."""

    code: str
    zh: str
    en: str
    state: StageState
    at: datetime | None = None
    expected_at: datetime | None = None
    detail: Said | None = None


NAMES: Mapping[str, Said] = {
    "placed": Said("已下单", "Placed"),
    "to_pay": Said("等待付款", "Waiting for payment"),
    "paid": Said("已支付", "Paid"),
    "documents": Said("三单已齐", "Three documents match"),
    "declared": Said("海关申报", "Declared to customs"),
    "cleared": Said("海关放行", "Released by customs"),
    "shipped": Said("保税仓出库", "Left the bonded warehouse"),
    "abroad": Said("海外仓出库", "Left the overseas warehouse"),
    "flight": Said("国际航班", "International flight"),
    "port": Said("口岸清关", "Cleared at the port"),
    "delivering": Said("国内配送", "Delivery in China"),
    "delivered": Said("签收", "Delivered"),
    "review": Said("写一篇", "Write a note"),
    "cancelled": Said("订单已取消", "Order cancelled"),
    "refunding": Said("退款处理中", "Refund on its way"),
    "refunded": Said("已退款", "Refunded"),
}
"""What the steps are called."""

UNDER_WAY: Mapping[str, Said] = {
    "documents": Said("正在备齐三单", "Matching the three documents"),
    "declared": Said("海关申报中", "Customs is looking at it"),
    "shipped": Said("保税仓打包中", "Being packed"),
    "abroad": Said("海外仓备货中", "Being packed abroad"),
    "flight": Said("等待航班", "Waiting for the flight"),
    "port": Said("口岸清关中", "Being cleared at the port"),
    "delivering": Said("国内配送中", "On the way to you"),
    "review": Said("签收后写一篇", "Write a note about it"),
}
"""What a step is called while it happens."""

BONDED = ("paid", "documents", "declared", "cleared", "shipped", "delivering", "delivered", "review")
OVERSEAS = ("paid", "abroad", "flight", "port", "delivering", "delivered", "review")
IMPORTED = ("placed", "delivered", "review")


def setback(progress: Progress) -> Setback | None:
    """What stands in the way of an order, with what to do; None when all goes well."""
    if progress.state in (S.REFUNDING, S.REFUNDED):
        return setback_of(progress.reason, refunded=progress.state is S.REFUNDED)
    return held_setback(progress.held_code) if progress.state is S.DECLARED and progress.held_code else None


def stages(progress: Progress) -> list[Stage]:
    """The steps of an order in their order, the ones ahead with the latest moment at which they are done."""
    if progress.state is S.CANCELLED:
        return [_stage("placed", StageState.DONE, progress.placed_at), _cancelled(progress)]
    way = IMPORTED if progress.imported else BONDED if progress.bonded else OVERSEAS
    done = {code: at for code in way if (at := _done_at(progress, code))}
    if progress.state in (S.REFUNDING, S.REFUNDED):
        kept = [_stage(code, StageState.DONE, _began(progress, code) or done[code], progress) for code in done]
        return [*kept, *_given_back(progress)]
    made: list[Stage] = []
    trouble = setback(progress)
    current = next(code for code in way if code not in done)
    for code in way:
        if code in done:
            made.append(_stage(code, StageState.DONE, _began(progress, code) or done[code], progress))
        elif code != current:
            made.append(_stage(code, StageState.LATER, None, progress, expected=_expected(progress, code)))
        elif trouble:
            name = Said(trouble.zh, trouble.en)
            began = _began(progress, code)
            made.append(_named(code, name, StageState.PROBLEM, at=began, detail=trouble.advice))
        else:
            began, expected = _began(progress, code), _expected(progress, code)
            made.append(_stage(code, StageState.NOW, began, progress, expected=expected))
    return made


def _done_at(progress: Progress, code: str) -> datetime | None:
    over = progress.delivered_at
    moments = {
        "placed": progress.placed_at,
        "paid": progress.paid_at,
        "documents": progress.declared_at,
        "declared": progress.cleared_at,
        "cleared": progress.cleared_at,
        "shipped": progress.shipped_at,
        "abroad": progress.shipped_at,
        "flight": progress.landed_at or progress.released_at or progress.courier_at or over,
        "port": progress.released_at or progress.courier_at or over,
        "delivering": over,
        "delivered": over,
    }
    return moments.get(code)


def _began(progress: Progress, code: str) -> datetime | None:
    """When a step that takes its time began, as far as somebody told."""
    moments = {
        "declared": progress.declared_at,
        "flight": progress.flown_at,
        "port": progress.landed_at,
        "delivering": progress.courier_at or (progress.shipped_at if progress.bonded else progress.released_at),
    }
    return moments.get(code)


AHEAD: Mapping[str, timedelta] = {
    # From the payment; planning numbers of our own.
    "documents": DUE_AFTER[S.PAID],
    "declared": timedelta(hours=28),
    "cleared": timedelta(hours=28),
    "shipped": timedelta(hours=36),
    "abroad": timedelta(hours=96),
}
"""How long after the payment a step is done at the latest, before anything went wrong."""


def _expected(progress: Progress, code: str) -> datetime | None:
    if code == "paid":
        return progress.expires_at
    if code == "delivered" and progress.promise_to:
        return datetime.combine(progress.promise_to, EVENING, SHANGHAI)
    wait = AHEAD.get(code)
    if wait is None or setback(progress):
        return None  # nobody knows how long customs will look at it
    by = (progress.paid_at or progress.placed_at) + wait
    if code == "shipped" and progress.cleared_at:
        return max(by, progress.cleared_at + AHEAD["shipped"] - AHEAD["cleared"])
    return by


def _detail(progress: Progress, code: str, state: StageState) -> Said | None:
    reached = state is not StageState.LATER
    if code == "paid" and progress.paid_at:
        number = f" · 支付单 {progress.payment_no}" if progress.payment_no else ""
        return Said(f"{progress.paid}{number}", f"{progress.paid}{number.replace('支付单', 'payment slip')}")
    if code == "documents" and state is StageState.NOW:
        return Said("正在核对订单、支付单和运单", "Order, payment and waybill are being compared")
    if code == "documents" and reached:
        return Said("订单、支付单、运单信息一致", "Order, payment and waybill agree")
    if code == "declared" and progress.customs_no:
        return Said(f"清单号 {progress.customs_no}", f"Customs list {progress.customs_no}")
    if code in ("shipped", "abroad") and progress.origin:
        return progress.origin
    if code in ("flight", "port") and state is StageState.NOW:
        return progress.news
    if code == "delivering" and progress.waybill_no and reached:
        by, number = progress.carrier or Said("", ""), progress.waybill_no
        told = Said(f"{by.zh} {number}".strip(), f"{by.en} {number}".strip())
        news = progress.news if state is StageState.NOW else None
        return Said(f"{told.zh} · {news.zh}", f"{told.en} · {news.en}") if news else told
    if code == "delivered" and state is StageState.LATER and progress.promise_from and progress.promise_to:
        return promise_text(progress.promise_from, progress.promise_to)
    if code == "review":
        return Said("真实感受会进入选品参考", "What you think decides what we buy next")
    return None


def promise_text(first: date, last: date) -> Said:
    """Between which days a parcel arrives."""
    zh = (
        f"{first.month}月{first.day}日"
        if first == last
        else f"{first.month}月{first.day}日至{last.month}月{last.day}日"
    )
    en = f"{first:%b} {first.day}" if first == last else f"{first:%b} {first.day} to {last:%b} {last.day}"
    return Said(f"预计{zh}送达", f"Expected {en}")


def _stage(
    code: str,
    state: StageState,
    at: datetime | None,
    progress: Progress | None = None,
    *,
    expected: datetime | None = None,
) -> Stage:
    name = NAMES[code]
    if state is not StageState.DONE:
        name = NAMES["to_pay"] if code == "paid" else name
    if state is StageState.NOW or code == "review":
        name = UNDER_WAY.get(code, name)
    detail = _detail(progress, code, state) if progress else None
    return _named(code, name, state, at=at, expected=expected, detail=detail)


def _named(
    code: str,
    name: Said,
    state: StageState,
    *,
    at: datetime | None = None,
    expected: datetime | None = None,
    detail: Said | None = None,
) -> Stage:
    return Stage(code=code, zh=name.zh, en=name.en, state=state, at=at, expected_at=expected, detail=detail)


def _cancelled(progress: Progress) -> Stage:
    why = Said("没有付款，库存已放开", "Not paid; the goods are free again")
    return _named("cancelled", NAMES["cancelled"], StageState.DONE, at=progress.cancelled_at, detail=why)


def _given_back(progress: Progress) -> Sequence[Stage]:
    trouble = setback(progress)
    made = []
    if trouble:
        name = Said(trouble.zh, trouble.en)
        made.append(_named(trouble.code, name, StageState.PROBLEM, at=progress.refunding_at, detail=trouble.advice))
    if progress.refunded_at is None:
        slow = Said("原路退回，一般 1–3 个工作日到账", "Back to where you paid from, usually within 3 working days")
        made.append(
            _named("refunding", NAMES["refunding"], StageState.NOW, at=progress.refunding_at, detail=slow),
        )
        made.append(_named("refunded", NAMES["refunded"], StageState.LATER))
    else:
        back = Said(f"{progress.paid} 已原路退回", f"{progress.paid} went back to where you paid from")
        made.append(_named("refunded", NAMES["refunded"], StageState.DONE, at=progress.refunded_at, detail=back))
    return made
