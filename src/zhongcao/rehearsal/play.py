"""The rehearsal itself: import, open the office, let shoppers act step by step in virtual time, settle, tell."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path

import msgspec

from zhongcao.importing.adapters import Adapter
from zhongcao.importing.format import InteractionRow, NoteRow, ProductRow, Row, SkuRow
from zhongcao.importing.importer import ImportReport, import_folder
from zhongcao.kit import clock
from zhongcao.kit.clock import SHANGHAI
from zhongcao.kit.db import Sessions
from zhongcao.rehearsal.line import Lines
from zhongcao.rehearsal.patience import patiently
from zhongcao.rehearsal.plan import Plan, PlannedOrder, rows_of
from zhongcao.rehearsal.report import Timing
from zhongcao.rehearsal.shopping import Bought, Shopper, receive_and_share, wait_until_paid
from zhongcao.rehearsal.staff import Office
from zhongcao.rehearsal.visiting import Http, Tally, Visit

LANES = 16
"""So many shoppers act at the same time."""
LEAD_DAYS = 20
"""The office opens before the first order."""
SETTLE_ROUNDS = 60
SETTLE_DAYS = 2
BREATH_SECONDS = 0.7


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """What a rehearsal needs from its surroundings; `between` is called after each step (to kill things, say)."""

    sessions: Sessions
    base_url: str
    clock_file: Path
    folder: Path
    adapter: Adapter
    origin: str
    tell: Callable[[str, int, int], None]
    between: Callable[[int], Awaitable[None]]


class Played(msgspec.Struct):
    """What happened, for the report."""

    plan: Plan
    imported: ImportReport
    counts: Counter[str]
    timings: list[Timing]
    tally: Tally
    proposals: int = 0
    accepted: int = 0
    units_bought: int = 0


async def play(stage: Stage, plan: Plan) -> Played:
    """Play all orders of a plan to their end."""
    first = plan.orders[0].day
    tally, timings = Tally(), []
    _shift(stage, first - timedelta(days=LEAD_DAYS))
    started = time.monotonic()
    imported = await patiently(lambda: _import(stage, plan))
    timings.append(Timing("import", time.monotonic() - started, sum(c.read for c in imported.counts.values())))
    http = Lines(stage.base_url)
    try:
        office = Office(stage.sessions, http, tally, source=stage.adapter.SOURCE)
        played = Played(plan, imported, Counter(), timings, tally)
        brands = sorted({row.brand for row in rows_of(stage.adapter, stage.folder, "products", ProductRow)})
        started = time.monotonic()
        await patiently(lambda: office.open(brands, clock.now()))
        timings.append(Timing("open the office", time.monotonic() - started, len(brands)))
        prices = {row.sku: row.price for row in rows_of(stage.adapter, stage.folder, "skus", SkuRow)}
        following = await _shop(stage, office, prices, http, played)
        await _close(office, prices, played)
        started = time.monotonic()
        await _settle(stage, plan, following, played)
        timings.append(Timing("settle", time.monotonic() - started, len(following)))
    finally:
        http.hang_up()
    return played


async def _import(stage: Stage, plan: Plan) -> ImportReport:
    """Everything but the rows that are played: those become orders and notes by themselves."""
    acted = {(order.member, order.product) for order in plan.orders}

    def is_played(row: Row) -> bool:
        if isinstance(row, InteractionRow):
            return (row.member, row.product) in acted
        return isinstance(row, NoteRow) and bool(row.products) and (row.member, row.products[0]) in acted

    return await import_folder(
        stage.sessions,
        stage.folder,
        stage.adapter,
        now=clock.now(),
        origin=stage.origin,
        skip=is_played,
        progress=lambda kind, rows: stage.tell(f"import {kind}", rows, 0),
    )


async def _shop(stage: Stage, office: Office, prices: dict[str, Decimal], http: Http, played: Played) -> list[Bought]:
    """Step by step: the clock moves on, staff come in, shoppers buy, parcels of earlier steps arrive."""
    plan = played.plan
    following: list[Bought] = []
    spent: Counter[str] = Counter()
    done = 0
    for step, (day, orders) in enumerate(plan.steps()):
        _shift(stage, day)
        if step % plan.season_steps == 0 and not plan.is_over(day, clock.day_in_china(clock.now())):
            started = time.monotonic()
            await _season(plan, office, prices, day, step, played)
            spent["staff"] += round((time.monotonic() - started) * 1000)
        started = time.monotonic()
        fresh = await _step(stage, orders, http, played)
        spent["shopping"] += round((time.monotonic() - started) * 1000)
        started = time.monotonic()
        following = await _follow(following, played) + fresh  # nothing arrives in the step in which it was bought
        spent["receiving and sharing"] += round((time.monotonic() - started) * 1000)
        done += len(orders)
        stage.tell("orders", len(orders), len(plan.orders))
        await stage.between(step)
    for part, millis in spent.items():
        played.timings.append(Timing(part, millis / 1000, done))
    return following


async def _season(plan: Plan, office: Office, prices: dict[str, Decimal], day: date, step: int, played: Played) -> None:
    await office.sign_in()
    until = day + timedelta(days=plan.step_days * plan.season_steps)
    bought = await office.restock(plan.needs(day, until), prices, today=day, season=step)
    played.units_bought += bought
    seen, accepted = await office.accept_proposals(prices, today=clock.day_in_china(clock.now()))
    played.proposals += seen
    played.accepted += accepted


async def _close(office: Office, prices: dict[str, Decimal], played: Played) -> None:
    """The buyer comes in a last time, for what the last orders asked for."""
    await office.sign_in()
    seen, accepted = await office.accept_proposals(prices, today=clock.day_in_china(clock.now()))
    played.proposals += seen
    played.accepted += accepted


async def _step(stage: Stage, orders: list[PlannedOrder], http: Http, played: Played) -> list[Bought]:
    waiting = list(reversed(orders))
    bought: list[Bought] = []

    async def lane() -> None:
        while waiting:
            order = waiting.pop()
            shopper = Shopper(order, Visit(http, played.tally), source=stage.adapter.SOURCE, seed=played.plan.seed)
            done = await shopper.buy(clock.now(), played.counts)
            if done is not None:
                bought.append(done)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(LANES, len(orders))):
            group.create_task(lane())
    await wait_until_paid(bought, pass_a_minute=lambda: _pass_a_minute(stage))
    return bought


async def _follow(following: list[Bought], played: Played) -> list[Bought]:
    """Those whose parcel has arrived confirm and share; the others go on waiting."""
    waiting, still = list(following), []

    async def lane() -> None:
        while waiting:
            bought = waiting.pop()
            if not await receive_and_share(bought, played.counts):
                still.append(bought)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(LANES, len(following))):
            group.create_task(lane())
    return sorted(still, key=lambda bought: bought.plan.index)


async def _settle(stage: Stage, plan: Plan, following: list[Bought], played: Played) -> None:
    """Let time pass until every parcel is home and every refund is back."""
    day = plan.orders[-1].day + timedelta(days=plan.step_days)
    total = len(following)
    for _ in range(SETTLE_ROUNDS):
        if not following:
            break
        day += timedelta(days=SETTLE_DAYS)
        _shift(stage, day)
        await asyncio.sleep(BREATH_SECONDS)
        left = await _follow(following, played)
        stage.tell("parcels on their way", len(following) - len(left), total)
        following = left
    played.counts["orders without an end"] = len(following)


def _shift(stage: Stage, day: date) -> None:
    """Move everyone's clock to ten in the morning of a day in China; it never goes back."""
    moment = datetime.combine(day, clock_time(10), SHANGHAI)
    if moment > clock.now() or not clock.is_shifted():
        clock.shift_to(stage.clock_file, moment)


def _pass_a_minute(stage: Stage) -> None:
    clock.shift_to(stage.clock_file, clock.now() + timedelta(minutes=1))
