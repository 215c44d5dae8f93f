"""What can be found: goods and notes as the search index takes them, and what changed since it was made."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.search.lexicon import BrandName, CategoryName, Lexicon
from zhongcao.discovery.search.shelf import Held, Shelf, Version
from zhongcao.discovery.search.writing import BONDED, IN_STOCK, OVERSEAS, VERIFIED, Document
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import service as mall
from zhongcao.supply import service as supply

BATCH = 500
MARGIN = timedelta(seconds=15)
"""A transaction lasts ten seconds at the most: what it changed is seen by whoever looks back a little further."""
FLAG_OF = {WarehouseKind.BONDED: BONDED, WarehouseKind.OVERSEAS: OVERSEAS}
Describe = Callable[[Tx | ReadTx, Sequence[int], datetime], Awaitable[list[Document]]]


async def note_changes(tx: Tx, *, kind: str, ids: Sequence[int], now: datetime) -> None:
    """Goods or notes came, changed or went: they are searched anew within a second or two."""
    await store.add_changes(tx, kind, ids, now)


async def note_stock_changes(tx: Tx, *, sku_ids: Sequence[int], now: datetime) -> None:
    """SKUs sold out or came back, which their products show."""
    products = await mall.product_of(tx, sku_ids)
    await store.add_changes(tx, "products", list(products.values()), now)


async def lexicon_of_shop(tx: Tx | ReadTx) -> Lexicon:
    """What this shop's brands and categories are called, and our own table of words."""
    brands: list[BrandName] = []
    cursor: str | None = None
    while True:
        page = await supply.list_brands(tx, cursor=cursor, limit=1000)
        brands += [BrandName(int(one.id), one.name_zh, one.name_en) for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    categories = [CategoryName(int(one.id), one.code, one.name_zh, one.name_en) for one in await mall.categories(tx)]
    return Lexicon.of_shop(brands, categories)


async def held(tx: Tx | ReadTx, shelf: Shelf, *, now: datetime) -> Held | None:
    """The index of this process with all changes taken in; nothing while there is none, or while it is stale."""
    if shelf.is_time_to_look() and not shelf.lock.locked():
        async with shelf.lock:
            await _look(tx, shelf, now)
            shelf.looked()
    return None if shelf.stale else shelf.held


async def _look(tx: Tx | ReadTx, shelf: Shelf, now: datetime) -> None:
    """Turn to the version that is to be searched, and take in what changed."""
    row = await store.find_version(tx)
    if row is None:
        shelf.held, shelf.stale = None, True
        return
    shelf.turn_to(Version(id=row.id, parts=row.parts, horizon=row.horizon_at.timestamp()))
    here = shelf.held
    if here is None:
        return
    since = datetime.fromtimestamp(max([here.version.horizon, *_latest(here)]), now.tzinfo)
    changes = await store.list_changes(tx, since=since, limit=rules.SEARCH_OVERLAY_MAX + 1)
    fresh = [row for row in changes if here.seen.get((row.kind, row.id)) != row.changed_at.timestamp()]
    shelf.stale = len(here.seen) + len(fresh) > rules.SEARCH_OVERLAY_MAX
    if shelf.stale:
        return
    for kind, describe in DESCRIBE.items():
        ids = [row.id for row in fresh if row.kind == kind]
        if ids:
            documents = await describe(tx, ids, now)
            await asyncio.to_thread(here.take, kind, ids, documents)
    here.seen.update({(row.kind, row.id): row.changed_at.timestamp() for row in fresh})


def _latest(here: Held) -> list[float]:
    return [max(here.seen.values()) - MARGIN.total_seconds()] if here.seen else []


async def _describe_products(tx: Tx | ReadTx, ids: Sequence[int], now: datetime) -> list[Document]:
    found = await mall.describe(tx, ids, now=now)
    ratings = await community.rate_products(tx, [one.id for one in found])
    documents = []
    for one in found:
        rating = ratings.get(one.id)
        flags = 0 if one.sold_out else IN_STOCK
        for kind in one.warehouses:
            flags |= FLAG_OF[kind]
        labels = [f"b:{one.brand.id}", f"k:{one.category_path[-1]}", *(f"c:{key}" for key in one.category_path)]
        documents.append(
            Document(
                key=one.id,
                texts={
                    "title": f"{one.title} {one.title_en}",
                    "brand": f"{one.brand.name_zh} {one.brand.name_en}",
                    "tags": " ".join(one.attributes)[:300],
                    "body": one.description,
                },
                labels=labels,
                quality=rules.product_quality(
                    popularity=one.popularity,
                    stars_hundredths=rating.average_hundredths if rating else None,
                    ratings=rating.ratings if rating else 0,
                ),
                at=int(one.listed_at.timestamp()) // 60,
                price=one.price,
                flags=flags,
            )
        )
    return documents


async def _describe_notes(tx: Tx | ReadTx, ids: Sequence[int], now: datetime) -> list[Document]:
    heat = await store.heat_of(tx, ids)
    traits = await community.traits(tx, sorted(heat))
    cards = await mall.cards(tx, sorted({product for note in traits.values() for product in note.products}))
    above = {int(one.id): int(one.parent_id) if one.parent_id else 0 for one in await mall.categories(tx)}
    unit = rules.growth(now, rules.HEAT_HALF_LIFE)
    documents = []
    for key, note in sorted(traits.items()):
        shown = [cards[product] for product in note.products if product in cards]
        brands = sorted({*note.brands, *(int(card.brand.id) for card in shown)})
        own = sorted({int(card.category_id) for card in shown})
        path = sorted({place for category in own for place in _path(category, above)})
        documents.append(
            Document(
                key=key,
                texts={
                    "title": note.title,
                    "tags": " ".join(note.topics),
                    "goods": " ".join(f"{card.title} {card.brand.name_zh} {card.brand.name_en}" for card in shown),
                    "body": note.body,
                },
                labels=[
                    f"a:{note.author_id}",
                    *(f"b:{brand}" for brand in brands),
                    *(f"k:{category}" for category in own),
                    *(f"c:{category}" for category in path),
                    *(f"p:{product}" for product in note.products),
                    *(f"t:{topic}" for topic in dict.fromkeys(note.topics)),
                ],
                quality=rules.note_quality(heat[key] / unit),
                at=int(note.published_at.timestamp()) // 60,
                flags=VERIFIED if note.verified else 0,
            )
        )
    return documents


def _path(category: int, above: dict[int, int]) -> list[int]:
    path = []
    while category:
        path.append(category)
        category = above.get(category, 0)
    return path


DESCRIBE: dict[str, Describe] = {"products": _describe_products, "notes": _describe_notes}
"""What is said about some of each kind."""
