"""What payments show to others."""

from datetime import datetime

import msgspec

from zhongcao.kit.http import Key
from zhongcao.kit.money import Money
from zhongcao.payments.rules import Account, Entry, PaymentState, RefundState

__all__ = ["Account", "Balance", "Entry", "ExceptionView", "Journal", "JournalLine", "PayPage", "Payment", "Refund"]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment of one order; `refundable` is what nobody has promised back yet."""

    id: Key
    number: str
    order_id: Key
    order_no: str
    member_id: Key
    state: PaymentState
    amount: Money
    refunded: Money
    refundable: Money
    expires_at: datetime
    provider: str | None = None
    transaction_no: str | None = None
    paid_at: datetime | None = None


class PayPage(msgspec.Struct, frozen=True):
    """Where the buyer goes to pay."""

    url: str


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money on its way back to a member."""

    id: Key
    refund_no: str
    order_id: Key
    payment_id: Key
    member_id: Key
    state: RefundState
    amount: Money
    reason: str
    provider: str
    requested_at: datetime
    confirmed_at: datetime | None = None
    error: str | None = None


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the books: a debit when positive, a credit when negative."""

    account: Account
    detail: str
    amount: Money


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """One event in the books; `total` is what was moved, the sum of its debits.

    It names the member's order or the purchase order (by its number) that it came from.
    """

    id: str
    kind: str
    ref: str
    order_id: Key | None
    purchase: str | None
    at: datetime
    total: Money
    lines: list[JournalLine]


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What an account holds: debits less credits."""

    account: Account
    detail: str
    amount: Money


class ExceptionView(msgspec.Struct, frozen=True, kw_only=True):
    """A notification with a right signature that must not change anything by itself."""

    id: str
    provider: str
    event_id: str
    payment_id: Key | None
    outcome: str
    received_at: datetime
