"""Every SQL statement of trade."""

from zhongcao.trade.store._cart import (
    add_cart_line,
    count_cart_lines,
    drop_cart,
    list_cart_lines,
    remove_cart_line,
    remove_cart_lines,
    take_ordered,
)
from zhongcao.trade.store._history import add_received_orders
from zhongcao.trade.store._lists import (
    count_by_state,
    count_unreviewed,
    find_contact,
    find_notice_accepted,
    find_received_line,
    list_bought_products,
    list_due,
    list_lines,
    list_orders,
    list_received_lines,
    list_staff_orders,
    list_unconfirmed,
)
from zhongcao.trade.store._orders import (
    add_contact,
    add_lines,
    add_order,
    drop_contacts,
    find_any_order,
    find_order,
    lock_order,
    set_reviewed,
)
from zhongcao.trade.store._tally import tally_orders

__all__ = [
    "add_cart_line",
    "add_contact",
    "add_lines",
    "add_order",
    "add_received_orders",
    "count_by_state",
    "count_cart_lines",
    "count_unreviewed",
    "drop_cart",
    "drop_contacts",
    "find_any_order",
    "find_contact",
    "find_notice_accepted",
    "find_order",
    "find_received_line",
    "list_bought_products",
    "list_cart_lines",
    "list_due",
    "list_lines",
    "list_orders",
    "list_received_lines",
    "list_staff_orders",
    "list_unconfirmed",
    "lock_order",
    "remove_cart_line",
    "remove_cart_lines",
    "set_reviewed",
    "take_ordered",
    "tally_orders",
]
