"""Refusals of trade."""

from zhongcao.kit.problems import Conflict, Gone, Invalid, NotFound


class CartFull(Conflict):
    """The cart is full; please buy or remove something first."""

    code = "trade.cart-full"


class QuantityOutOfRange(Invalid):
    """That is not a quantity for personal use."""

    code = "trade.quantity-out-of-range"


class NotForSale(Conflict):
    """Some of these goods are not on sale right now."""

    code = "trade.not-for-sale"


class QuoteUnreadable(Invalid):
    """This quote is not one of ours for you; please ask for a new one."""

    code = "trade.quote-unreadable"


class QuoteExpired(Gone):
    """This quote has expired; please ask for a new one."""

    code = "trade.quote-expired"


class QuoteChanged(Conflict):
    """Price, tax, freight or warehouse changed since the quote; here is the new one."""

    code = "trade.quote-changed"


class QuoteUsed(Conflict):
    """This quote has already become an order."""

    code = "trade.quote-used"


class NoticeNotAccepted(Invalid):
    """The consumer notice (消费者告知书) must be accepted in its present version."""

    code = "trade.notice-not-accepted"


class NoticeUnknown(NotFound):
    """There is no such version of the consumer notice."""

    code = "trade.notice-unknown"


class IdentityNeeded(Conflict):
    """Customs needs your real name for goods from a bonded warehouse; please add it first."""

    code = "trade.identity-needed"


class OrderNotFound(NotFound):
    """There is no such order."""

    code = "trade.order-not-found"


class OrderCannot(Conflict):
    """The order is past the point where that is possible."""

    code = "trade.order-cannot"


class PaymentArriving(Conflict):
    """A payment for this order is just arriving; please look again in a moment."""

    code = "trade.payment-arriving"
