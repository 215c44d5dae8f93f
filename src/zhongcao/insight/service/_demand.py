"""What is asked for: signals are counted, demand is ranked, purchases are proposed, the funnel is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from zhongcao.insight import rules, store
from zhongcao.insight.rules import DemandStep, InteractionKind, Signal
from zhongcao.insight.schemas import (
    Demand,
    DemandAnswer,
    DemandDay,
    DemandHistory,
    Funnel,
    FunnelStep,
    Headline,
    Interaction,
    SignalCount,
)
from zhongcao.inventory import service as inventory
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import service as mall
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import Proposal, PurchaseOrder

PRODUCT, TOPIC, QUERY = "product:", "topic:", "query:"


SIGNALS_OF_INTERACTION = {
    InteractionKind.VIEW: (Signal.PRODUCT_VIEW,),
    InteractionKind.LIKE: (Signal.LIKE,),
    InteractionKind.COLLECT: (Signal.COLLECT,),
    InteractionKind.RATE: (Signal.ORDER, Signal.UNIT),
    InteractionKind.PURCHASE: (Signal.ORDER, Signal.UNIT),
}
"""Who rates a product has bought it."""


async def count_signals(tx: Tx, counts: Iterable[SignalCount]) -> None:
    """Add signals for products, topics and queries; also used by imports, many at once."""
    total: Counter[tuple[str, date, str]] = Counter()
    for one in counts:
        total[one.subject, one.day, one.signal] += one.count
    await store.add_signals(tx, dict(total))


async def count_step(tx: Tx, *, step: DemandStep, at: datetime, count: int = 1) -> None:
    """Count a step of the loop for the funnel."""
    await store.add_steps(tx, {(day_in_china(at), step.value): count})


async def count_products(tx: Tx, *, products: Iterable[int], signal: Signal, at: datetime, count: int = 1) -> None:
    """Let one signal speak for some products."""
    day = day_in_china(at)
    await count_signals(tx, [SignalCount(f"{PRODUCT}{one}", signal.value, day, count) for one in products])


async def count_topics(tx: Tx, *, topics: Iterable[str], signal: Signal, at: datetime) -> None:
    """Let one signal speak for some topics."""
    day = day_in_china(at)
    await count_signals(tx, [SignalCount(f"{TOPIC}{one}"[:80], signal.value, day, 1) for one in topics])


async def count_search(tx: Tx, *, query: str, results: int, at: datetime) -> None:
    """Let a search speak for its words; what many look for and nobody sells is a topic for the buyers."""
    words = " ".join(query.casefold().split())[:60]
    if words:
        await count_signals(tx, [SignalCount(QUERY + words, Signal.SEARCH.value, day_in_china(at), 1)])


async def count_order(tx: Tx, *, units: Sequence[tuple[int, int]], at: datetime) -> None:
    """Let an order speak for its products: one signal a product, one for each unit."""
    day = day_in_china(at)
    counts = [SignalCount(f"{PRODUCT}{product}", Signal.ORDER.value, day, 1) for product in {one for one, _ in units}]
    counts += [SignalCount(f"{PRODUCT}{product}", Signal.UNIT.value, day, quantity) for product, quantity in units]
    await count_signals(tx, counts)
    await count_step(tx, step=DemandStep.ORDER_PLACED, at=at)


async def import_interactions(tx: Tx, rows: Sequence[Interaction]) -> int:
    """Keep what members did elsewhere with products, each once, and count it as demand; returns how many were new."""
    if not rows:
        return 0
    meaning = [(kind.value, signal.value) for kind, signals in SIGNALS_OF_INTERACTION.items() for signal in signals]
    return await store.add_interactions(tx, rows, prefix=PRODUCT, meaning=meaning)


async def list_demand(tx: ReadTx, *, kind: str, limit: int, now: datetime) -> list[Demand]:
    """What is asked for most, by decayed score: products with their stock, or topics."""
    today = day_in_china(now)
    prefix = TOPIC if kind == "topic" else PRODUCT
    ranked = await _ranked(tx, prefix=prefix, today=today)
    top = ranked[:limit]
    if prefix == TOPIC:
        return [_demand(subject, subject.removeprefix(TOPIC), score, daily, 0, today) for subject, score, daily in top]
    ids = [int(subject.removeprefix(PRODUCT)) for subject, _, _ in top]
    cards = await mall.cards(Tx(tx), ids)
    skus = await mall.skus_of(Tx(tx), ids)
    stock = await inventory.available(Tx(tx), [sku for listed in skus.values() for sku in listed], on=today)
    return [
        _demand(
            subject,
            cards[product].title if product in cards else subject,
            score,
            daily,
            sum(stock.get(sku, 0) for sku in skus.get(product, [])),
            today,
        )
        for product, (subject, score, daily) in zip(ids, top, strict=True)
    ]


Daily = dict[date, dict[Signal, int]]


async def _ranked(tx: ReadTx | Tx, *, prefix: str, today: date) -> list[tuple[str, Decimal, Daily]]:
    since = today - timedelta(days=rules.SCORE_DAYS)
    by_subject: dict[str, Daily] = {}
    for subject, day, signal, count in await store.list_signals(tx, prefix=prefix, since=since, until=today):
        by_subject.setdefault(subject, {}).setdefault(day, {})[Signal(signal)] = count
    scored = [
        (
            subject,
            sum(
                (rules.decay(day=day, today=today) * rules.demand_score(counts) for day, counts in daily.items()),
                Decimal(0),
            ),
            daily,
        )
        for subject, daily in by_subject.items()
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))


def _demand(subject: str, title: str, score: Decimal, daily: Daily, in_stock: int, today: date) -> Demand:
    signals: Counter[Signal] = Counter()
    for counts in daily.values():
        signals.update(counts)
    return Demand(
        subject=subject,
        title=title,
        score=float(round(score, 3)),
        signals=_told(signals),
        in_stock=in_stock,
        expected_units=float(round(rules.expected_units(daily, today=today), 2)),
    )


def _told(counts: Mapping[Signal, int]) -> dict[str, int]:
    """Signals always in the same order, so that rows can be compared at a glance."""
    return {signal.value: counts[signal] for signal in Signal if signal in counts}


async def demand_history(tx: ReadTx, *, subject: str, with_answers: bool, now: datetime) -> DemandHistory:
    """How demand for a product or topic went in the days that count, and what buyers made of it."""
    today = day_in_china(now)
    since = today - timedelta(days=rules.SCORE_DAYS)
    daily: Daily = {}
    for day, signal, count in await store.signals_of(tx, subject=subject, since=since, until=today):
        daily.setdefault(day, {})[Signal(signal)] = count
    days = [
        DemandDay(day, float(round(rules.demand_score(daily.get(day, {})), 2)), _told(daily.get(day, {})))
        for day in (since + timedelta(days=n) for n in range(rules.SCORE_DAYS + 1))
    ]
    product = int(subject.removeprefix(PRODUCT)) if subject.startswith(PRODUCT) else 0
    answers = await _answers(tx, product) if with_answers and 0 < product < 2**63 else []
    return DemandHistory(subject, days, answers)


async def _answers(tx: ReadTx, product: int) -> list[DemandAnswer]:
    skus = (await mall.skus_of(Tx(tx), [product])).get(product, [])
    proposals = await supply.proposals_of(tx, skus)
    ordered = {int(one.purchase_order_id) for one in proposals if one.purchase_order_id}
    orders = await supply.purchase_orders(tx, ordered)
    return [_answer(one, orders.get(int(one.purchase_order_id or 0))) for one in proposals]


def _answer(proposal: Proposal, order: PurchaseOrder | None) -> DemandAnswer:
    lines = [line for line in order.lines if line.sku_id == proposal.sku_id] if order else []
    return DemandAnswer(
        proposal=proposal,
        purchase_number=order.number if order else None,
        purchase_state=order.state if order else None,
        ordered=sum(line.quantity for line in lines) if order else None,
        arrived=sum(line.received for line in lines) if order else None,
    )


async def propose_purchases(tx: Tx, *, now: datetime, limit: int = 200) -> int:
    """Propose small batches for what is asked for and soon missing; an open proposal is updated. Returns how many."""
    today = day_in_china(now)
    ranked = [one for one in await _ranked(tx, prefix=PRODUCT, today=today) if one[1] >= rules.PROPOSE_FROM_SCORE]
    ranked = ranked[:limit]
    ids = [int(subject.removeprefix(PRODUCT)) for subject, _, _ in ranked]
    skus = await mall.skus_of(tx, ids)
    every_sku = [sku for listed in skus.values() for sku in listed]
    stock = await inventory.available(tx, every_sku, on=today)
    coming = await supply.on_order(tx, every_sku)
    made = 0
    for product, (_, score, daily) in zip(ids, ranked, strict=True):
        listed = skus.get(product, [])
        if not listed:
            continue
        wanted = rules.propose(
            expected=rules.expected_units(daily, today=today),
            score=score,
            in_stock=sum(stock.get(sku, 0) for sku in listed),
            on_order=sum(coming.get(sku, 0) for sku in listed),
        )
        if wanted is None:
            continue
        scarcest = min(listed, key=lambda sku: (stock.get(sku, 0) + coming.get(sku, 0), sku))
        told = _demand("", "", score, daily, 0, today)
        await supply.propose_purchase(
            tx,
            sku_id=scarcest,
            product_id=product,
            quantity=wanted.units,
            score=float(round(score, 3)),
            reasons={"signals": told.signals, "expected_units": told.expected_units},
            now=now,
        )
        made += 1
    return made


async def get_funnel(tx: ReadTx, *, starts_on: date, ends_on: date) -> Funnel:
    """How many took each step of the loop in a period, its last day left out, and what that was in the one before."""
    counts = await store.sum_steps(tx, starts_on=starts_on, ends_on=ends_on)
    earlier = rules.period_before(starts_on=starts_on, ends_on=ends_on)
    before = await store.sum_steps(tx, starts_on=earlier, ends_on=starts_on)
    return Funnel(
        starts_on,
        ends_on,
        [FunnelStep(step.value, counts.get(step.value, 0)) for step in DemandStep],
        [
            Headline(name, sum(counts.get(step, 0) for step in steps), sum(before.get(step, 0) for step in steps))
            for name, steps in rules.HEADLINES.items()
        ],
    )
