"""How members look through their orders: by what each order asks of them."""

from collections.abc import Mapping
from enum import StrEnum

from zhongcao.kit.languages import Said
from zhongcao.trade.rules._orders import OrderState

S = OrderState


class OrderTab(StrEnum):
    """A tab above the list of orders."""

    TO_PAY = "to_pay"
    CLEARING = "clearing"
    TO_RECEIVE = "to_receive"
    TO_REVIEW = "to_review"


TABS: Mapping[OrderTab, tuple[Said, frozenset[OrderState]]] = {
    OrderTab.TO_PAY: (Said("待付款", "To pay"), frozenset({S.PLACED})),
    OrderTab.CLEARING: (Said("清关中", "Clearing"), frozenset({S.PAID, S.DECLARED, S.CLEARED})),
    OrderTab.TO_RECEIVE: (Said("待收货", "On the way"), frozenset({S.SHIPPED})),
    OrderTab.TO_REVIEW: (Said("待评价", "To review"), frozenset({S.DELIVERED, S.COMPLETED})),
}
"""What each tab is called, and the states of its orders; to review are those with a line that nobody wrote about."""
