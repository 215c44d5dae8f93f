"""Purchase proposals: what demand suggests to buy, and what a buyer makes of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from zhongcao.identity import service as identity
from zhongcao.kit import outbox
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Currency, Money
from zhongcao.supply import rules, store
from zhongcao.supply.errors import NoSupplierKnown, ProposalDecided, ProposalNotFound
from zhongcao.supply.events import ProposalAccepted, ProposalDeclined
from zhongcao.supply.rules import ProposalState
from zhongcao.supply.schemas import AcceptanceInput, Proposal, PurchaseLine, PurchaseOrder
from zhongcao.supply.service._purchases import place_purchase_order


async def propose_purchase(
    tx: Tx,
    *,
    sku_id: int,
    product_id: int,
    quantity: int,
    score: float,
    reasons: dict[str, Any],
    now: datetime,
) -> Proposal:
    """Suggest to buy more of a SKU; the open proposal of the SKU, if there is one, is brought up to date."""
    fresh = new_id()
    row = await store.keep_proposal(
        tx,
        sku_id=sku_id,
        id=fresh,
        product_id=product_id,
        quantity=quantity,
        score=score,
        reasons=reasons,
        state=ProposalState.OPEN,
        proposed_at=now,
        updated_at=now,
    )
    if row.id == fresh:
        after = {"quantity": quantity, "score": score, **reasons}
        subject = f"proposal:{fresh}"
        await identity.record_audit(tx, by=SYSTEM, action="proposal.raised", subject=subject, after=after, now=now)
    return _proposal(row)


async def accept_proposal(
    tx: Tx, *, proposal_id: int, by: Actor, now: datetime, data: AcceptanceInput | None = None
) -> PurchaseOrder:
    """Turn a proposal into a purchase order; supplier, price and warehouse are those of the last purchase."""
    row = await _lock_open(tx, proposal_id, ProposalState.ACCEPTED)
    asked = data or AcceptanceInput()
    wanted_supplier = int(asked.supplier_id) if asked.supplier_id else None
    last = await store.find_offer(tx, row.sku_id, supplier_id=wanted_supplier)
    supplier_id = wanted_supplier or (last.supplier_id if last else None)
    warehouse_id = int(asked.warehouse_id) if asked.warehouse_id else (last.warehouse_id if last else None)
    unit_cost = Money(last.unit_cost_amount, Currency(last.currency)) if last else None
    if asked.unit_cost is not None:
        unit_cost = asked.unit_cost.money
    if supplier_id is None or warehouse_id is None or unit_cost is None:
        raise NoSupplierKnown(sku=str(row.sku_id))
    quantity = asked.quantity or row.quantity
    order = await place_purchase_order(
        tx,
        supplier_id=supplier_id,
        warehouse_id=warehouse_id,
        lines=[PurchaseLine(sku_id=row.sku_id, quantity=quantity, unit_cost=unit_cost)],
        by=by,
        now=now,
    )
    await store.decide_proposal(
        tx,
        row,
        state=ProposalState.ACCEPTED,
        decided_by=by.member_id,
        decided_at=now,
        purchase_order_id=int(order.id),
    )
    outbox.emit(
        tx,
        ProposalAccepted(
            proposal=proposal_id,
            sku=row.sku_id,
            product=row.product_id,
            quantity=quantity,
            purchase_order=int(order.id),
        ),
    )
    return order


async def decline_proposal(tx: Tx, *, proposal_id: int, reason: str, by: Actor, now: datetime) -> Proposal:
    """Decline a proposal and say why."""
    row = await _lock_open(tx, proposal_id, ProposalState.DECLINED)
    decided = await store.decide_proposal(
        tx,
        row,
        state=ProposalState.DECLINED,
        decided_by=by.member_id,
        decided_at=now,
        declined_because=reason,
    )
    outbox.emit(tx, ProposalDeclined(proposal=proposal_id, sku=row.sku_id, product=row.product_id, reason=reason))
    return _proposal(decided)


async def declined_since(tx: Tx | ReadTx, sku_ids: Collection[int], *, since: datetime) -> set[int]:
    """SKUs about which a buyer has said no since some time, so that nobody proposes them again at once."""
    return await store.decided_since(tx, sku_ids, since) if sku_ids else set()


async def list_proposals(
    tx: Tx | ReadTx, *, state: ProposalState = ProposalState.OPEN, cursor: str | None = None, limit: int = 20
) -> Page[Proposal]:
    """Proposals in a state, the most wanted first."""
    after = decode(cursor, float, int) if cursor else None
    rows = await store.list_proposals(tx, state=state, after=after, limit=limit + 1)
    more = encode(rows[limit - 1].score, rows[limit - 1].id) if len(rows) > limit else None
    return Page([_proposal(row) for row in rows[:limit]], more)


async def proposals_of(tx: Tx | ReadTx, sku_ids: Collection[int], *, limit: int = 50) -> list[Proposal]:
    """Every proposal that was made for some SKUs, the latest first."""
    return [_proposal(row) for row in await store.proposals_of(tx, sku_ids, limit=limit)] if sku_ids else []


async def _lock_open(tx: Tx, proposal_id: int, after: ProposalState) -> Any:
    row = await store.lock_proposal(tx, proposal_id)
    if row is None:
        raise ProposalNotFound(proposal=str(proposal_id))
    if after not in rules.PROPOSAL_TRANSITIONS[ProposalState(row.state)]:
        raise ProposalDecided(state=row.state)
    return row


def _proposal(row: Any) -> Proposal:
    return Proposal(
        id=str(row.id),
        sku_id=str(row.sku_id),
        product_id=str(row.product_id),
        quantity=row.quantity,
        score=row.score,
        reasons=row.reasons,
        state=ProposalState(row.state),
        proposed_at=row.proposed_at,
        updated_at=row.updated_at,
        decided_by=str(row.decided_by) if row.decided_by else None,
        decided_at=row.decided_at,
        declined_because=row.declined_because,
        purchase_order_id=str(row.purchase_order_id) if row.purchase_order_id else None,
        can_decide=bool(rules.PROPOSAL_TRANSITIONS[ProposalState(row.state)]),
    )
