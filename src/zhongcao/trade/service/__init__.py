"""The verbs and questions of trade."""

from zhongcao.trade.service._cart import put_in_cart, take_from_cart, view_cart
from zhongcao.trade.service._chasing import chase, due_unconfirmed, due_unpaid, due_waiting, wait_longer
from zhongcao.trade.service._fulfilment import mark_delivered, mark_paid, release_to_carrier, take_waybill
from zhongcao.trade.service._giving_back import (
    cancel_order,
    expire_order,
    mark_refunded,
    reject,
    take_returned_parcel,
)
from zhongcao.trade.service._landed import landed_cost
from zhongcao.trade.service._leaving import accounts_to_close, close_account, forget_member
from zhongcao.trade.service._place import open_pay_page, place_order
from zhongcao.trade.service._questions import (
    bought_products,
    find_received_line,
    import_received_orders,
    list_received_goods,
    mark_reviewed,
    pictures,
)
from zhongcao.trade.service._quote import consumer_notice, quote
from zhongcao.trade.service._receiving import confirm_by_time, confirm_receipt
from zhongcao.trade.service._tally import tally_orders
from zhongcao.trade.service._views import count_tabs, get_order, get_staff_order, list_orders, list_staff_orders

__all__ = [
    "accounts_to_close",
    "bought_products",
    "cancel_order",
    "chase",
    "close_account",
    "confirm_by_time",
    "confirm_receipt",
    "consumer_notice",
    "count_tabs",
    "due_unconfirmed",
    "due_unpaid",
    "due_waiting",
    "expire_order",
    "find_received_line",
    "forget_member",
    "get_order",
    "get_staff_order",
    "import_received_orders",
    "landed_cost",
    "list_orders",
    "list_received_goods",
    "list_staff_orders",
    "mark_delivered",
    "mark_paid",
    "mark_refunded",
    "mark_reviewed",
    "open_pay_page",
    "pictures",
    "place_order",
    "put_in_cart",
    "quote",
    "reject",
    "release_to_carrier",
    "take_from_cart",
    "take_returned_parcel",
    "take_waybill",
    "tally_orders",
    "view_cart",
    "wait_longer",
]
