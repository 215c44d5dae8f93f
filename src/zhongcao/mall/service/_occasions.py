"""Occasions to buy: limited-time sales (限时购) and weeks of new goods (焕新周)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from zhongcao.inventory import service as inventory
from zhongcao.kit import words
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import CursorUnreadable, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import rules, store
from zhongcao.mall.errors import WeekUnclear
from zhongcao.mall.schemas import NewWeek, NewWeekInput, ProductCard, SaleLine, Sales, SaleSession
from zhongcao.mall.service._shown import cards, present_cards


async def sales(tx: Tx | ReadTx, *, now: datetime) -> Sales:
    """Sales that run or begin soon: SKUs whose price is lower for a short while, by session."""
    rows = await store.list_sales(
        tx, now=now, ahead=rules.SALE_AHEAD_MAX, lasts=rules.SALE_LASTS_MAX, limit=rules.SALE_LINES_MAX
    )
    products = await cards(tx, {row.product_id for row in rows})
    left = await inventory.available(tx, [row.sku_id for row in rows], on=day_in_china(now))
    running = {row.sku_id: row.starts_at for row in rows if row.starts_at <= now}
    taken = await inventory.taken_since(tx, running)
    sessions: dict[tuple[datetime, datetime], list[SaleLine]] = {}
    for row in rows:
        if row.product_id in products:
            line = _line(
                row,
                products[row.product_id],
                left=left[row.sku_id],
                taken=taken.get(row.sku_id, 0) if row.starts_at <= now else 0,
            )
            sessions.setdefault((row.starts_at, row.ends_at), []).append(line)
    made = [
        SaleSession(starts_at=starts, ends_at=ends, running=starts <= now, lines=_best_first(lines))
        for (starts, ends), lines in sessions.items()
    ]
    return Sales(now=now, sessions=sorted(made, key=lambda one: (not one.running, one.starts_at, one.ends_at)))


async def new_week(tx: Tx | ReadTx, *, day: date | None, cursor: str | None, limit: int, now: datetime) -> NewWeek:
    """The products that were listed in the week of a day, and what editors say about it."""
    if day is not None:
        day = min(max(day, rules.FIRST_DAY), rules.LAST_DAY)
    around = now if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=now.tzinfo)
    since, until = rules.week_of(around)
    after = _place(cursor) if cursor else None
    rows = await store.list_new(tx, since=since, until=min(until, now), after=after, limit=limit + 1)
    more = encode(rows[limit - 1].listed_at.isoformat(), rows[limit - 1].id) if len(rows) > limit else None
    monday = day_in_china(since)
    said = await store.find_week(tx, monday)
    year, week, _ = monday.isocalendar()
    return NewWeek(
        year=year,
        week=week,
        starts_on=monday,
        ends_on=monday + timedelta(days=6),
        title=said.title if said else "",
        title_en=said.title_en if said else "",
        lead=said.lead if said else "",
        lead_en=said.lead_en if said else "",
        count=await store.count_new(tx, since=since, until=min(until, now)),
        products=await present_cards(tx, rows[:limit]),
        next_cursor=more,
    )


async def name_week(tx: Tx, *, starts_on: date, data: NewWeekInput, by: Actor, now: datetime) -> None:
    """Say what a week of new goods is called; said again it is replaced."""
    if rules.week_begins(starts_on) != starts_on:
        raise WeekUnclear(starts_on=starts_on.isoformat())
    await store.put_week(
        tx,
        starts_on=starts_on,
        title=data.title,
        title_en=data.title_en,
        lead=data.lead,
        lead_en=data.lead_en,
        set_by=by.member_id,
        set_at=now,
    )


async def on_shelves(
    tx: Tx | ReadTx, *, new_since: datetime, popular: int, new: int
) -> tuple[dict[int, ProductCard], list[int]]:
    """Products that can be bought now, what sells best, then the newest, and which are the newest, newest first."""
    newest = await store.new_ids(tx, since=new_since, limit=new)
    ids = [*await store.popular_ids(tx, limit=popular), *newest]
    found = await cards(tx, ids)
    return {key: found[key] for key in dict.fromkeys(ids) if key in found}, newest


async def best_named(tx: Tx | ReadTx, names: Collection[str], categories: Collection[int], *, limit: int) -> list[int]:
    """What sells best of what can be bought now, is of some categories, and says one of some names in its title."""
    asked = words.find_said(names, "A")
    return await store.said_ids(tx, words=asked, categories=categories, limit=limit) if asked else []


async def price_steps(tx: Tx | ReadTx, *, shares: Sequence[float], least: int) -> dict[int, list[int]]:
    """Up to which price (fen) such shares of the goods of each category cost that can be bought now."""
    return await store.price_steps(tx, shares=shares, least=least)


def _best_first(lines: Sequence[SaleLine]) -> list[SaleLine]:
    """What can still be bought stands before what is gone."""
    return sorted(lines, key=lambda line: line.left == 0)


def _line(row: Any, product: ProductCard, *, left: int, taken: int) -> SaleLine:
    currency = Currency(row.currency)
    price, usual = Money(row.price_amount, currency), Money(row.usual_amount, currency)
    market = Money(row.market_amount, currency) if row.market_amount else None
    return SaleLine(
        sku=str(row.sku_id),
        variant=row.variant,
        variant_en=row.variant_en,
        product=product,
        price=price,
        usual=usual,
        struck_price=rules.struck_price(price, market, usual),
        left=left,
        sold_percent=rules.sold_percent(taken=taken, left=left),
    )


def _place(cursor: str) -> tuple[datetime, int]:
    at, last = decode(cursor, str, int)
    try:
        return datetime.fromisoformat(at), last
    except ValueError:
        raise CursorUnreadable() from None
