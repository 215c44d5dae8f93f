"""How the sandbox channel behaves, and how it may misbehave when it is told to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from zhongcao.payments.rules import NOTIFY_MINUTES


class Fault(StrEnum):
    """What goes wrong with a trade; chosen on the pay page, so that every trouble can be tried."""

    NONE = "none"
    DUPLICATE_NOTIFY = "duplicate_notify"
    LATE_NOTIFY = "late_notify"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_SELLER = "wrong_seller"
    BAD_SIGNATURE = "bad_signature"
    NO_NOTIFY = "no_notify"
    REFUND_UNCLEAR = "refund_unclear"
    REFUND_LOST = "refund_lost"
    REFUND_REFUSED = "refund_refused"


FAULT_NAMES: dict[Fault, tuple[str, str]] = {
    Fault.NONE: ("一切正常", "everything works"),
    Fault.DUPLICATE_NOTIFY: ("通知重复送达", "the notification comes three times"),
    Fault.LATE_NOTIFY: ("通知迟到", "the notification comes late"),
    Fault.WRONG_AMOUNT: ("通知金额错误", "the notification names a wrong amount"),
    Fault.WRONG_SELLER: ("通知商户错误", "the notification names a wrong seller"),
    Fault.BAD_SIGNATURE: ("通知签名错误", "the notification is badly signed"),
    Fault.NO_NOTIFY: ("没有通知", "no notification ever comes"),
    Fault.REFUND_UNCLEAR: ("退款成功但回复不明", "a refund is done, its answer unclear"),
    Fault.REFUND_LOST: ("退款未执行且回复不明", "a refund is not done, its answer unclear"),
    Fault.REFUND_REFUSED: ("退款被拒绝", "a refund is refused"),
}
"""Every fault by its name on the pay page, in Chinese and English."""

LATE_BY = timedelta(minutes=20)
COPIES = {Fault.DUPLICATE_NOTIFY: 3, Fault.NO_NOTIFY: 0}
"""How often a notification is delivered although once was enough, or not at all."""


def pause_before_repeat(tries: int) -> timedelta | None:
    """How long to wait before a notification is sent again; None when the channel gives up."""
    return timedelta(minutes=NOTIFY_MINUTES[tries - 1]) if 0 < tries <= len(NOTIFY_MINUTES) else None


def first_notification_at(fault: Fault, paid_at: datetime) -> datetime:
    """When a payment is told to the merchant for the first time."""
    return paid_at + (LATE_BY if fault is Fault.LATE_NOTIFY else timedelta(0))


def spoil(fields: Mapping[str, str], fault: Fault) -> dict[str, str]:
    """The fields of a notification as a faulty channel would sign them."""
    spoiled = dict(fields)
    if fault is Fault.WRONG_AMOUNT:
        spoiled["total_amount"] = "0.01" if fields["total_amount"] != "0.01" else "0.02"
    if fault is Fault.WRONG_SELLER:
        spoiled["seller_id"] = "2088000000000000"
    return spoiled
