"""What the shop's own books say at the end of a rehearsal."""

from collections import Counter
from datetime import timedelta

from zhongcao.insight import service as insight
from zhongcao.insight.rules import DemandStep
from zhongcao.inventory import service as inventory
from zhongcao.kit.db import Sessions, begin_read
from zhongcao.payments import service as payments
from zhongcao.rehearsal.plan import FIRST_DAY
from zhongcao.rehearsal.play import Played
from zhongcao.rehearsal.report import Proof, Report
from zhongcao.trade import service as trade

UNTIL_DAYS = 400


async def collect(
    sessions: Sessions,
    played: Played,
    *,
    proofs: list[Proof],
    recovered: dict[str, int],
    wall: float,
    cpu: dict[str, float],
) -> Report:
    """Read the books of trade, inventory, payments and insight into one report."""
    plan, imported = played.plan, played.imported
    async with begin_read(sessions) as read:
        tallies = await trade.tally_orders(read)
        stock = await inventory.count_units(read)
        balances = await payments.balance(read)
        last = plan.orders[-1].day + timedelta(days=UNTIL_DAYS)
        funnel = await insight.get_funnel(read, starts_on=FIRST_DAY, ends_on=last)
    states: Counter[str] = Counter()
    taxes: Counter[str] = Counter()
    for tally in tallies:
        states[tally.state] += tally.orders
        if tally.state in ("completed", "delivered", "shipped"):
            taxes[tally.tax_regime or "none"] += tally.tax_amount
    ledger: Counter[str] = Counter()
    for balance in balances:
        ledger[f"{balance.account.value} {balance.detail}".strip()] += balance.amount.amount
    steps = {step.step: step.count for step in funnel.steps}
    left_out = {
        "goods without HS mapping (ratings not played)": plan.skipped_unmapped,
        "before the retail import tax (ratings not played)": plan.skipped_early,
        "SKUs waiting for customs data": imported.unmapped,
        "bad rows": sum(count.bad for count in imported.counts.values()),
        **{name: count for name, count in played.counts.items() if count},
    }
    return Report(
        seed=plan.seed,
        source=imported.source,
        first_day=plan.orders[0].day,
        last_day=plan.orders[-1].day,
        imported={kind: count.read for kind, count in imported.counts.items() if count.read},
        left_out=left_out,
        funnel=steps,
        orders_by_state=dict(states),
        tax_by_regime=dict(taxes),
        turnover=sum(tally.paid_amount for tally in tallies if tally.state in ("completed", "delivered", "shipped")),
        declared=sum(tally.declared for tally in tallies),
        cleared=sum(tally.cleared for tally in tallies),
        delivered=sum(tally.delivered for tally in tallies),
        shared_notes=steps[DemandStep.NOTE_SHARED.value],
        proposals=played.proposals,
        accepted=played.accepted,
        stock=stock,
        ledger=dict(ledger),
        proofs=proofs,
        timings=played.timings,
        recovered={**recovered, **({"requests sent again": played.tally.away} if played.tally.away else {})},
        requests=played.tally.requests,
        cpu=cpu,
        wall=wall,
    )
