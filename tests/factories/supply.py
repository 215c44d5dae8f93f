"""Brands with papers, and suppliers, for tests."""

from datetime import date, datetime

from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Currency
from zhongcao.supply import service
from zhongcao.supply.schemas import BrandCard, Supplier, SupplierInput

PAPER = bytes(32)


async def brand(
    tx: Tx,
    *,
    name_zh: str = "小满",
    name_en: str | None = None,
    country: str = "JP",
    authorised: bool = True,
    starts_on: date = date(2015, 1, 1),
    ends_on: date | None = None,
    now: datetime | None = None,
) -> BrandCard:
    """A brand; its owner lets us sell it unless said otherwise."""
    moment = now or clock.now()
    card = await service.add_brand(
        tx, name_zh=name_zh, name_en=name_en or f"Xiaoman {new_id()}", country=country, now=moment
    )
    if authorised:
        await service.authorise_directly(
            tx,
            brand_ids=[int(card.id)],
            by=SYSTEM,
            now=moment,
            starts_on=starts_on,
            ends_on=ends_on,
            document_hash=PAPER,
        )
    return await service.get_brand(tx, brand_id=int(card.id))


async def supplier(tx: Tx, *, currency: Currency = Currency.JPY, country: str = "JP") -> Supplier:
    """Somebody we buy from."""
    data = SupplierInput(name=f"Supplier {new_id()}", country=country, currency=currency, lead_days=10)
    return await service.add_supplier(tx, data=data, now=clock.now())
