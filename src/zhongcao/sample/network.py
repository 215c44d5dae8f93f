"""Where goods come from and where they lie: suppliers, papers of authorisation, warehouses, lots."""

import random
from datetime import date, timedelta

import msgspec

from zhongcao.sample.brands import Brand
from zhongcao.sample.goods import Product


class House(msgspec.Struct, frozen=True):
    """A warehouse of the sample network."""

    code: str
    name: str
    name_en: str
    kind: str
    country: str
    city: str
    customs_code: str
    mode: str


HOUSES: tuple[House, ...] = (
    House("CGO1", "郑州保税仓", "Zhengzhou bonded warehouse", "bonded", "CN", "郑州", "4604", "1210"),
    House("SZX1", "深圳前海保税仓", "Shenzhen Qianhai bonded warehouse", "bonded", "CN", "深圳", "5349", "1210"),
    House("NGB1", "宁波北仑保税仓", "Ningbo Beilun bonded warehouse", "bonded", "CN", "宁波", "3116", "1210"),
    House("TYO1", "东京海外仓", "Tokyo warehouse", "overseas", "JP", "东京", "", "postal"),
    House("ICN1", "仁川海外仓", "Incheon warehouse", "overseas", "KR", "仁川", "", "postal"),
    House("FRA1", "法兰克福海外仓", "Frankfurt warehouse", "overseas", "DE", "法兰克福", "", "postal"),
    House("CDG1", "巴黎海外仓", "Paris warehouse", "overseas", "FR", "巴黎", "", "postal"),
    House("SYD1", "悉尼海外仓", "Sydney warehouse", "overseas", "AU", "悉尼", "", "postal"),
    House("LAX1", "洛杉矶海外仓", "Los Angeles warehouse", "overseas", "US", "洛杉矶", "", "postal"),
)
BONDED = tuple(house.code for house in HOUSES if house.kind == "bonded")
ABROAD = {
    "JP": "TYO1",
    "KR": "ICN1",
    "DE": "FRA1",
    "FR": "CDG1",
    "AU": "SYD1",
    "NZ": "SYD1",
    "US": "LAX1",
    "CA": "LAX1",
}


EXPORTERS = {
    "japan": ("Sakuragi Export", "JP"),
    "korea": ("Hanbit Export", "KR"),
    "siam": ("Chao Phraya Export", "TH"),
    "oceania": ("Southern Cross Export", "AU"),
    "americas": ("Meridian Export", "US"),
    "europe": ("Lindenhof Export", "DE"),
}
REGIONS = {
    "JP": "japan",
    "KR": "korea",
    "TH": "siam",
    "AU": "oceania",
    "NZ": "oceania",
    "US": "americas",
    "CA": "americas",
    "CO": "americas",
}


SOLD_OUT_EVERY, SOLD_OUT_AT = 40, 17
"""So often a whole product is gone while people still ask for it: buyers find proposals waiting."""


class Lot(msgspec.Struct, frozen=True):
    """A quantity of one SKU that was made and expires together; cost in fen."""

    sku: str
    house: str
    quantity: int
    produced_on: date
    expires_on: date | None
    unit_cost: int
    origin_country: str
    item_record_no: str


class Supplier(msgspec.Struct, frozen=True):
    """Who sells to us: a brand's own export office, or a distributor of a country."""

    key: str
    name: str
    country: str
    brands: tuple[str, ...]


class Paper(msgspec.Struct, frozen=True):
    """A brand's authorisation."""

    brand: str
    grantor: str
    grantee: str
    starts_on: date
    ends_on: date
    number: str


def make_suppliers(brands: list[Brand]) -> list[Supplier]:
    """One export company for each region, as small brands do it."""
    return [
        Supplier(
            key=f"s-{key}",
            name=name,
            country=country,
            brands=tuple(brand.key for brand in brands if REGIONS.get(brand.country, "europe") == key),
        )
        for key, (name, country) in EXPORTERS.items()
    ]


def make_papers(seed: int, brands: list[Brand], today: date) -> list[Paper]:
    """Every brand has given us a valid paper; a few run out soon, so that somebody has to look after them."""
    chance = random.Random(f"papers {seed}")
    terms = [
        (today - timedelta(days=past), today + timedelta(days=left))
        for past, left in ((560, 240), (330, 400), (140, 860))
    ]
    papers = []
    for number, brand in enumerate(brands):
        starts, ends = chance.choice(terms) if number % 12 != 5 else (terms[0][0], today + timedelta(days=30))
        papers.append(
            Paper(
                brand.key,
                f"{brand.en} Holding",
                "Zhongcao Sample Trading",
                starts,
                ends,
                f"AUTH-{brand.key.upper()[:8]}-{starts:%y%m}",
            )
        )
    return papers


def make_lots(seed: int, products: list[Product], today: date) -> list[Lot]:
    """Stock of every SKU: one or two lots in bond, some also abroad; a few SKUs and a few products are sold out."""
    chance = random.Random(f"lots {seed}")
    lots: list[Lot] = []
    for number, product in enumerate(products):
        if number % SOLD_OUT_EVERY == SOLD_OUT_AT:
            continue
        home = chance.choice(BONDED)
        for sku in product.skus:
            if chance.random() < 0.03:
                continue
            for turn in range(chance.choice((1, 1, 2))):
                lots.append(
                    _lot(chance, product, sku.key, sku.price, home if turn == 0 else chance.choice(BONDED), today)
                )
            abroad = ABROAD.get(product.brand.country)
            if abroad and chance.random() < 0.25:
                lots.append(_lot(chance, product, sku.key, sku.price, abroad, today))
    return lots


def make_missed(seed: int, products: list[Product], lots: list[Lot], today: date) -> list[Lot]:
    """What we ordered of the sold-out SKUs and never got: since then we know who sells them and for how much."""
    chance = random.Random(f"missed {seed}")
    stocked = {lot.sku for lot in lots}
    return [
        _lot(chance, product, sku.key, sku.price, chance.choice(BONDED), today)
        for product in products
        for sku in product.skus
        if sku.key not in stocked
    ]


def _lot(chance: random.Random, product: Product, sku: str, price: int, house: str, today: date) -> Lot:
    months = product.sort.months
    age = chance.randint(30, 200 if months is None else min(int(months * 30 * 0.45), 330))
    produced = today - timedelta(days=age)
    expires = None if months is None else produced + timedelta(days=months * 30)
    cost = int(price * chance.uniform(0.45, 0.62))
    return Lot(
        sku,
        house,
        chance.choice((24, 36, 48, 60, 96, 120, 180)),
        produced,
        expires,
        cost,
        product.brand.country,
        f"ZC{chance.randrange(10**10):010d}",
    )
