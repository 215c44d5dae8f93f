"""Facts of supply."""

from typing import ClassVar

from zhongcao.kit.outbox import Fact


class BrandAuthorised(Fact, frozen=True, kw_only=True):
    """A brand may be sold from now on."""

    keyed_by: ClassVar[str] = "brand"
    brand: int


class BrandUnauthorised(Fact, frozen=True, kw_only=True):
    """A brand may no longer be sold: its authorisation ended, was revoked or has not begun."""

    keyed_by: ClassVar[str] = "brand"
    brand: int


class AuthorisationEnding(Fact, frozen=True, kw_only=True):
    """The last authorisation of a brand ends in so many days."""

    keyed_by: ClassVar[str] = "brand"
    brand: int
    authorisation: int
    days: int


class PurchaseOrderPlaced(Fact, frozen=True, kw_only=True):
    """Goods were ordered from a supplier."""

    keyed_by: ClassVar[str] = "purchase_order"
    purchase_order: int
    supplier: int
    skus: list[list[int]]


class PurchaseReceived(Fact, frozen=True, kw_only=True):
    """Goods of a purchase order arrived: SKU and quantity of each lot."""

    keyed_by: ClassVar[str] = "purchase_order"
    purchase_order: int
    skus: list[list[int]]
    complete: bool


class ProposalAccepted(Fact, frozen=True, kw_only=True):
    """A buyer turned a proposal into a purchase order."""

    keyed_by: ClassVar[str] = "sku"
    proposal: int
    sku: int
    product: int
    quantity: int
    purchase_order: int


class ProposalDeclined(Fact, frozen=True, kw_only=True):
    """A buyer declined a proposal, with a reason."""

    keyed_by: ClassVar[str] = "sku"
    proposal: int
    sku: int
    product: int
    reason: str
