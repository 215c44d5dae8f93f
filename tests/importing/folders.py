"""Small folders of the open format, and what a database holds after an import."""

import csv
import json
from pathlib import Path
from typing import Any

from sqlalchemy import text

from zhongcao.kit.db import Sessions, begin

Rows = list[dict[str, Any]]

RATES: Rows = [{"currency": "USD", "from_day": "2026-01-01", "cny": "7.2"}]
PRODUCTS: Rows = [
    {"product": "p1", "title": "GENIUS 胶原睡眠面膜", "brand": "Algenist", "category": "Skincare > Masks"},
    {"product": "p2", "title": "Gift box", "brand": "ALGENIST", "category": "Skincare > Value & Gift Sets"},
    {
        "product": "p3",
        "title": "Lip oil",
        "brand": "Grove",
        "category": "Makeup",
        "hs_code": "3304100000",
        "origin_country": "FR",
        "brand_country": "FR",
        "highlights": ["vegan", "refillable"],
    },
]
SKUS: Rows = [
    {"sku": "s1", "product": "p1", "price": "38.00", "currency": "USD", "content_value": 60, "content_unit": "ml"},
    {"sku": "s2", "product": "p2", "price": "10", "currency": "USD"},
    {"sku": "s3", "product": "p3", "price": "88.5", "currency": "CNY", "market_price": "99", "weight_grams": 40},
]
MEMBERS: Rows = [
    {"member": "m1", "nickname": "阿岚", "skin_type": "dry", "birth_year": 1994, "joined_on": "2020-02-29"},
    {"member": "m2"},
]
NOTES: Rows = [
    {
        "note": "n1",
        "member": "m1",
        "title": "睡一觉就软了",
        "body": "用了一个月。",
        "at": "2024-05-01T20:00:00+08:00",
        "products": ["p1", "p3"],
        "topics": ["面膜"],
        "rating": 5,
    },
    {"note": "n2", "member": "m2", "body": "Too sweet.", "at": "2024-06-01", "language": "en", "products": ["p3"]},
]
INTERACTIONS: Rows = [
    {"member": "m1", "kind": "view", "at": "2024-05-01", "product": "p1"},
    {"member": "m2", "kind": "rate", "at": "2024-05-02", "product": "p1", "value": 4},
    {"member": "m2", "kind": "purchase", "at": "2024-05-02", "product": "p3"},
    {"member": "m2", "kind": "like", "at": "2024-05-03", "note": "n1"},
    {"member": "m2", "kind": "collect", "at": "2024-05-03", "note": "n1"},
]
ORDERS: Rows = [
    {"order": "o1", "member": "m1", "sku": "s1", "at": "2024-05-01", "quantity": 2, "price": "35", "currency": "USD"},
    {"order": "o1", "member": "m1", "sku": "s3", "at": "2024-05-01"},
    {"order": "o2", "member": "m2", "sku": "s3", "at": "2024-05-02"},
]
WORLD: dict[str, Rows] = {
    "rates": RATES,
    "products": PRODUCTS,
    "skus": SKUS,
    "members": MEMBERS,
    "notes": NOTES,
    "interactions": INTERACTIONS,
    "orders": ORDERS,
}
COUNTS = {name: len(rows) for name, rows in WORLD.items()}
CLOCKS = frozenset({"kit.job", "kit.node", "kit.lease"})
"""Tables that move by themselves."""


def write_csv(folder: Path, **files: Rows) -> Path:
    """A folder with one CSV a kind."""
    for name, rows in files.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for row in rows:
                writer.writerow({key: "|".join(v) if isinstance(v, list) else v for key, v in row.items()})
    return folder


def write_jsonl(folder: Path, **files: Rows) -> Path:
    """A folder with one file of JSON lines a kind."""
    for name, rows in files.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def many(count: int) -> dict[str, Rows]:
    """A world in which orders and notes are many, orders with three lines each."""
    return {
        **WORLD,
        "notes": [{**NOTES[0], "note": f"n{number}"} for number in range(1, count + 1)],
        "interactions": [
            {"member": "m1", "kind": "view", "at": f"2024-05-01T10:{n // 60:02}:{n % 60:02}Z", "product": "p1"}
            for n in range(count)
        ],
        "orders": [
            {"order": f"o{number}", "member": "m1", "sku": sku, "at": "2024-05-01"}
            for number in range(count)
            for sku in ("s1", "s2", "s3")
        ],
    }


async def ask(sessions: Sessions, statement: str, **values: Any) -> list[Any]:
    """Rows of a statement; a single column comes plain."""
    async with begin(sessions) as tx:
        rows = (await tx.execute(text(statement), values)).all()
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]


async def everything(sessions: Sessions) -> dict[str, tuple[int, int]]:
    """How many rows each table of the shop holds, and a sum over what stands in them."""
    tables = await ask(
        sessions,
        "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' "
        "AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
    )
    parts = [
        f"SELECT '{name}', count(*), coalesce(sum(hashtext(t::text)), 0)::bigint FROM {name} t"  # noqa: S608
        for name in tables
        if name not in CLOCKS
    ]
    return {name: (rows, sum_) for name, rows, sum_ in await ask(sessions, " UNION ALL ".join(parts))}
