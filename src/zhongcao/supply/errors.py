"""Refusals of supply."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class BrandNotFound(NotFound):
    """There is no such brand."""

    code = "supply.brand-not-found"


class TrademarkNotFound(NotFound):
    """There is no such trademark."""

    code = "supply.trademark-not-found"


class AuthorisationNotFound(NotFound):
    """There is no such authorisation."""

    code = "supply.authorisation-not-found"


class AuthorisationUnfit(Invalid):
    """This authorisation does not continue its chain."""

    code = "supply.authorisation-unfit"


class SupplierNotFound(NotFound):
    """There is no such supplier."""

    code = "supply.supplier-not-found"


class NoSupplierKnown(Invalid):
    """Nobody is known who sells this; please name supplier, warehouse and price."""

    code = "supply.no-supplier-known"


class CurrencyMismatch(Invalid):
    """A purchase order is in its supplier's currency."""

    code = "supply.currency-mismatch"


class PurchaseOrderNotFound(NotFound):
    """There is no such purchase order."""

    code = "supply.purchase-order-not-found"


class PurchaseOrderClosed(Conflict):
    """This purchase order does not wait for goods any more."""

    code = "supply.purchase-order-closed"


class ReceiptUnfit(Invalid):
    """More has arrived than was ordered, or something else."""

    code = "supply.receipt-unfit"


class ProposalNotFound(NotFound):
    """There is no such proposal."""

    code = "supply.proposal-not-found"


class ProposalDecided(Conflict):
    """Somebody has already decided about this proposal."""

    code = "supply.proposal-decided"
