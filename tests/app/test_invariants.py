"""Every invariant finds what it says: each violation is planted by hand, found, and undone."""

# ruff: noqa: S608 - statements are put together from constants of this file

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import trade as make
from tests.trade.conftest import Shop, until
from tests.trade.conftest import travel as travel
from zhongcao.app import invariants, watch
from zhongcao.app.invariants import INVARIANTS, Severity
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny

_ORDER = "UPDATE trade.orders SET"
_COPY = (
    "INSERT INTO {table} SELECT (r).* FROM "
    "(SELECT jsonb_populate_record(t, '{change}') AS r FROM {table} t WHERE {where}) x"
)
_NOTE = (
    'INSERT INTO community.note SELECT (jsonb_populate_record(null::community.note, \'{"author_id": 1, "id": 1, '
    '"kind": "image", "state": "draft", "title": "", "body": "", "language": "zh", "topics": [], "likes": 0, '
    '"collects": 0, "comments": 0, "held_for": [], "version": 1, "created_at": "2026-01-01T00:00:00Z"}\'::jsonb '
    "|| '%s'::jsonb)).*"
)
_SHOW = (
    "INSERT INTO live.show (host_id, id, state, title, starts_at, created_at, due_at) "
    "VALUES (%s, 1, 'announced', '', now(), now(), now() - interval '%s hours')"
)
_LEDGER_OPEN = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE payments.entry DISABLE TRIGGER USER"

PLANTS: dict[str, str] = {
    "order-once-per-key": (
        "ALTER TABLE trade.orders DROP CONSTRAINT uq_orders_member_id_idempotency_key;"
        f"{_ORDER} idempotency_key = 'twice' WHERE id IN (:delivered, :placed)"
    ),
    "order-identity": (
        f"ALTER TABLE trade.orders DROP CONSTRAINT ck_orders_identity; {_ORDER} paid_amount = 1 WHERE id = :placed"
    ),
    "order-lines-add-up": "UPDATE trade.order_line SET freight_amount = freight_amount + 1 WHERE order_id = :placed",
    "order-state-has-its-moments": f"{_ORDER} shipped_at = NULL WHERE id = :delivered",
    "order-member-exists": _COPY.format(table="trade.orders", change='{"member_id": 1, "id": 1}', where="id = :placed"),
    "order-goods-exist": "UPDATE trade.order_line SET sku_id = 1 WHERE order_id = :placed",
    "parcel-beside-order": _COPY.format(
        table="logistics.parcel",
        change='{"id": 1, "order_id": 1, "waybill_no": "X"}',
        where="order_id = :delivered",
    ),
    "delivered-means-signed": (
        f"{_ORDER} state = 'shipped', delivered_at = NULL, due_at = now() WHERE id = :delivered"
    ),
    "orders-are-looked-after": f"{_ORDER} due_at = now() - interval '2 days' WHERE id = :placed",
    "stock-not-negative": (
        "ALTER TABLE inventory.lot DROP CONSTRAINT ck_lot_counters;"
        "UPDATE inventory.lot SET available = -1, reserved = reserved + available + 1 WHERE sku_id = :sku"
    ),
    "stock-conserved": (
        "UPDATE inventory.lot SET available = available + 1, adjusted = adjusted + 1 WHERE sku_id = :sku"
    ),
    "holds-are-what-is-reserved": (
        "UPDATE inventory.lot SET available = available - 1, reserved = reserved + 1 WHERE sku_id = :sku"
    ),
    "orders-hold-their-goods": "UPDATE inventory.hold SET quantity = quantity + 1 WHERE order_id = :placed",
    "shipped-is-what-was-ordered": "UPDATE inventory.hold SET quantity = quantity + 1 WHERE order_id = :delivered",
    "no-hold-without-order": _COPY.format(table="inventory.hold", change='{"order_id": 1}', where="order_id = :placed"),
    "ledger-balances": (
        f"{_LEDGER_OPEN}; UPDATE payments.entry SET signed_amount = signed_amount + 1 WHERE account = 'tax_payable'"
    ),
    "journals-have-lines": (
        "INSERT INTO payments.journal (id, kind, ref, at) VALUES (gen_random_uuid(), 'empty', 'empty', now())"
    ),
    "payment-beside-order": "UPDATE payments.payment SET due_amount = due_amount + 1 WHERE order_id = :placed",
    "money-moves-its-order": (
        "UPDATE payments.payment SET state = 'paid', paid_at = now(), provider = 'x' WHERE order_id = :placed"
    ),
    "refunded-means-refunded": (
        f"{_ORDER} state = 'refunded', due_at = NULL, refunding_at = now(), refunded_at = now() WHERE id = :delivered"
    ),
    "refunding-means-promised": (
        f"{_ORDER} state = 'refunding', due_at = now(), refunding_at = now() WHERE id = :delivered"
    ),
    "refunds-within-payment": "UPDATE payments.payment SET promised_amount = 1 WHERE order_id = :delivered",
    "sales-are-booked-once": f"{_ORDER} delivered_at = now() WHERE id = :placed",
    "ledger-knows-what-channels-hold": (
        f"{_LEDGER_OPEN}; UPDATE payments.entry SET signed_amount = signed_amount * 2 WHERE account IN "
        "('psp_receivable', 'customer_deposits')"
    ),
    "ledger-knows-what-members-are-owed": "UPDATE payments.payment SET promised_amount = 1 WHERE order_id = :delivered",
    "tax-in-the-books": (f"{_ORDER} tax_amount = tax_amount + 1, paid_amount = paid_amount + 1 WHERE id = :delivered"),
    "sandbox-agrees": "UPDATE sandbox_pay.trade SET paid_at = NULL",
    "declared-is-what-was-sold": (
        "UPDATE customs.declaration SET freight_amount = freight_amount + 1, paid_amount = paid_amount + 1"
        " WHERE order_id = :delivered"
    ),
    "declared-lines-are-the-lines": (
        "UPDATE customs.declaration_line SET quantity = quantity + 1 WHERE member_id = :member"
    ),
    "nothing-leaves-unreleased": "UPDATE customs.declaration SET released_at = NULL WHERE order_id = :delivered",
    "allowance-within-limit": (
        "ALTER TABLE customs.allowance DROP CONSTRAINT ck_allowance_used;"
        "UPDATE customs.allowance SET used_amount = limit_amount + 1"
    ),
    "allowance-adds-up": "UPDATE customs.allowance SET used_amount = used_amount + 1",
    "bonded-orders-take-allowance": "UPDATE customs.allowance_entry SET state = 'void' WHERE order_id = :delivered",
    "likes-are-counted": _NOTE % '{"likes": 1}',
    "collects-are-counted": _NOTE % '{"collects": 1}',
    "comments-are-counted": _NOTE % '{"comments": 1}',
    "fans-are-counted": "INSERT INTO community.circle (member_id, fans, followees) VALUES (1, 1, 0)",
    "note-author-exists": _NOTE % "{}",
    "verified-means-bought": _NOTE % '{"order_id": 1, "line_no": 1, "product_id": 1}',
    "no-fact-given-up": "UPDATE kit.outbox SET parked_at = now(), delivered_at = NULL"
    " WHERE key = 'order:' || CAST(:placed AS bigint)",
    "facts-arrive": (
        "UPDATE kit.outbox SET delivered_at = NULL, at = now() - interval '1 hour'"
        " WHERE key = 'order:' || CAST(:placed AS bigint)"
    ),
    "show-host-exists": _SHOW % (1, 0),
    "shows-are-looked-after": _SHOW % (":member", 2),
    "show-lines-are-counted": (
        f"{_SHOW % (':member', 0)}; INSERT INTO live.tally (host_id, show_id, lines) VALUES (:member, 1, 3)"
    ),
    "show-sales-were-paid": (
        f"{_SHOW % (':member', 0)};"
        "INSERT INTO live.sale (host_id, show_id, order_id, pieces, currency, goods_amount, paid_at)"
        " VALUES (:member, 1, :placed, 1, 'CNY', 1, now())"
    ),
}


@asynccontextmanager
async def undone(sessions: Sessions) -> AsyncIterator[Tx]:
    """A transaction that leaves nothing behind."""
    async with sessions() as session:
        yield Tx(session)
        await session.rollback()


@pytest.fixture
async def shop(visitor: Browser, sessions: Sessions, app: Litestar, keys: KeyRing) -> Shop:
    """A shopper and a lotion in a bonded warehouse."""
    address = await make.shopper(visitor, sessions, keys)
    return Shop(visitor, sessions, app, address, await make.sku(sessions, price=cny(100_00), stock=20))


async def live(shop: Shop, drain: Any, travel: Any) -> dict[str, int]:
    """A delivered and an unpaid order; answers what the plants need to know."""
    delivered = await shop.order(2)
    await shop.pay(delivered)
    await until(shop, delivered, "delivered", drain, travel)
    placed = await shop.order(1)
    await drain("nothing")
    return {
        "delivered": int(delivered["id"]),
        "placed": int(placed["id"]),
        "sku": shop.sku,
        "member": shop.browser.member_id,
    }


async def times(tx: Tx, *names: str) -> dict[str, int]:
    among = [one for one in INVARIANTS if one.name in names] if names else INVARIANTS
    return {found.name: found.violations for found in await invariants.check(tx, among)}


@pytest.mark.slow
async def test_every_planted_violation_is_found(shop: Shop, sessions: Sessions, drain: Any, travel: Any) -> None:
    world = await live(shop, drain, travel)
    async with begin(sessions) as tx:
        before = await times(tx)
    missed = []
    for name, plant in PLANTS.items():
        if name not in before:
            continue  # a domain that this database does not have yet
        async with undone(sessions) as tx:
            for statement in plant.split(";"):
                values = {key: value for key, value in world.items() if f":{key}" in statement}
                await tx.execute(text(statement), values)
            if (await times(tx, name))[name] <= before[name]:
                missed.append(name)
    assert missed == []
    async with begin(sessions) as tx:
        assert await times(tx) == before, "everything was taken back"


def test_every_invariant_has_a_planted_violation() -> None:
    assert sorted(PLANTS) == sorted(invariant.name for invariant in INVARIANTS)


def test_every_invariant_is_a_sentence_with_a_name_of_its_own() -> None:
    names = [invariant.name for invariant in INVARIANTS]
    assert len(names) == len(set(names))
    for invariant in INVARIANTS:
        assert invariant.sentence[0].isupper()
        assert invariant.sentence.endswith(".")


async def test_a_finding_names_examples_and_the_watch_counts_them(shop: Shop, sessions: Sessions, work: Work) -> None:
    order = await shop.order()
    async with begin(sessions) as tx:
        await tx.execute(text(PLANTS["order-goods-exist"]), {"placed": int(order["id"])})
        found = next(one for one in await invariants.check(tx) if one.name == "order-goods-exist")
    assert found.severity is Severity.BROKEN
    assert f"{order['id']} 1 1" in found.examples
    assert invariants.violated([found]) == [found]
    assert "not true: Every order line names a SKU of the mall." in found.detail
    assert await watch.check_invariants(work) == 0
    assert watch.violations.labels("order-goods-exist", "broken")._value.get() == found.violations
