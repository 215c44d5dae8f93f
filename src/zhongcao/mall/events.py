"""Facts of the mall."""

from datetime import datetime
from typing import ClassVar

from zhongcao.kit.outbox import Fact


class ProductListed(Fact, frozen=True, kw_only=True):
    """A product can be seen and bought."""

    keyed_by: ClassVar[str] = "product"
    product: int
    brand: int
    category: int


class ProductChanged(Fact, frozen=True, kw_only=True):
    """What a product is called, or where it stands in the tree of goods, changed."""

    keyed_by: ClassVar[str] = "product"
    product: int


class ProductsImported(Fact, frozen=True, kw_only=True):
    """A batch of products came in from elsewhere, already on sale."""

    keyed_by: ClassVar[str] = "batch"
    batch: str
    products: list[int]


class ProductDelisted(Fact, frozen=True, kw_only=True):
    """A product was taken off sale."""

    keyed_by: ClassVar[str] = "product"
    product: int


class PriceChanged(Fact, frozen=True, kw_only=True):
    """A SKU costs something else; in fen."""

    keyed_by: ClassVar[str] = "sku"
    sku: int
    product: int
    amount: int
    before: int | None


class WishedSkuBack(Fact, frozen=True, kw_only=True):
    """A SKU that these members wait for can be bought again."""

    keyed_by: ClassVar[str] = "sku"
    sku: int
    product: int
    title: str
    title_en: str
    members: list[int]
    at: datetime
