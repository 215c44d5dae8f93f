"""Products and SKUs: which brand makes which sort, how it looks, what it costs, what its papers say."""

import random
import re

import msgspec

from zhongcao.sample.assortment import CATEGORIES, SORTS, Sort
from zhongcao.sample.brands import Brand
from zhongcao.sample.drawing.recipe import Look

PER_SORT = (4, 5)


class Sku(msgspec.Struct, frozen=True):
    """One variant that can be bought; prices in fen."""

    key: str
    variant: str
    variant_en: str
    price: int
    market_price: int
    weight_grams: int
    barcode: str
    content_value: int | None
    content_unit: str | None


class Product(msgspec.Struct, frozen=True):
    """A product of an invented brand."""

    key: str
    brand: Brand
    sort: Sort
    flavour: tuple[str, str]
    title: str
    title_en: str
    summary: str
    look: Look
    skus: tuple[Sku, ...]
    appeal: float

    @property
    def short(self) -> str:
        """What people call it in a sentence."""
        return f"{self.brand.zh}{self.sort.zh}"

    @property
    def family(self) -> str:
        """Its category at the top of the tree."""
        return CATEGORIES[self.sort.category][2] or self.sort.category


def make_products(seed: int, brands: list[Brand]) -> list[Product]:
    """All products: every sort by four or five brands of its field."""
    chance = random.Random(f"goods {seed}")
    products: list[Product] = []
    codes = _Barcodes()
    for sort in SORTS:
        family = CATEGORIES[sort.category][2]
        makers = [brand for brand in brands if family in brand.makes]
        flavours = list(sort.flavours)
        chance.shuffle(flavours)
        count = chance.choice(PER_SORT)
        for turn in range(count):
            maker, flavour = makers[(turn + len(products)) % len(makers)], flavours[turn % len(flavours)]
            if any(one.sort is sort and one.brand is maker and one.flavour == flavour for one in products):
                continue
            products.append(_product(f"p{len(products) + 1:04d}", maker, sort, flavour, chance, codes))
    return products


def _product(
    key: str, brand: Brand, sort: Sort, flavour: tuple[str, str], chance: random.Random, codes: "_Barcodes"
) -> Product:
    body, accent, label = chance.choice(brand.tints)
    if chance.random() < 0.25:
        body, accent = accent, body
    look = Look(
        kind=sort.kind,
        body=body,
        accent=accent,
        label=label,
        word=_word(brand),
        variant=brand.mark * 6 + chance.randrange(6),
    )
    price = _rounded(
        sort.price[0]
        + (sort.price[1] - sort.price[0]) * min(max(0.32 * brand.dear * chance.uniform(0.6, 1.3), 0.02), 0.98)
    )
    options = list(sort.options)
    if len(options) > 3 and chance.random() < 0.5:
        options = options[:3]
    skus = []
    for number, option in enumerate(options, start=1):
        asked = _rounded(price * option.factor)
        amount, unit = content(option.zh)
        skus.append(
            Sku(
                key=f"{key}-{number}",
                variant=option.zh,
                variant_en=option.en,
                price=asked * 100 - (10 if asked < 60 else 0),
                market_price=_rounded(asked * chance.uniform(1.12, 1.45)) * 100,
                weight_grams=option.grams,
                barcode=codes.next(brand.country),
                content_value=amount,
                content_unit=unit,
            )
        )
    return Product(
        key=key,
        brand=brand,
        sort=sort,
        flavour=flavour,
        title=f"{brand.zh} {flavour[0]}{sort.zh}",
        title_en=f"{brand.en} {flavour[1]} {sort.en}",
        summary="；".join((chance.choice(sort.praise), chance.choice(sort.habit))) + "。",
        look=look,
        skus=tuple(skus),
        appeal=chance.paretovariate(1.3),
    )


def _word(brand: Brand) -> str:
    return brand.en.split(" ")[0]


def _rounded(yuan: float) -> int:
    """Prices as shops write them: ending in 9 or 8."""
    whole = int(yuan)
    return max(whole // 10 * 10 + (9 if whole % 10 >= 4 else 8 if whole < 60 else -1), 9)


def content(option: str) -> tuple[int | None, str | None]:
    """How much one package holds, read from its name: 50ml×2支 is 100 ml, 5片 is 5 pieces."""
    found = re.search(r"(\d+(?:\.\d+)?)(ml|L|g|片)(?:×(\d+))?", option)
    if found is None:
        return None, None
    amount = float(found[1]) * int(found[3] or 1) * (1000 if found[2] == "L" else 1)
    return max(round(amount), 1), {"ml": "ml", "L": "ml", "g": "g", "片": "piece"}[found[2]]


PREFIXES = {
    "KR": "880",
    "JP": "490",
    "FR": "340",
    "DE": "401",
    "AU": "930",
    "NO": "700",
    "IT": "803",
    "GB": "502",
    "ES": "843",
    "NZ": "942",
    "CH": "761",
    "NL": "871",
    "DK": "571",
    "US": "084",
    "CA": "062",
    "SE": "731",
    "TH": "885",
    "CO": "770",
    "PT": "560",
}


class _Barcodes:
    """EAN-13 numbers that never repeat. They are made up and belong to nobody we know of."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, country: str) -> str:
        """A number of that country's range, with its check digit."""
        self.last += 1
        digits = f"{PREFIXES[country]}{999000000 - self.last * 37:09d}"
        return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The thirteenth digit of an EAN."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)
