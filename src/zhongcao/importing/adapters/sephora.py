"""A skin-care catalogue with dated ratings and reviews, as in the public Sephora review data sets.

products.csv, skus.csv, users.csv, interactions.csv (dated ratings), reviews_text.csv. A product without rows in
skus.csv is its own single SKU. Prices are US dollars.
"""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhongcao.importing.format import InteractionRow, MemberRow, NoteRow, ProductRow, SkuRow
from zhongcao.importing.mapping import find_mapping
from zhongcao.importing.reading import BadRow, Line, Placed, check_file, convert, read_lines

SOURCE = "sephora"
COLUMNS: dict[str, frozenset[str]] = {
    "products": frozenset({"product_id", "product_name", "brand_name", "primary_category", "price_usd", "size"}),
    "skus": frozenset({"product_id", "sku_id", "price_usd", "variation_value"}),
    "users": frozenset({"user_id", "skin_type"}),
    "interactions": frozenset({"user_id", "product_id", "rating", "date"}),
    "reviews_text": frozenset({"review_id", "user_id", "product_id", "rating", "date", "review_text"}),
}
CONTENT = re.compile(r"(\d*\.?\d+)\s*(ml|g)\b", re.IGNORECASE)
OUNCES = re.compile(r"(\d*\.?\d+)\s*(?:fl\.?\s*)?oz\b", re.IGNORECASE)
ML_PER_OUNCE = Decimal("29.5735")
"""US fluid ounce."""
PACKAGING_GRAMS = 60


def check(folder: Path) -> None:
    """All five files are there with the columns that we read."""
    for name, required in COLUMNS.items():
        check_file(folder / f"{name}.csv", required=required, known=None)


def rows(folder: Path, kind: str) -> Iterator[Placed[Any] | BadRow]:
    """The rows of one kind of the open format."""
    reader = READERS.get(kind)
    if reader is not None:
        yield from reader(folder)


def _products(folder: Path) -> Iterator[Placed[Any] | BadRow]:
    for line in read_lines(folder / "products.csv"):
        source = line.values
        path = _category(source)
        mapped = find_mapping(path)
        values: dict[str, Any] = {
            "product": source.get("product_id"),
            "title": source.get("product_name"),
            "brand": source.get("brand_name"),
            "category": path,
            "description": source.get("description", "")[:8000],
            "ingredients": " ".join(_listed(source.get("ingredients", "")))[:8000],
            "highlights": _listed(source.get("highlights", ""))[:40],
            "brand_country": None,
            "origin_country": None,
            "hs_code": mapped.hs_code if mapped else None,
            "tax_category": mapped.tax_category if mapped else None,
        }
        yield convert(line, _stated(values), ProductRow, columns=NAMES)


def _skus(folder: Path) -> Iterator[Placed[Any] | BadRow]:
    seen: set[str] = set()
    categories = {line.values.get("product_id"): _category(line.values) for line in read_lines(folder / "products.csv")}
    for line in read_lines(folder / "skus.csv"):
        seen.add(line.values.get("product_id", ""))
        yield _sku(line, line.values.get("sku_id"), categories.get(line.values.get("product_id"), ""))
    for line in read_lines(folder / "products.csv"):
        product = line.values.get("product_id", "")
        if product not in seen:
            yield _sku(line, f"{product}-1", _category(line.values))


def _sku(line: Line, name: str | None, category: str) -> Placed[Any] | BadRow:
    source = line.values
    text = source.get("size") or source.get("variation_value") or ""
    content, unit = _content(text)
    mapped = find_mapping(category)
    values = {
        "sku": name,
        "product": source.get("product_id"),
        "variant": (source.get("variation_value") or text)[:120],
        "price": source.get("sale_price_usd") or source.get("price_usd"),
        "currency": "USD",
        "market_price": source.get("value_price_usd"),
        "content_value": content,
        "content_unit": unit,
        "weight_grams": int(content or 100) + PACKAGING_GRAMS,
        "shelf_life_days": mapped.shelf_life_days if mapped else None,
    }
    return convert(line, _stated(values), SkuRow, columns=NAMES)


def _members(folder: Path) -> Iterator[Placed[Any] | BadRow]:
    for line in read_lines(folder / "users.csv"):
        values = {"member": line.values.get("user_id"), "skin_type": line.values.get("skin_type")}
        yield convert(line, _stated(values), MemberRow, columns=NAMES)


def _interactions(folder: Path) -> Iterator[Placed[Any] | BadRow]:
    for line in read_lines(folder / "interactions.csv"):
        source = line.values
        values = {
            "member": source.get("user_id"),
            "kind": "rate",
            "product": source.get("product_id"),
            "value": source.get("rating"),
            "at": source.get("date"),
        }
        yield convert(line, _stated(values), InteractionRow, columns=NAMES)


def _notes(folder: Path) -> Iterator[Placed[Any] | BadRow]:
    for line in read_lines(folder / "reviews_text.csv"):
        source = line.values
        text = source.get("review_text", "")
        values = {
            "note": source.get("review_id"),
            "member": source.get("user_id"),
            "title": _first_words(text),
            "body": text[:5000],
            "at": source.get("date"),
            "language": "en",
            "products": [source["product_id"]] if "product_id" in source else None,
            "rating": source.get("rating"),
        }
        yield convert(line, _stated(values), NoteRow, columns=NAMES)


NAMES = {
    "product": "product_id",
    "products": "product_id",
    "member": "user_id",
    "sku": "sku_id",
    "price": "price_usd",
    "title": "product_name",
    "brand": "brand_name",
    "at": "date",
    "value": "rating",
    "body": "review_text",
    "note": "review_id",
}
READERS = {
    "products": _products,
    "skus": _skus,
    "members": _members,
    "interactions": _interactions,
    "notes": _notes,
}


def _category(source: dict[str, Any]) -> str:
    steps = (source.get(f"{level}_category") for level in ("primary", "secondary", "tertiary"))
    return " > ".join(step for step in steps if step)


def _content(text: str) -> tuple[Decimal | None, str | None]:
    """Net content of a size such as '2 oz/ 60 mL'; metric before ounces, None when neither is said."""
    if metric := CONTENT.search(text):
        return Decimal(metric[1]), metric[2].lower()
    if ounces := OUNCES.search(text):
        return (Decimal(ounces[1]) * ML_PER_OUNCE).quantize(Decimal("0.1")), "ml"
    return None, None


def _listed(text: str) -> list[str]:
    """A list that was written as Python text; anything else is one item."""
    if not text.startswith("["):
        return [text] if text else []
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return [text.strip("[]'\" ")]
    return [str(item).strip() for item in found if str(item).strip()]


def _first_words(text: str) -> str:
    first = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    return first if len(first) <= 60 else first[:59].rsplit(" ", 1)[0] + "…"


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
