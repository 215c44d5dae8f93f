"""Brands, and whether their papers let us sell."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.words import fold
from zhongcao.supply import rules, store
from zhongcao.supply.errors import BrandNotFound
from zhongcao.supply.rules import Goods, Link, Scope, Window
from zhongcao.supply.schemas import BrandCard, BrandRecord, ChainLink, SkuToSell


async def add_brand(
    tx: Tx, *, name_zh: str, name_en: str, country: str, now: datetime, id: int | None = None
) -> BrandCard:
    """Enter a brand; one of the same name is answered as it is."""
    record = BrandRecord(id=id or new_id(), name_zh=name_zh, name_en=name_en, country=country)
    await import_brands(tx, [record], now=now)
    found = await find_brand(tx, name=name_en or name_zh)
    assert found is not None, "the brand was entered or known"
    return found


async def import_brands(tx: Tx, rows: Sequence[BrandRecord], *, now: datetime) -> int:
    """Enter many brands; known names or ids are left as they are. Answers how many are new."""
    if not rows:
        return 0
    return await store.add_brands(
        tx,
        [
            {
                "id": row.id,
                "key": _key(row.name_en or row.name_zh),
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "country": row.country,
                "created_at": now,
                "authorised_at": None,
            }
            for row in rows
        ],
    )


async def brands(tx: Tx | ReadTx, ids: Collection[int]) -> dict[int, BrandCard]:
    """Brands by id; unknown ones are missing."""
    if not ids:
        return {}
    return {row.id: _card(row) for row in await store.list_brands(tx, ids=list(ids))}


async def find_brand(tx: Tx | ReadTx, *, name: str) -> BrandCard | None:
    """The brand with this English name (or Chinese, when it has no English one); capitals and accents do not count."""
    rows = await store.list_brands(tx, key=_key(name))
    return _card(rows[0]) if rows else None


async def get_brand(tx: Tx | ReadTx, *, brand_id: int) -> BrandCard:
    """One brand."""
    rows = await store.list_brands(tx, ids=[brand_id])
    if not rows:
        raise BrandNotFound(brand=str(brand_id))
    return _card(rows[0])


async def list_brands(tx: Tx | ReadTx, *, cursor: str | None = None, limit: int = 20) -> Page[BrandCard]:
    """All brands, oldest first."""
    after = decode(cursor, int)[0] if cursor else 0
    rows = await store.list_brands(tx, after=after, limit=limit + 1)
    more = encode(rows[limit - 1].id) if len(rows) > limit else None
    return Page([_card(row) for row in rows[:limit]], more)


async def authorised(tx: Tx | ReadTx, *, brand_ids: Collection[int], on: date) -> set[int]:
    """The brands of which we may sell something on a day."""
    if not brand_ids:
        return set()
    return await store.brands_with_window(tx, list(brand_ids), on)


async def authorised_skus(tx: Tx | ReadTx, *, skus: Sequence[SkuToSell], on: date) -> set[int]:
    """The SKUs that we may sell on a day: chain, period, scope and trademark class all fit."""
    if not skus:
        return set()
    windows: dict[int, list[Window]] = defaultdict(list)
    for row in await store.list_windows(tx, list({sku.brand_id for sku in skus}), on):
        windows[row.brand_id].append(_window(row))
    return {
        sku.sku_id
        for sku in skus
        if rules.may_sell(
            windows[sku.brand_id],
            on=on,
            goods=Goods(sku_id=sku.sku_id, category_ids=sku.category_ids, nice_class=sku.nice_class),
        )
    }


async def authenticity(tx: Tx | ReadTx, *, brand_id: int, on: date) -> list[ChainLink]:
    """The chain from the owner of a brand down to us that lasts longest; empty when we may not sell it."""
    windows = await store.list_windows(tx, [brand_id], on)
    if not windows:
        return []
    rows = {row.id: row for row in await store.list_authorisations(tx, [brand_id])}
    chain, _ = rules.chain_of(windows[0].authorisation_id, {key: _link(row) for key, row in rows.items()})
    confirmed = rows[chain[0].id].confirmed_at is not None
    return [
        ChainLink(
            level=link.level,
            grantor=link.grantor,
            grantee=link.grantee,
            starts_on=link.starts_on,
            ends_on=link.ends_on,
            confirmed=confirmed,
        )
        for link in reversed(chain)
    ]


def _key(name: str) -> str:
    return " ".join(fold(name).split())[:200]


def _card(row: Any) -> BrandCard:
    return BrandCard(
        id=str(row.id),
        name_zh=row.name_zh,
        name_en=row.name_en,
        country=row.country,
        authorised=row.authorised_at is not None,
    )


def _link(row: Any) -> Link:
    return Link(
        id=row.id,
        parent_id=row.parent_id,
        grantor=row.grantor,
        grantee=row.grantee,
        level=row.level,
        sublicensable=row.sublicensable,
        territories=frozenset(row.territories),
        channels=frozenset(row.channels),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        revoked_on=row.revoked_on,
        verified=row.verified_at is not None,
        confirmed=row.confirmed_at is not None,
        scope=Scope(categories=frozenset(row.category_ids), skus=frozenset(row.sku_ids)),
    )


def _window(row: Any) -> Window:
    return Window(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        nice_class=row.nice_class,
        scopes=tuple(Scope(categories=frozenset(one["categories"]), skus=frozenset(one["skus"])) for one in row.scopes),
    )
