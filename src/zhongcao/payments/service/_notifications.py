"""Receive what channels tell us by themselves."""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from zhongcao.kit import log
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import uuid7
from zhongcao.kit.keyring import KeyRing
from zhongcao.payments import store
from zhongcao.payments.rules import ChannelAccount, TradeReport
from zhongcao.payments.schemas import ExceptionView
from zhongcao.payments.service._capture import CAPTURED, ODD, REPEATED, UNKNOWN_PAYMENT, settle


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A notification whose signature was right: what it says, and the bytes as they came."""

    event_id: str
    report: TradeReport
    raw: bytes


async def receive_notification(
    tx: Tx, keys: KeyRing, *, account: ChannelAccount, notification: Notification, now: datetime
) -> str:
    """Keep a notification as it came and act on it once; returns what it came to.

    The raw bytes are sealed and kept for years, since customs may ask for them. A copy changes nothing.
    """
    provider, event_id = account.provider, notification.event_id
    payment = await store.find_by_number(tx, notification.report.number)
    member_id = payment.member_id if payment is not None else 0
    fresh = await store.add_notification(
        tx,
        {
            "provider": provider,
            "event_id": event_id,
            "member_id": member_id,
            "id": uuid7(),
            "payment_id": payment.id if payment is not None else None,
            # Nearly every notification captures; only another outcome costs a second statement.
            "outcome": CAPTURED if payment is not None else UNKNOWN_PAYMENT,
            "is_odd": payment is None,
            "sha256": hashlib.sha256(notification.raw).digest(),
            "sealed": keys.encrypt(
                notification.raw, bound_to=f"payments.notification|sealed|{provider}/{event_id}|{member_id}"
            ),
            "received_at": now,
        },
    )
    if not fresh:
        return REPEATED
    if payment is None:
        log.get("payments").warning("notification of an unknown payment", provider=provider, event_id=event_id)
        return UNKNOWN_PAYMENT
    outcome = await settle(
        tx, account=account, member_id=member_id, payment_id=payment.id, report=notification.report, now=now
    )
    if outcome == CAPTURED:
        return outcome
    if outcome in ODD:
        log.get("payments").warning("notification set aside", provider=provider, event_id=event_id, outcome=outcome)
    await store.conclude_notification(
        tx, member_id=member_id, provider=provider, event_id=event_id, outcome=outcome, is_odd=outcome in ODD
    )
    return outcome


async def list_exceptions(tx: ReadTx, *, cursor: str | None, limit: int) -> Page[ExceptionView]:
    """Notifications with a right signature and a wrong content, newest first, for staff."""
    before = None
    if cursor:
        (before,) = decode(cursor, UUID)
    rows = await store.list_odd_notifications(tx, before=before, limit=limit + 1)
    items = [
        ExceptionView(
            id=str(row.id),
            provider=row.provider,
            event_id=row.event_id,
            payment_id=str(row.payment_id) if row.payment_id is not None else None,
            outcome=row.outcome,
            received_at=row.received_at,
        )
        for row in rows[:limit]
    ]
    return Page(items, encode(items[-1].id) if len(rows) > limit else None)
