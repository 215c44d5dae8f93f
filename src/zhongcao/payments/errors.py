"""What payments may refuse."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound, Unauthorized


class PaymentNotFound(NotFound):
    """There is no such payment."""

    code = "payments.payment-not-found"


class AlreadyPaid(Conflict):
    """This has been paid already, so it can only be refunded."""

    code = "payments.already-paid"


class NotPayable(Conflict):
    """This payment can no longer be made."""

    code = "payments.not-payable"


class NotPaid(Conflict):
    """There is nothing to refund: no money has come in."""

    code = "payments.not-paid"


class RefundTooLarge(Conflict):
    """More would be refunded than was paid."""

    code = "payments.refund-too-large"


class RefundNumberReused(Conflict):
    """This refund number already stands for another refund."""

    code = "payments.refund-number-reused"


class ProviderUnknown(Invalid):
    """We do not take payments through this channel."""

    code = "payments.provider-unknown"


class SignatureWrong(Unauthorized):
    """This message was not signed by the payment channel."""

    code = "payments.signature-wrong"


class LedgerUnbalanced(Invalid):
    """Debits and credits of a journal must be equal in each currency."""

    code = "payments.ledger-unbalanced"


class JournalReused(Conflict):
    """The books already hold another journal under this reference."""

    code = "payments.journal-reused"
