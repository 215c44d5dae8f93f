"""Suppliers, offers, purchase orders and proposals."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, any_, bindparam, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Id63, ReadTx, Tx
from zhongcao.supply.rules import ProposalState
from zhongcao.supply.tables import OfferRow, ProposalRow, PurchaseLineRow, PurchaseOrderRow, SupplierRow


async def add_supplier(tx: Tx, **values: Any) -> Any:
    """A new supplier, or the known one of the same name."""
    columns = SupplierRow.__table__.c
    added = (
        await tx.execute(insert(SupplierRow).values(**values).on_conflict_do_nothing().returning(*columns))
    ).one_or_none()
    if added is not None:
        return added
    return (await tx.execute(select(SupplierRow.__table__).where(SupplierRow.name == values["name"]))).one()


_SUPPLIERS = (
    select(SupplierRow.__table__)
    .where(SupplierRow.id == any_(bindparam("ids", type_=ARRAY(Id63))))
    .order_by(SupplierRow.id)
)


async def list_suppliers(
    tx: Tx | ReadTx, *, ids: Collection[int] | None = None, after: int = 0, limit: int = 50
) -> list[Any]:
    """Suppliers by ids, or a page of all of them."""
    if ids is not None:
        return list((await tx.execute(_SUPPLIERS, {"ids": list(ids)})).all())
    query = select(SupplierRow.__table__).where(SupplierRow.id > after).order_by(SupplierRow.id).limit(limit)
    return list((await tx.execute(query)).all())


async def keep_offers(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """What a supplier asked last for SKUs."""
    added = insert(OfferRow)
    await tx.execute(
        added.on_conflict_do_update(
            index_elements=[OfferRow.sku_id, OfferRow.supplier_id],
            set_={name: added.excluded[name] for name in ("unit_cost_amount", "currency", "warehouse_id", "at")},
        ),
        list(rows),
    )


_OFFER = select(OfferRow.__table__).where(OfferRow.sku_id == bindparam("sku")).order_by(OfferRow.at.desc()).limit(1)
_OFFER_OF_SUPPLIER = _OFFER.where(OfferRow.supplier_id == bindparam("supplier"))


async def find_offer(tx: Tx | ReadTx, sku_id: int, *, supplier_id: int | None = None) -> Any | None:
    """The latest offer for a SKU, of one supplier or of any."""
    if supplier_id is None:
        return (await tx.execute(_OFFER, {"sku": sku_id})).one_or_none()
    return (await tx.execute(_OFFER_OF_SUPPLIER, {"sku": sku_id, "supplier": supplier_id})).one_or_none()


async def add_purchase_order(tx: Tx, order: dict[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """A new purchase order with its lines."""
    await tx.execute(insert(PurchaseOrderRow).values(**order))
    await tx.execute(insert(PurchaseLineRow), list(lines))


_LOCK_ORDER = select(PurchaseOrderRow.__table__).where(PurchaseOrderRow.id == bindparam("id")).with_for_update()


async def lock_purchase_order(tx: Tx, purchase_order_id: int) -> Any | None:
    """One purchase order, locked until the end of the transaction."""
    return (await tx.execute(_LOCK_ORDER, {"id": purchase_order_id})).one_or_none()


async def list_purchase_orders(
    tx: Tx | ReadTx,
    *,
    ids: Collection[int] | None = None,
    expected: bool = False,
    number: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Any]:
    """Purchase orders by ids or number, or a page of all or of those that wait for goods, newest first."""
    query = select(PurchaseOrderRow.__table__).order_by(PurchaseOrderRow.id.desc()).limit(limit)
    if expected:
        query = query.where(PurchaseOrderRow.state.in_(("placed", "arriving")))
    if number is not None:
        query = query.where(PurchaseOrderRow.number == number)
    if ids is not None:
        query = query.where(PurchaseOrderRow.id.in_(ids))
    if before is not None:
        query = query.where(PurchaseOrderRow.id < before)
    return list((await tx.execute(query)).all())


_LINES = (
    select(PurchaseLineRow.__table__)
    .where(PurchaseLineRow.purchase_order_id == any_(bindparam("orders", type_=ARRAY(Id63))))
    .order_by(PurchaseLineRow.purchase_order_id, PurchaseLineRow.sku_id)
)


async def list_purchase_lines(tx: Tx | ReadTx, purchase_order_ids: Collection[int]) -> list[Any]:
    """The lines of purchase orders."""
    return list((await tx.execute(_LINES, {"orders": list(purchase_order_ids)})).all())


_ARRIVED = text(
    "UPDATE supply.purchase_line l SET received = l.received + n.quantity"
    " FROM unnest(CAST(:skus AS bigint[]), CAST(:quantities AS int[])) AS n (sku_id, quantity)"
    " WHERE l.purchase_order_id = :id AND l.sku_id = n.sku_id AND l.received + n.quantity <= l.quantity"
    " RETURNING l.sku_id"
)


async def count_arrived(tx: Tx, purchase_order_id: int, units: dict[int, int]) -> set[int]:
    """Count arrived units by SKU; answers the SKUs that were ordered and are not over-delivered."""
    given = {"id": purchase_order_id, "skus": list(units), "quantities": list(units.values())}
    return {row.sku_id for row in await tx.execute(_ARRIVED, given)}


async def change_purchase_order(tx: Tx, purchase_order_id: int, **values: Any) -> None:
    """Write the new state of a purchase order."""
    await tx.execute(update(PurchaseOrderRow).where(PurchaseOrderRow.id == purchase_order_id).values(**values))


_COUNTRY = (
    select(SupplierRow.country)
    .join(PurchaseOrderRow, PurchaseOrderRow.supplier_id == SupplierRow.id)
    .where(PurchaseOrderRow.number == bindparam("number"))
)


async def country_of_purchase(tx: Tx | ReadTx, number: str) -> str | None:
    """The country of the supplier of a purchase order."""
    country: str | None = await tx.scalar(_COUNTRY, {"number": number})
    return country


async def list_overdue(tx: Tx | ReadTx, on: date, limit: int = 200) -> list[Any]:
    """Purchase orders that should have arrived."""
    query = (
        select(PurchaseOrderRow.__table__)
        .where(PurchaseOrderRow.state.in_(("placed", "arriving")), PurchaseOrderRow.due_on < on)
        .order_by(PurchaseOrderRow.due_on, PurchaseOrderRow.id)
        .limit(limit)
    )
    return list((await tx.execute(query)).all())


_ADD_PROPOSAL = insert(ProposalRow)
_KEEP_PROPOSAL = _ADD_PROPOSAL.on_conflict_do_update(
    index_elements=[ProposalRow.sku_id],
    index_where=ProposalRow.state == text("'open'"),
    set_={name: _ADD_PROPOSAL.excluded[name] for name in ("quantity", "score", "reasons", "updated_at")},
).returning(*ProposalRow.__table__.c)


async def keep_proposal(tx: Tx, **values: Any) -> Any:
    """Open a proposal for a SKU, or bring the open one up to date."""
    return (await tx.execute(_KEEP_PROPOSAL, values)).one()


async def lock_proposal(tx: Tx, proposal_id: int) -> Any | None:
    """One proposal, locked until the end of the transaction."""
    query = select(ProposalRow.__table__).where(ProposalRow.id == proposal_id).with_for_update()
    return (await tx.execute(query)).one_or_none()


async def decide_proposal(tx: Tx, row: Any, **values: Any) -> Any:
    """Write down the decision about a proposal."""
    change = update(ProposalRow).where(ProposalRow.sku_id == row.sku_id, ProposalRow.id == row.id).values(**values)
    return (await tx.execute(change.returning(*ProposalRow.__table__.c))).one()


async def list_proposals(
    tx: Tx | ReadTx, *, state: ProposalState, after: tuple[float, int] | None, limit: int
) -> list[Any]:
    """Proposals in a state, the most wanted first."""
    place = tuple_(ProposalRow.score, ProposalRow.id)
    query = (
        select(ProposalRow.__table__)
        .where(ProposalRow.state == state)
        .order_by(ProposalRow.score.desc(), ProposalRow.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(place < after)
    return list((await tx.execute(query)).all())


async def proposals_of(tx: Tx | ReadTx, sku_ids: Collection[int], *, limit: int) -> list[Any]:
    """The proposals of some SKUs, the latest first."""
    query = select(ProposalRow.__table__).where(ProposalRow.sku_id.in_(sku_ids)).order_by(ProposalRow.id.desc())
    return list((await tx.execute(query.limit(limit))).all())


_DECLINED_SINCE = select(ProposalRow.sku_id).where(
    ProposalRow.sku_id == any_(bindparam("skus", type_=ARRAY(Id63))),
    ProposalRow.state == text("'declined'"),
    ProposalRow.decided_at >= bindparam("since"),
)


async def decided_since(tx: Tx | ReadTx, sku_ids: Collection[int], since: datetime) -> set[int]:
    """SKUs about which a proposal was declined since some time."""
    return set((await tx.scalars(_DECLINED_SINCE, {"skus": list(sku_ids), "since": since})).all())
