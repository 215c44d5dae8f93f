"""The books: post a journal, read journals and balances."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.payments import rules, store
from zhongcao.payments.errors import JournalReused, LedgerUnbalanced
from zhongcao.payments.schemas import Account, Balance, Entry, Journal, JournalLine

JOURNALS = uuid.UUID("6f3d2a0e-5c1b-5d8e-9a47-3b0f5a6c7d21")
"""Name space of journal ids: an id is made out of kind and reference, so that one event is booked once."""


async def post(
    tx: Tx, *, kind: str, ref: str, entries: Sequence[Entry], now: datetime, order_id: int | None = None
) -> UUID:
    """Book one event. The same kind and reference again changes nothing; other entries under it are refused."""
    if left := rules.unbalanced(entries):
        raise LedgerUnbalanced(kind=kind, ref=ref, left=left)
    if len(entries) < 2 or any(entry.amount.amount == 0 for entry in entries):
        raise LedgerUnbalanced(kind=kind, ref=ref, left={})
    journal_id = uuid.uuid5(JOURNALS, f"{kind}\n{ref}")
    lines = [
        {
            "journal_id": journal_id,
            "line": number,
            "account": entry.account.value,
            "detail": entry.detail,
            "signed_amount": entry.amount.amount,
            "currency": entry.amount.currency.value,
        }
        for number, entry in enumerate(entries, 1)
    ]
    head = {"id": journal_id, "kind": kind, "ref": ref, "order_id": order_id, "at": now}
    if not await store.add_journal(tx, head, lines):
        kept = [_line(row) for row in await store.list_entries(tx, [journal_id])]
        if kept != [JournalLine(account=e.account, detail=e.detail, amount=e.amount) for e in entries]:
            raise JournalReused(kind=kind, ref=ref)
    return journal_id


async def recognise_sale(
    tx: Tx,
    *,
    order_id: int,
    order_no: str,
    goods: Money,
    freight: Money,
    tax: Money,
    regime: str,
    now: datetime,
    discount: Money | None = None,
) -> UUID:
    """Book a fulfilled order once: the member's deposit becomes income and tax owed to the state."""
    none = Money(0, goods.currency)
    entries = rules.sale_entries(goods=goods, discount=discount or none, freight=freight, tax=tax, regime=regime)
    return await post(tx, kind="sale", ref=order_no, order_id=order_id, entries=entries, now=now)


async def balance(tx: Tx | ReadTx) -> list[Balance]:
    """What every account holds: debits less credits."""
    return [
        Balance(
            account=Account(row.account),
            detail=row.detail,
            amount=Money(int(row.signed_amount), Currency(row.currency)),
        )
        for row in await store.list_balances(tx)
    ]


async def journals(tx: ReadTx, *, order_id: int | None, cursor: str | None, limit: int) -> Page[Journal]:
    """The books, newest first, of one order or of all."""
    before = None
    if cursor:
        at, last = decode(cursor, datetime, UUID)
        before = (at, last)
    heads = await store.list_journals(tx, order_id=order_id, before=before, limit=limit + 1)
    shown = heads[:limit]
    lines: dict[UUID, list[JournalLine]] = {}
    for row in await store.list_entries(tx, [head.id for head in shown]):
        lines.setdefault(row.journal_id, []).append(_line(row))
    items = [
        Journal(
            id=str(head.id),
            kind=head.kind,
            ref=head.ref,
            order_id=str(head.order_id) if head.order_id is not None else None,
            purchase=rules.purchase_of(head.kind, head.ref),
            at=head.at,
            total=_debits(lines.get(head.id, [])),
            lines=lines.get(head.id, []),
        )
        for head in shown
    ]
    more = len(heads) > limit
    return Page(items, encode(shown[-1].at.isoformat(), str(shown[-1].id)) if more else None)


def _debits(lines: list[JournalLine]) -> Money:
    amounts = [line.amount for line in lines if line.amount.amount > 0]
    currency = lines[0].amount.currency if lines else Currency.CNY
    return Money(sum(one.amount for one in amounts), currency)


def _line(row: Row[Any]) -> JournalLine:
    return JournalLine(
        account=Account(row.account), detail=row.detail, amount=Money(row.signed_amount, Currency(row.currency))
    )
