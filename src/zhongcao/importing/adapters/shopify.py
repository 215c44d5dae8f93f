"""A product CSV as Shopify exports it: one line a variant, the product's own cells in its first line only."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhongcao.importing.format import ProductRow, SkuRow
from zhongcao.importing.mapping import find_mapping
from zhongcao.importing.reading import BadFile, BadRow, Line, Placed, check_file, convert, read_lines

SOURCE = "shopify"
REQUIRED = frozenset({"Handle", "Title", "Vendor", "Option1 Value", "Variant Price"})
CURRENCY = "USD"
"""The file names no currency; the shop's own is assumed and printed in the report."""
TAG = re.compile(r"<[^>]*>")
NAMES = {"product": "Handle", "title": "Title", "brand": "Vendor", "category": "Type", "price": "Variant Price"}


def check(folder: Path) -> None:
    """At least one product CSV is there, and each can be read to its end."""
    for path in _files(folder):
        check_file(path, required=REQUIRED, known=None)


def rows(folder: Path, kind: str) -> Iterator[Placed[Any] | BadRow]:
    """Products and SKUs; a Shopify file has nothing else."""
    for path in _files(folder):
        if kind == "products":
            yield from (_product(line) for line in read_lines(path) if line.fault or "Title" in line.values)
        if kind == "skus":
            yield from _skus(path)


def _files(folder: Path) -> list[Path]:
    found = [folder] if folder.is_file() else sorted(folder.glob("*.csv"))
    if not found:
        raise BadFile(folder.name, "holds no CSV file")
    return found


def _product(line: Line) -> Placed[Any] | BadRow:
    source = line.values
    category = source.get("Type") or source.get("Google Shopping / Google Product Category") or "other"
    mapped = find_mapping(category)
    values: dict[str, Any] = {
        "product": source.get("Handle"),
        "title": source.get("Title"),
        "brand": source.get("Vendor"),
        "category": category,
        "description": html.unescape(TAG.sub(" ", source.get("Body (HTML)", ""))).strip()[:8000],
        "highlights": [tag.strip() for tag in source.get("Tags", "").split(",") if tag.strip()][:40],
        "hs_code": mapped.hs_code if mapped else None,
        "tax_category": mapped.tax_category if mapped else None,
    }
    return convert(line, {k: v for k, v in values.items() if v is not None}, ProductRow, columns=NAMES)


def _skus(path: Path) -> Iterator[Placed[Any] | BadRow]:
    for line in read_lines(path):
        source = line.values
        if "Variant Price" not in source and "Option1 Value" not in source:
            continue  # a line that only adds a picture
        options = [source[f"Option{n} Value"] for n in (1, 2, 3) if source.get(f"Option{n} Value")]
        variant = "" if options == ["Default Title"] else " / ".join(options)
        values: dict[str, Any] = {
            "sku": source.get("Variant SKU") or f"{source.get('Handle', '')[:40]}#{variant or 'one'}"[:64],
            "product": source.get("Handle"),
            "variant": variant[:120],
            "price": source.get("Variant Price"),
            "currency": CURRENCY,
            "market_price": source.get("Variant Compare At Price"),
            "barcode": source.get("Variant Barcode"),
            "weight_grams": _grams(source.get("Variant Grams", "")),
        }
        yield convert(line, {k: v for k, v in values.items() if v is not None}, SkuRow, columns=NAMES)


def _grams(text: str) -> int | None:
    return max(int(text), 1) if text.isdigit() and text != "0" else None
