"""The verbs and questions of payments."""

from zhongcao.payments.service._books import balance, journals, post, recognise_sale
from zhongcao.payments.service._channels import channel_account, offered_channels
from zhongcao.payments.service._notifications import Notification, list_exceptions, receive_notification
from zhongcao.payments.service._payments import (
    close_payment,
    find_payment,
    get_payment,
    list_payments,
    open_payment,
    pay_url,
)
from zhongcao.payments.service._polling import DueAttempt, record_attempt, take_attempts
from zhongcao.payments.service._refunds import DueRefund, list_refunds, record_refund, refund, take_refunds

__all__ = [
    "DueAttempt",
    "DueRefund",
    "Notification",
    "balance",
    "channel_account",
    "close_payment",
    "find_payment",
    "get_payment",
    "journals",
    "list_exceptions",
    "list_payments",
    "list_refunds",
    "offered_channels",
    "open_payment",
    "pay_url",
    "post",
    "receive_notification",
    "recognise_sale",
    "record_attempt",
    "record_refund",
    "refund",
    "take_attempts",
    "take_refunds",
]
