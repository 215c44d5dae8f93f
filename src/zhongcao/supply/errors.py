"""Refusals of supply."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class BrandNotFound(NotFound):
    """There is no such brand."""

    code = "supply.brand-not-found"
    zh = "没有找到这个品牌。"


class TrademarkNotFound(NotFound):
    """There is no such trademark."""

    code = "supply.trademark-not-found"
    zh = "没有找到这个商标。"


class AuthorisationNotFound(NotFound):
    """There is no such authorisation."""

    code = "supply.authorisation-not-found"
    zh = "没有找到这份授权。"


class AuthorisationUnfit(Invalid):
    """This authorisation does not continue its chain."""

    code = "supply.authorisation-unfit"
    zh = "这份授权接不上授权链，请检查授权方与期限。"


class SupplierNotFound(NotFound):
    """There is no such supplier."""

    code = "supply.supplier-not-found"
    zh = "没有找到这个供应商。"


class NoSupplierKnown(Invalid):
    """Nobody is known who sells this; please name supplier, warehouse and price."""

    code = "supply.no-supplier-known"
    zh = "还不知道谁供应这件商品，请填写供应商、仓库和价格。"


class CurrencyMismatch(Invalid):
    """A purchase order is in its supplier's currency."""

    code = "supply.currency-mismatch"
    zh = "采购单必须使用供应商的结算币种。"


class PurchaseOrderNotFound(NotFound):
    """There is no such purchase order."""

    code = "supply.purchase-order-not-found"
    zh = "没有找到这张采购单。"


class PurchaseOrderClosed(Conflict):
    """This purchase order does not wait for goods any more."""

    code = "supply.purchase-order-closed"
    zh = "这张采购单已经不再等待到货。"


class ReceiptUnfit(Invalid):
    """More has arrived than was ordered, or something else."""

    code = "supply.receipt-unfit"
    zh = "到货与采购单不符：数量超出，或商品不在单上。"


class ProposalNotFound(NotFound):
    """There is no such proposal."""

    code = "supply.proposal-not-found"
    zh = "没有找到这条采购建议。"


class ProposalDecided(Conflict):
    """Somebody has already decided about this proposal."""

    code = "supply.proposal-decided"
    zh = "这条采购建议已经有人处理过了。"
