"""The rules of trade: life of an order, what it costs, how long it waits, what the buyer must be told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from zhongcao.kit.money import Money, total
from zhongcao.mall.rules import PERSONAL_USE_MAX
from zhongcao.trade.errors import OrderCannot, QuantityOutOfRange


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"  # 待付款: stock and allowance are held, payment is open
    PAID = "paid"  # 已付款: a waybill is being asked for
    DECLARED = "declared"  # 申报中: the three documents are with customs (1210 only)
    CLEARED = "cleared"  # 已放行: customs said 800, the warehouse may hand over
    SHIPPED = "shipped"  # 已发货
    DELIVERED = "delivered"  # 已签收
    COMPLETED = "completed"  # 已完成: the member or ten days confirmed
    CANCELLED = "cancelled"  # 已取消: never paid
    REFUNDING = "refunding"  # 退款中
    REFUNDED = "refunded"  # 已退款


class OrderEvent(StrEnum):
    """What can happen to an order."""

    CAPTURE = "capture"  # the channel took the money
    EXPIRE = "expire"  # nobody paid in time
    CANCEL = "cancel"  # the member changed their mind
    DECLARE = "declare"  # the waybill is there, customs gets the documents
    CLEAR = "clear"  # customs released the goods
    REJECT = "reject"  # customs will not let them in
    HAND_OVER = "hand_over"  # the warehouse gave the parcel to the carrier
    DELIVER = "deliver"  # the carrier reports the signature
    COME_BACK = "come_back"  # the parcel returned instead of arriving
    CONFIRM = "confirm"  # received: said by the member, or by time
    REFUND = "refund"  # the money is back with the payer


S, E = OrderState, OrderEvent

MOVES: Mapping[tuple[OrderState, OrderEvent], OrderState] = {
    (S.PLACED, E.CAPTURE): S.PAID,
    (S.PLACED, E.EXPIRE): S.CANCELLED,
    (S.PLACED, E.CANCEL): S.CANCELLED,
    (S.PAID, E.CANCEL): S.REFUNDING,
    (S.PAID, E.DECLARE): S.DECLARED,
    (S.PAID, E.HAND_OVER): S.SHIPPED,  # postal mode: no declaration of ours
    (S.DECLARED, E.CLEAR): S.CLEARED,
    (S.DECLARED, E.REJECT): S.REFUNDING,
    (S.CLEARED, E.HAND_OVER): S.SHIPPED,
    (S.SHIPPED, E.DELIVER): S.DELIVERED,
    (S.SHIPPED, E.COME_BACK): S.REFUNDING,
    (S.SHIPPED, E.CONFIRM): S.COMPLETED,  # carriers forget their last event; the member knows better
    (S.DELIVERED, E.CONFIRM): S.COMPLETED,
    (S.REFUNDING, E.REFUND): S.REFUNDED,
}
"""What takes an order where."""

_LIFE = (S.PLACED, S.PAID, S.DECLARED, S.CLEARED, S.SHIPPED, S.DELIVERED, S.COMPLETED)
_BACK = frozenset({S.REFUNDING, S.REFUNDED})


def _from(state: OrderState) -> frozenset[OrderState]:
    return frozenset(_LIFE[_LIFE.index(state) :])


PAST: Mapping[OrderEvent, frozenset[OrderState]] = {
    E.CAPTURE: _from(S.PAID) | _BACK,
    E.EXPIRE: frozenset({S.CANCELLED}),
    E.CANCEL: frozenset({S.CANCELLED}) | _BACK,
    E.DECLARE: _from(S.DECLARED) | _BACK,  # a waybill may come just after the member cancelled
    E.CLEAR: _from(S.CLEARED),
    E.REJECT: _BACK,
    E.HAND_OVER: _from(S.SHIPPED) | _BACK,
    E.DELIVER: _from(S.DELIVERED),
    E.COME_BACK: _BACK,
    E.CONFIRM: frozenset({S.COMPLETED}),
    E.REFUND: frozenset({S.REFUNDED, S.CANCELLED}),  # paid after cancelling: payments gave it back by itself
}
"""States in which an event has had its effect already: hearing of it again changes nothing."""

TRANSITIONS: Mapping[OrderState, frozenset[OrderState]] = {
    state: frozenset(to for (start, _), to in MOVES.items() if start is state) for state in OrderState
}
"""Which state of an order may follow which."""

FINAL = frozenset({S.COMPLETED, S.CANCELLED, S.REFUNDED})
"""States that wait for nothing."""
RECEIVED = frozenset({S.DELIVERED, S.COMPLETED})
"""States in which the member holds the goods and may share them."""


def next_state(state: OrderState, event: OrderEvent) -> OrderState | None:
    """Where an event takes an order; None when it had its effect already; refused when it cannot happen here."""
    if to := MOVES.get((state, event)):
        return to
    if state in PAST[event]:
        return None
    raise OrderCannot(state=state, event=event)


def may(state: OrderState, event: OrderEvent) -> bool:
    """Whether an event would move an order that stands here."""
    return (state, event) in MOVES


PAY_WITHIN = timedelta(minutes=30)
"""An unpaid order holds stock for so long, then it is cancelled."""
QUOTE_HOLDS = timedelta(minutes=10)
"""A quote can become an order for so long."""
CONFIRMED_AFTER = timedelta(days=10)
"""Delivered goods count as received when the member says nothing for so long (自动确认收货)."""

DUE_AFTER: Mapping[OrderState, timedelta] = {
    S.PLACED: PAY_WITHIN,
    S.PAID: timedelta(hours=2),
    S.DECLARED: timedelta(days=1),
    S.CLEARED: timedelta(hours=2),
    S.SHIPPED: timedelta(days=7),
    S.DELIVERED: CONFIRMED_AFTER,
    S.REFUNDING: timedelta(hours=2),
}
"""How long an order may wait in a state before somebody looks after it; final states wait for nothing."""
CAPTURE_ARRIVES_WITHIN = timedelta(minutes=2)
"""When money and expiry meet, the order waits so long for the news of the money."""
CHASE_AGAIN = timedelta(hours=6)
"""A chased order that did not move is looked at again after so long."""


def due_at(state: OrderState, now: datetime) -> datetime | None:
    """When an order that has just reached a state is to be looked after."""
    wait = DUE_AFTER.get(state)
    return None if wait is None else now + wait


IMPORTED_MODE = "import"
"""Mode of orders that another system completed: no payment, parcel or declaration of ours belongs to them."""

QUANTITY_MAX = PERSONAL_USE_MAX
"""At most so many of one SKU in one order: goods are for personal use (个人自用), not for resale."""
ORDER_LINES_MAX = 20
CART_LINES_MAX = 60
SOURCE = "^[a-z_]+:[A-Za-z0-9_.-]+$"
"""How it is written what led to an order or to a line of a cart: note:123, show:9. Nothing else is asked of it."""


def merge_lines(lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same SKU named twice is one line with the sum; quantities stay within personal use."""
    merged: dict[int, int] = {}
    for sku, quantity in lines:
        if quantity < 1:
            raise QuantityOutOfRange(sku=str(sku), quantity=quantity, most=QUANTITY_MAX)
        merged[sku] = merged.get(sku, 0) + quantity
    for sku, quantity in merged.items():
        if quantity > QUANTITY_MAX:
            raise QuantityOutOfRange(sku=str(sku), quantity=quantity, most=QUANTITY_MAX)
    return sorted(merged.items())


STEP_TEXTS: Mapping[OrderState, tuple[str, str]] = {
    S.PLACED: ("已下单，等待付款", "Placed, waiting for payment"),
    S.PAID: ("已付款", "Paid"),
    S.DECLARED: ("三单已齐，向海关申报", "Declared to customs with all three documents"),
    S.CLEARED: ("海关放行", "Released by customs"),
    S.SHIPPED: ("已出库，交付承运人", "Left the warehouse with the carrier"),
    S.DELIVERED: ("已签收", "Delivered"),
    S.COMPLETED: ("已确认收货", "Receipt confirmed"),
    S.CANCELLED: ("订单已取消", "Cancelled"),
    S.REFUNDING: ("退款处理中", "Refund on its way"),
    S.REFUNDED: ("已退款", "Refunded"),
}
"""How each step of an order reads on its timeline."""


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What an order costs, in the parts that customs compares."""

    goods: Money
    freight: Money
    tax: Money
    discount: Money

    @property
    def paid(self) -> Money:
        """acturalPaid = goodsValue + freight + taxTotal - discount (三单 must agree on it)."""
        return self.goods + self.freight + self.tax - self.discount


def sum_up(values: Sequence[Money], *, freight: Money, tax: Money, discount: Money | None = None) -> Sums:
    """Add up an order; a discount never exceeds the goods."""
    goods = total(values, freight.currency)
    sums = Sums(goods=goods, freight=freight, tax=tax, discount=discount or Money(0, freight.currency))
    assert Money(0, freight.currency) <= sums.discount <= goods
    return sums


def split_over(amount: Money, values: Sequence[Money]) -> list[Money]:
    """Share freight or discount over lines by value; nothing is lost, ties go to the earlier line."""
    weights = [value.amount for value in values]
    return amount.split(weights if any(weights) else [1] * len(weights))


class Offer(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that a quote promises; it travels signed to the member and back, and is stored nowhere."""

    order_id: int
    member_id: int
    address_id: int
    warehouse_id: int
    mode: str
    lines: tuple[tuple[int, int, int], ...]
    """SKU, quantity, unit price in fen."""
    goods: int
    freight: int
    tax: int
    discount: int
    notice_version: str
    expires: int
    """Seconds since 1970."""


def differences(promised: Offer, present: Offer) -> list[str]:
    """What changed between a quote and the present state of things; empty when it still holds."""
    parts = {
        "goods": (promised.lines, present.lines),
        "freight": (promised.freight, present.freight),
        "tax": (promised.tax, present.tax),
        "discount": (promised.discount, present.discount),
        "warehouse": ((promised.warehouse_id, promised.mode), (present.warehouse_id, present.mode)),
        "notice": (promised.notice_version, present.notice_version),
    }
    return [name for name, (then, now) in parts.items() if then != now]


class NoticeText(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the consumer notice, in both languages."""

    version: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


NOTICE_VERSION = "2026-11"
"""The version that buyers accept now."""

NOTICES: Mapping[str, NoticeText] = {
    # 商财发〔2018〕486号, section 4: shown before ordering, confirmed by the buyer, kept by version.
    "2026-11": NoticeText(
        version="2026-11",
        zh=(
            "您购买的是跨境商品，符合原产地有关质量、安全、卫生、环保、标识等标准或技术规范要求，"
            "可能与我国标准存在差异，相关风险由您自行承担。",
            "商品直接购自境外，可能无中文标签，您可以在商品页查看电子中文标签。",
            "商品仅限个人自用，不得再次销售。",
            "进口税款由本平台代为申报和缴纳；跨境零售进口单次交易限值5000元、年度交易限值26000元，计入您的年度额度。",
            "为办理清关，您的姓名、证件号码和收货信息将提交海关及承运人，订购人与支付人应为同一人。",
        ),
        en=(
            "These are cross-border goods. They meet the quality, safety, hygiene, environmental and labelling "
            "standards of their place of origin, which may differ from China's; that risk is yours.",
            "They are bought directly abroad and may carry no Chinese label; an electronic one is on the goods page.",
            "They are for your personal use and must not be sold on.",
            "We declare and pay the import tax on your behalf. Retail imports are limited to CNY 5,000 a purchase and "
            "CNY 26,000 a year, which counts against your allowance.",
            "For clearance your name, ID number and delivery details go to customs and the carrier; buyer and payer "
            "must be the same person.",
        ),
    ),
}
"""Every version of the consumer notice (消费者告知书) that was ever shown."""


CONTACT_ROLES = frozenset({"support", "customs"})
"""Staff who need a buyer's full contact data for their work; everyone else sees it masked."""


def may_see_contact(roles: frozenset[str]) -> bool:
    """Whether staff with these roles see name, phone and street in full."""
    return not roles.isdisjoint(CONTACT_ROLES)


def mask_name(name: str) -> str:
    """A name of which only the first character shows: 李**."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2))


def mask_phone(phone: str) -> str:
    """A phone number of which only the first three and last four digits show: 138****5678."""
    return "*" * len(phone) if len(phone) < 7 else f"{phone[:3]}****{phone[-4:]}"
