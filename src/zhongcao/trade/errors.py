"""Refusals of trade."""

from zhongcao.kit.problems import Conflict, Gone, Invalid, NotFound


class CartFull(Conflict):
    """The cart is full; please buy or remove something first."""

    code = "trade.cart-full"
    zh = "购物车满了，请先结算或删掉一些。"


class QuantityOutOfRange(Invalid):
    """That is not a quantity for personal use."""

    code = "trade.quantity-out-of-range"
    zh = "数量超出了个人自用的合理范围。"


class NotForSale(Conflict):
    """Some of these goods are not on sale right now."""

    code = "trade.not-for-sale"
    zh = "部分商品暂时不在售，请移除后再下单。"


class QuoteUnreadable(Invalid):
    """This quote is not one of ours for you; please ask for a new one."""

    code = "trade.quote-unreadable"
    zh = "报价无效，请重新确认金额。"


class QuoteExpired(Gone):
    """This quote has expired; please ask for a new one."""

    code = "trade.quote-expired"
    zh = "报价已过期，请重新确认金额。"


class QuoteChanged(Conflict):
    """Price, tax, freight or warehouse changed since the quote; here is the new one."""

    code = "trade.quote-changed"
    zh = "价格、税费、运费或发货仓有变化，请确认新的金额。"


class QuoteUsed(Conflict):
    """This quote has already become an order."""

    code = "trade.quote-used"
    zh = "这份报价已经下过单了，请到订单里查看。"


class NoticeNotAccepted(Invalid):
    """The consumer notice (消费者告知书) must be accepted in its present version."""

    code = "trade.notice-not-accepted"
    zh = "请先阅读并同意最新的《消费者告知书》。"


class NoticeUnknown(NotFound):
    """There is no such version of the consumer notice."""

    code = "trade.notice-unknown"
    zh = "没有这一版《消费者告知书》。"


class IdentityNeeded(Conflict):
    """Customs needs your real name for goods from a bonded warehouse; please add it first."""

    code = "trade.identity-needed"
    zh = "保税仓商品清关需要订购人的实名信息，请先填写。"


class OrderNotFound(NotFound):
    """There is no such order."""

    code = "trade.order-not-found"
    zh = "没有找到这笔订单。"


class OrderCannot(Conflict):
    """The order is past the point where that is possible."""

    code = "trade.order-cannot"
    zh = "订单已经走过这一步，不能再这样操作。"


class PaymentArriving(Conflict):
    """A payment for this order is just arriving; please look again in a moment."""

    code = "trade.payment-arriving"
    zh = "付款正在到账，请稍后再看。"
