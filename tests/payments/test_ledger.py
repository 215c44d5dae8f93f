"""The books: only what balances enters, and nothing that is in them changes."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.money import Currency, Money, cny
from zhongcao.payments import rules, service
from zhongcao.payments.errors import JournalReused, LedgerUnbalanced
from zhongcao.payments.rules import Account
from zhongcao.payments.schemas import Entry

JOURNAL = text("INSERT INTO payments.journal (id, kind, ref, at) VALUES (:id, 'test', :ref, now())")
ENTRY = text(
    "INSERT INTO payments.entry (journal_id, line, account, detail, signed_amount, currency)"
    " VALUES (:id, :line, 'inventory', '', :amount, :currency)"
)


async def count(tx: Tx, ref: str = "Z1") -> int:
    """How many entries the books hold under a reference."""
    statement = text(
        "SELECT count(*) FROM payments.entry JOIN payments.journal j ON j.id = journal_id WHERE ref = :ref"
    )
    return int(await tx.scalar(statement, {"ref": ref}) or 0)


async def test_a_journal_is_booked_once(tx: Tx) -> None:
    entries = rules.cost_entries(cny(500))
    first = await service.post(tx, kind="cost", ref="Z1", entries=entries, now=clock.now())
    second = await service.post(tx, kind="cost", ref="Z1", entries=entries, now=clock.now())
    assert first == second
    assert await count(tx) == 2
    with pytest.raises(JournalReused):
        await service.post(tx, kind="cost", ref="Z1", entries=rules.cost_entries(cny(501)), now=clock.now())
    assert await count(tx) == 2


@pytest.mark.parametrize(
    "entries",
    [
        [Entry(Account.INVENTORY, cny(5)), Entry(Account.SUPPLIERS_PAYABLE, cny(-4))],
        [Entry(Account.INVENTORY, cny(5)), Entry(Account.SUPPLIERS_PAYABLE, Money(-5, Currency.USD))],
        [Entry(Account.INVENTORY, cny(0)), Entry(Account.SUPPLIERS_PAYABLE, cny(0))],
        [],
    ],
)
async def test_what_does_not_balance_is_refused(tx: Tx, entries: list[Entry]) -> None:
    with pytest.raises(LedgerUnbalanced):
        await service.post(tx, kind="test", ref="Z1", entries=entries, now=clock.now())
    assert await count(tx) == 0


@pytest.mark.parametrize(
    "amounts", [[(5, "CNY"), (-4, "CNY")], [(5, "CNY"), (-5, "USD")], [(7, "CNY")]], ids=["sum", "currency", "single"]
)
async def test_the_database_itself_refuses_an_unbalanced_journal(
    real_sessions: Sessions, amounts: list[tuple[int, str]]
) -> None:
    journal = uuid4()

    async def write() -> None:
        async with real_sessions.begin() as tx:
            await tx.execute(JOURNAL, {"id": journal, "ref": journal.hex})
            for line, (amount, currency) in enumerate(amounts, 1):
                await tx.execute(ENTRY, {"id": journal, "line": line, "amount": amount, "currency": currency})

    with pytest.raises(DBAPIError, match="does not balance"):
        await write()
    async with begin(real_sessions) as tx:
        found = await tx.scalar(text("SELECT count(*) FROM payments.journal WHERE id = :id"), {"id": journal})
        assert found == 0


async def test_an_entry_added_later_cannot_unbalance_a_journal(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        journal = await service.post(
            tx, kind="cost", ref=uuid4().hex, entries=rules.cost_entries(cny(500)), now=clock.now()
        )

    async def add() -> None:
        async with real_sessions.begin() as tx:
            await tx.execute(ENTRY, {"id": journal, "line": 3, "amount": 1, "currency": "CNY"})

    with pytest.raises(DBAPIError, match="does not balance"):
        await add()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments.entry SET signed_amount = signed_amount + 1",
        "DELETE FROM payments.entry",
        "TRUNCATE payments.entry",
        "UPDATE payments.journal SET ref = 'other'",
        "DELETE FROM payments.journal",
    ],
)
async def test_the_books_are_only_added_to(tx: Tx, statement: str) -> None:
    await service.post(tx, kind="cost", ref="Z1", entries=rules.cost_entries(cny(500)), now=clock.now())

    await tx.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    async def change() -> None:
        async with tx.begin_nested():
            await tx.execute(text(statement))

    with pytest.raises(DBAPIError, match="only added to"):
        await change()
    kept = await service.post(tx, kind="cost", ref="Z1", entries=rules.cost_entries(cny(500)), now=clock.now())
    assert kept, "the same journal is still there, entry for entry"
    assert await count(tx) == 2


async def test_accounts_add_up_to_nothing(tx: Tx) -> None:
    before = {(row.account, row.detail, row.amount.currency): row.amount.amount for row in await service.balance(tx)}
    entries = rules.capture_entries(cny(22281), provider="sandbox")
    await service.post(tx, kind="capture", ref="P1", entries=entries, now=clock.now())
    await service.post(tx, kind="cost", ref="Z1", entries=rules.cost_entries(cny(500)), now=clock.now())
    held = await service.balance(tx)
    after = {(row.account, row.detail, row.amount.currency): row.amount.amount for row in held}
    grown = {key[0]: amount - before.get(key, 0) for key, amount in after.items()}
    assert sum(after.values()) == 0
    assert grown[Account.COST_OF_GOODS] == 500
    assert grown[Account.CUSTOMER_DEPOSITS] == -22281


def test_a_journal_of_goods_names_their_purchase_order() -> None:
    assert rules.purchase_of(rules.PURCHASE_RECEIVED, "P20260101ABC/7") == "P20260101ABC"
    assert rules.purchase_of("sale", "S20260101ABC/7") is None
