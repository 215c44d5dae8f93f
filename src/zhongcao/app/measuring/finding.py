"""Measures how well goods are found: real titles, real queries, our own judgements, beside plain full-text search.

Real goods are brought into a database of their own through the verbs of the mall, indexed like any shop's, and asked
with real queries. `judgements.tsv` holds grades of our own making, by line of the query file and number of the item;
docs/measures/search-judging.md says how they were made.
"""

import csv
import math
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import msgspec

from zhongcao.app.database import OWNER, open_database
from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.stage import Say, scratch
from zhongcao.app.migrate import upgrade
from zhongcao.discovery import service as discovery
from zhongcao.discovery.search.asking import PRODUCTS, Wish, find
from zhongcao.discovery.search.engine import Engine
from zhongcao.discovery.search.lexicon import GOODS, Lexicon
from zhongcao.discovery.search.shelf import Held, Version
from zhongcao.discovery.search.wording import plain
from zhongcao.kit.db import Sessions, begin, begin_read, make_engine, make_sessions
from zhongcao.kit.money import cny
from zhongcao.kit.settings import Settings
from zhongcao.mall import service as mall
from zhongcao.mall.rules import TAXONOMY, find_place
from zhongcao.mall.schemas import ProductImport, SkuImport
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import BrandRecord

DEPTH = 10
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BEAUTY = re.compile(
    "面膜|面霜|日霜|晚霜|口红|唇膏|唇釉|唇彩|唇蜜|粉底|bb霜|cc霜|气垫|粉饼|散粉|蜜粉|腮红|高光|修容|眼影|眼线|睫毛膏|眉笔|眉粉|遮瑕|隔离霜|妆前|"
    "精华|原液|肌底液|乳液|爽肤水|化妆水|柔肤水|保湿水|喷雾|眼霜|眼膜|眼胶|洗面奶|洁面|卸妆|去角质|防晒霜|防晒乳|防晒喷雾|护肤|化妆品|彩妆|"
    "美白|保湿|补水|祛痘|祛斑|淡斑|抗皱|去黑头|毛孔|香水|护手霜|身体乳|润唇|洗发水|护发素|沐浴露"
)
NOT_BEAUTY = re.compile(
    "车|衣|裤|裙|帽|伞|鞋|袜|床|枕|垫子|坐垫|帐篷|柜|桌|椅|箱|包[^装邮]|包$|收纳|盒|冰箱|镜|机|仪|器|瓶子|空瓶|分装|模具|模型|玩具|贴纸|标签|儿童化妆|宝宝|"
    "婴儿|狗|猫|宠物|洗衣|洁厕|地板|皮革|家具|饮|食|茶|酒|胶囊|片剂|中药|口服|洗头|染发|牙|私处|脚|足|腋|脱毛|书|课程|培训|执照|原料|设备|包材|"
    "厕|厨|锅|油烟|空调|加湿|香薰|手机|印花|刺绣|布料|窗|墙|漆|胶水"
)
"""What we call a query about beauty: it names such goods or needs, and nothing that only borrows the word."""


class Item(msgspec.Struct, frozen=True):
    """Goods of the catalogue."""

    number: str
    title: str
    shop: str
    yuan: float


class Query(msgspec.Struct, frozen=True):
    """A real query and its line in the file."""

    line: int
    text: str


def read_items(path: Path) -> list[Item]:
    """The goods of a file with one row a day: each once, as last seen."""
    found: dict[str, Item] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["item_id"]] = Item(row["item_id"], row["title"], row["shop"], float(row["price_cny"] or 1))
    return [found[number] for number in sorted(found)]


def read_queries(path: Path) -> list[Query]:
    """Every query of a file of lines `number, tab, text`."""
    with path.open(encoding="utf-8") as file:
        parts = (line.rstrip("\n").split("\t", 1) for line in file)
        return [Query(int(number), text) for number, text in parts if text.strip()]


def about_beauty(queries: Iterable[Query]) -> list[Query]:
    """The queries about beauty."""
    return [one for one in queries if BEAUTY.search(one.text.lower()) and not NOT_BEAUTY.search(one.text.lower())]


def read_judgements() -> dict[int, dict[str, int]]:
    """Grades from 0 to 3 by query line and item number."""
    grades: dict[int, dict[str, int]] = {}
    text = resources.files(__package__).joinpath("judgements.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            query, item, grade = line.split("\t")
            grades.setdefault(int(query), {})[item] = int(grade)
    return grades


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """How close an order comes to the best possible one, over its first places; what was not judged counts nothing."""
    best = sorted(grades.values(), reverse=True)[:depth]
    ideal = sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))
    gained = sum((2 ** grades.get(item, 0) - 1) / math.log2(place + 2) for place, item in enumerate(found[:depth]))
    return gained / ideal if ideal else 0.0


class Shop:
    """The goods in a database, searched through the index and through plain full text."""

    def __init__(self, sessions: Sessions, items: Sequence[Item]) -> None:
        self._sessions = sessions
        self._number = {key: one.number for key, one in enumerate(items, start=1)}
        self.items = {one.number: one for one in items}
        self._held: Held | None = None

    async def open(self, folder: Path, say: Say) -> None:
        """Make and open the index."""
        async with begin_read(self._sessions) as read:
            await discovery.make_index(read, path=folder / "1.idx", now=NOW, say=say)
        self._held = Held(Version(id=1, parts=1, horizon=0.0), Engine.open(folder / "1.idx"))

    def ours(self, query: str) -> tuple[list[str], str]:
        """The first results of the index, and how they were come by: strict, corrected, relaxed, or none."""
        assert self._held is not None, "open first"
        answer = find(
            self._held, query=query, kind=PRODUCTS, wish=Wish(), most=DEPTH, facets=False, now=NOW.timestamp()
        )
        way = "none" if not answer.total else "strict" if answer.exact else "relaxed"
        way = "corrected" if way == "strict" and answer.corrected else way
        return [self._number[key] for key in answer.keys[:DEPTH]], way

    async def plain(self, query: str) -> list[str]:
        """The first results of full-text search: all words, or else some of them."""
        async with begin_read(self._sessions) as read:
            page = await mall.find_products(read, query=query, limit=DEPTH)
        return [self._number[int(card.id)] for card in page.items]


async def measure_finding(
    url: str, folder: Path, items: list[Item], queries: list[Query], *, seed: int, pool: Path | None, say: Say
) -> Measure:
    """Zero results over all queries about beauty, and nDCG@10 over those that were judged, beside plain full text."""
    engine = make_engine(url, pool_size=2)
    try:
        return await _measure(make_sessions(engine), folder, items, queries, seed=seed, pool=pool, say=say)
    finally:
        await engine.dispose()


async def _measure(
    sessions: Sessions, folder: Path, items: list[Item], queries: list[Query], *, seed: int, pool: Path | None, say: Say
) -> Measure:
    say("bringing the goods in")
    await bring_in(sessions, items)
    shop = Shop(sessions, items)
    await shop.open(folder, say)
    beauty = about_beauty(queries)
    made = Measure(measure="search-quality", seed=seed, data={"items": len(items), "queries": len(beauty)})
    ways = dict.fromkeys(("strict", "corrected", "relaxed", "none"), 0)
    nothing = 0
    for number, query in enumerate(beauty):
        ways[shop.ours(query.text)[1]] += 1
        nothing += not await shop.plain(query.text)
        if number % 100 == 0:
            say(f"queries: {number:,} of {len(beauty):,}")
    for way, count in ways.items():
        made.figures[f"{way}_share"] = round(count / max(len(beauty), 1), 4)
    made.limit["plain_none_share"] = round(nothing / max(len(beauty), 1), 4)
    if pool is not None:
        await write_pool(shop, random.Random(f"judged {seed}").sample(beauty, len(beauty)), pool)
    await _judge(shop, {one.line: one.text for one in queries}, made)
    return made


async def _judge(shop: Shop, texts: Mapping[int, str], made: Measure) -> None:
    grades = read_judgements()
    ours, theirs, known = [], [], 0
    judged = [line for line in grades if line in texts and any(grades[line].values())]
    for line in judged:
        first, second = shop.ours(texts[line])[0], await shop.plain(texts[line])
        ours.append(ndcg(first, grades[line]))
        theirs.append(ndcg(second, grades[line]))
        known += sum(item in grades[line] for item in first)
    made.data |= {"judged": len(judged), "grades": sum(map(len, grades.values()))}
    if judged:
        made.figures["ndcg10"] = round(sum(ours) / len(judged), 4)
        made.figures["judged10"] = round(known / (DEPTH * len(judged)), 4)
        made.limit["plain_ndcg10"] = round(sum(theirs) / len(judged), 4)
        made.ratio["ndcg10"] = round(made.figures["ndcg10"] / made.limit["plain_ndcg10"], 3)


async def write_pool(shop: Shop, queries: Sequence[Query], path: Path) -> None:
    """What is to be judged: the first results of both ways, mixed, so that nobody sees which way found what."""
    grades = read_judgements()
    with path.open("w", encoding="utf-8", newline="") as file:
        for query in queries:
            pooled = {*shop.ours(query.text)[0], *await shop.plain(query.text)} - grades.get(query.line, {}).keys()
            for number in sorted(pooled):
                item = shop.items[number]
                file.write(f"{query.line}\t{query.text}\t{number}\t{item.yuan:g}\t{item.shop}\t{item.title}\n")


async def bring_in(sessions: Sessions, items: Sequence[Item]) -> None:
    """Enter brands, products and SKUs; an item's category is the last kind of goods that its title names."""
    shops = sorted({one.shop for one in items})
    brand_of = {name: number for number, name in enumerate(shops, start=1)}
    places = Lexicon.of_shop([], [])
    async with begin(sessions) as tx:
        records = [BrandRecord(id=brand_of[name], name_zh=name, name_en="", country="CN") for name in shops]
        await supply.import_brands(tx, records, now=NOW)
    for start in range(0, len(items), 1000):
        part = list(enumerate(items[start : start + 1000], start=start + 1))
        async with begin(sessions) as tx:
            await mall.import_products(
                tx,
                [
                    ProductImport(
                        id=key,
                        title=one.title[:200],
                        brand_id=brand_of[one.shop],
                        category_id=_category(one.title, places),
                        created_at=NOW,
                    )
                    for key, one in part
                ],
            )
            skus = [
                SkuImport(
                    id=key,
                    product_id=key,
                    variant="1",
                    weight_grams=100,
                    price=cny(round(one.yuan * 100)),
                    created_at=NOW,
                )
                for key, one in part
            ]
            await mall.import_skus(tx, skus, now=NOW)


def _category(title: str, places: Lexicon) -> int:
    named = [entry.code for _, _, entry in places.find(plain(title)) if entry.kind == GOODS]
    place = find_place(named[-1].partition("/")[0]) if named else None
    return (place or TAXONOMY[0]).id


@contextmanager
def empty_shop(given: Settings, say: Say) -> Iterator[tuple[str, Path]]:
    """The address of a database of its own without servers, and a folder; both are gone afterwards."""
    with scratch(given) as settings:
        say("starting the database")
        with open_database(settings) as database:
            upgrade(database.url(OWNER), grant_to=database.application_role)
            yield database.url(), settings.data_dir
