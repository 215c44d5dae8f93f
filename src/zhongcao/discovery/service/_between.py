"""The cards of goods that stand between the notes of a page.

A page that goes on with a held feed shows kept cards as long as their marks count, which is asked with its notes in one
statement: what is sold out, off sale or at another price by now is left out. Other pages ask the mall.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.offering import Offered
from zhongcao.discovery.schemas import GoodsBetween, Reason
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._channels import heard
from zhongcao.discovery.service._listed import Listed
from zhongcao.discovery.service._serving import remember_goods
from zhongcao.discovery.service._shelf import GoodsCards
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductCard

Cards = Mapping[int, Any]


async def goods_between(
    tx: Tx | ReadTx,
    *,
    by: Actor,
    feed: Listed,
    start: int,
    stop: int,
    shown: Collection[int],
    brain: Brain,
    encoded: bool,
    cards: Cards | None,
    now: datetime,
) -> list[Any]:
    """Goods between the notes of a page, as far as they can be bought; without `cards`, those of the feed are made."""
    offered = feed.goods_between(start, stop)
    if not offered:
        return []
    if cards is None:
        wanted = [one.product for one in feed.goods if one.place >= start]
        cards = await heard("home", "goods", _cards(tx, wanted, kept=brain.goods_cards, encoded=encoded), nothing={})
    there = [one for one in offered if one.product in cards]
    page = remember_goods(brain, by=by, offered=there, now=now)
    make = _encoded if encoded else _item
    return [make(cards[one.product], one, sum(place < one.place for place in shown), page) for one in there]


async def _cards(tx: Tx | ReadTx, products: Sequence[int], *, kept: GoodsCards | None, encoded: bool) -> Cards:
    if encoded:
        return await (kept or GoodsCards()).make(tx, products)
    return {product: card for product, (_, card) in (await mall.cards_on_sale(tx, products)).items()}


def _reason(code: str) -> Reason:
    zh, en = rules.goods.REASONS[code]
    return Reason(code=code, zh=zh, en=en)


def _item(card: ProductCard, one: Offered, before: int, page: str) -> GoodsBetween:
    return GoodsBetween(product=card, reason=_reason(one.reason), before=before, page=page)


def _encoded(card: bytes, one: Offered, before: int, page: str) -> Any:
    reason = msgspec.json.encode(_reason(one.reason))
    return msgspec.Raw(b'{"product":%s,"reason":%s,"before":%d,"page":"%s"}' % (card, reason, before, page.encode()))
