"""What an order is in one line, and what its member may expect or do next."""

from collections.abc import Mapping

from zhongcao.kit.languages import Said
from zhongcao.trade.rules._orders import CONFIRMED_AFTER, OrderState
from zhongcao.trade.rules._stages import Progress, promise_text, setback

S = OrderState
_BONDED: Mapping[OrderState, tuple[Said, Said]] = {
    S.PAID: (
        Said("正在备齐三单", "Getting the documents ready"),
        Said(
            "订单、支付单、运单核对一致后，自动向海关申报", "Declared to customs once order, payment and waybill agree"
        ),
    ),
    S.DECLARED: (
        Said("正在清关", "Clearing customs"),
        Said("放行后立即从保税仓出库", "It leaves the bonded warehouse right after its release"),
    ),
    S.CLEARED: (
        Said("海关已放行", "Released by customs"),
        Said("保税仓正在打包，马上出库", "The bonded warehouse is packing it"),
    ),
}
_OTHERS: Mapping[OrderState, tuple[Said, Said]] = {
    S.PLACED: (
        Said("等待付款", "Waiting for payment"),
        Said("超时未付会自动取消，库存和额度也会放开", "Unpaid orders are cancelled and the goods set free again"),
    ),
    S.PAID: (
        Said("海外仓备货中", "Being packed abroad"),
        Said("备好后直接发往国内，口岸清关由我们代办", "It flies straight to China; we see to customs at the port"),
    ),
    S.SHIPPED: (Said("正在路上", "On its way"), Said("请留意快递电话", "The courier will call you")),
    S.DELIVERED: (
        Said("已签收", "Delivered"),
        Said(
            f"检查一下，没问题就确认收货；{CONFIRMED_AFTER.days} 天后自动确认",
            f"Have a look and confirm; after {CONFIRMED_AFTER.days} days it counts as confirmed",
        ),
    ),
    S.COMPLETED: (
        Said("交易完成", "Completed"),
        Said("用得怎么样？写一篇，帮大家也帮我们选品", "How is it? Your note helps others, and our buyers"),
    ),
    S.CANCELLED: (
        Said("订单已取消", "Cancelled"),
        Said("没有扣款，库存和额度都已放开", "Nothing was charged; goods and allowance are free again"),
    ),
    S.REFUNDING: (
        Said("退款处理中", "Refund on its way"),
        Said("原路退回，一般 1–3 个工作日到账", "Back to where you paid from, usually within 3 working days"),
    ),
    S.REFUNDED: (
        Said("已退款", "Refunded"),
        Said("款项已退回付款账户", "The money is back where you paid from"),
    ),
}


def headline(progress: Progress) -> tuple[Said, Said]:
    """An order in one line, and a second line about what comes next; a problem names itself."""
    if trouble := setback(progress):
        return Said(trouble.zh, trouble.en), trouble.advice
    if progress.state is S.SHIPPED and progress.promise_from and progress.promise_to:
        return _OTHERS[S.SHIPPED][0], promise_text(progress.promise_from, progress.promise_to)
    if progress.bonded and progress.state in _BONDED:
        return _BONDED[progress.state]
    return _OTHERS.get(progress.state) or _BONDED[progress.state]
