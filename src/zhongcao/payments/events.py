"""Facts of payments."""

from datetime import datetime

from zhongcao.kit.outbox import Fact


class Captured(Fact, frozen=True, kw_only=True):
    """The money for an order has arrived."""

    keyed_by = "order"
    payment: int
    order: int
    member: int
    amount: int
    currency: str
    provider: str
    transaction_no: str
    at: datetime


class Refunded(Fact, frozen=True, kw_only=True):
    """A channel has confirmed that money went back to the member; also for money that came after closing."""

    keyed_by = "order"
    order: int
    member: int
    refund_no: str
    amount: int
    currency: str
    at: datetime


class RefundFailed(Fact, frozen=True, kw_only=True):
    """A channel has refused a refund; staff must find another way."""

    keyed_by = "order"
    order: int
    member: int
    refund_no: str
    amount: int
    currency: str
    reason: str
    at: datetime


class PaymentClosed(Fact, frozen=True, kw_only=True):
    """A payment was given up before any money came."""

    keyed_by = "order"
    order: int
    member: int
    at: datetime
