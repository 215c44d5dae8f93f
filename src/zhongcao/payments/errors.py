"""What payments may refuse."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound, Unauthorized


class PaymentNotFound(NotFound):
    """There is no such payment."""

    code = "payments.payment-not-found"
    zh = "没有找到这笔付款。"


class AlreadyPaid(Conflict):
    """This has been paid already, so it can only be refunded."""

    code = "payments.already-paid"
    zh = "这笔款已经付过了，只能退款。"


class NotPayable(Conflict):
    """This payment can no longer be made."""

    code = "payments.not-payable"
    zh = "这笔付款已经失效，请重新下单。"


class NotPaid(Conflict):
    """There is nothing to refund: no money has come in."""

    code = "payments.not-paid"
    zh = "还没有收到付款，无法退款。"


class RefundTooLarge(Conflict):
    """More would be refunded than was paid."""

    code = "payments.refund-too-large"
    zh = "退款金额超过了实付金额。"


class RefundNumberReused(Conflict):
    """This refund number already stands for another refund."""

    code = "payments.refund-number-reused"
    zh = "这个退款单号已经用于另一笔退款。"


class ProviderUnknown(Invalid):
    """We do not take payments through this channel."""

    code = "payments.provider-unknown"
    zh = "暂不支持这种支付方式。"


class SignatureWrong(Unauthorized):
    """This message was not signed by the payment channel."""

    code = "payments.signature-wrong"
    zh = "消息签名不对，不是支付渠道发来的。"


class LedgerUnbalanced(Invalid):
    """Debits and credits of a journal must be equal in each currency."""

    code = "payments.ledger-unbalanced"
    zh = "分录的借贷在每个币种上都必须相等。"


class JournalReused(Conflict):
    """The books already hold another journal under this reference."""

    code = "payments.journal-reused"
    zh = "账上已有同一凭证号的另一笔分录。"
