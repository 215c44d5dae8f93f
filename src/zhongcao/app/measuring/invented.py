"""Data of any size in the open import format, made from a seed: goods, members, notes, and what members did."""

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

LAST_DAY = date(2025, 6, 30)
DAYS = 365
PATHS = (
    "Skincare > Moisturizers",
    "Skincare > Treatments",
    "Skincare > Masks",
    "Skincare > Sunscreen",
    "Skincare > Cleansers",
)
WORDS = (
    *("保湿", "清爽", "面霜", "精华", "防晒", "敏感肌", "通勤", "回购", "平价", "学生党", "换季", "修护"),
    *("提亮", "油皮", "干皮", "空瓶", "分享", "测评", "真实", "好用"),
)
KINDS = ("view", "like", "collect", "rate", "purchase")


class Sizes(msgspec.Struct, frozen=True):
    """How much of each is made."""

    skus: int = 0
    members: int = 0
    notes: int = 0
    interactions: int = 0


def invent(folder: Path, sizes: Sizes, seed: int) -> None:
    """Write the files of one folder; the same seed and sizes write the same bytes."""
    rng = random.Random(f"invented {seed}")
    folder.mkdir(parents=True, exist_ok=True)
    products = max(sizes.skus // 2, 1)
    _write(
        folder / "products.csv",
        ("product", "title", "brand", "category", "origin_country"),
        ((f"p{n}", f"{_words(rng, 3)} {n}", f"牌子{n % 97}", PATHS[n % len(PATHS)], "FR") for n in range(products)),
    )
    _write(
        folder / "skus.csv",
        ("sku", "product", "price", "currency", "variant", "content_value", "content_unit", "weight_grams"),
        (
            (f"s{n}", f"p{n % products}", f"{rng.randrange(39, 900)}.00", "CNY", f"{n % 4 + 1}0 ml", 50, "ml", 180)
            for n in range(max(sizes.skus, 1))
        ),
    )
    members = max(sizes.members, 1)
    _write(
        folder / "members.csv",
        ("member", "nickname", "joined_on"),
        ((f"m{n}", f"会员{n}", _day(rng).isoformat()) for n in range(members)),
    )
    _write(
        folder / "notes.csv",
        ("note", "member", "title", "body", "at", "products", "topics"),
        (
            (
                f"n{n}",
                f"m{rng.randrange(members)}",
                _words(rng, 4),
                _words(rng, 40),
                _day(rng).isoformat(),
                f"p{rng.randrange(products)}",
                f"{rng.choice(WORDS)}|{rng.choice(WORDS)}",
            )
            for n in range(sizes.notes)
        ),
    )
    _write(
        folder / "interactions.csv",
        ("member", "kind", "at", "product", "value"),
        (_act(rng, members, products) for _ in range(sizes.interactions)),
    )


def _act(rng: random.Random, members: int, products: int) -> tuple[object, ...]:
    kind = KINDS[rng.randrange(len(KINDS))]
    # Few products are loved by many: the square bends the draw towards the first ones.
    product = int(rng.random() ** 2 * products)
    stars = rng.randrange(1, 6) if kind == "rate" else ""
    return (f"m{rng.randrange(members)}", kind, _day(rng).isoformat(), f"p{product}", stars)


def _day(rng: random.Random) -> date:
    return LAST_DAY - timedelta(days=rng.randrange(DAYS))


def _words(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(WORDS) for _ in range(count))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
