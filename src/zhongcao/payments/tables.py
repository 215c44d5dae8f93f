"""Tables of payments: payments, attempts at channels, refunds, notifications as they came, and the ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, table_args
from zhongcao.payments.rules import AttemptState, PaymentState, RefundState


def _one_of(column: str, states: type[PaymentState] | type[AttemptState] | type[RefundState]) -> str:
    return f"{column} IN ({', '.join(repr(state.value) for state in states)})"


class PaymentRow(Base):
    """A payment of one order; its number is what channels know it by."""

    __tablename__ = "payment"
    __table_args__ = table_args(
        # The random part comes first: these keys also serve callbacks, which do not know the member.
        UniqueConstraint("number", "member_id"),
        UniqueConstraint("order_id", "member_id"),
        Index("ix_payment_created_at", "created_at"),
        CheckConstraint("due_amount > 0", name="due_positive"),
        CheckConstraint("0 <= refunded_amount AND refunded_amount <= promised_amount", name="refunded_promised"),
        CheckConstraint("promised_amount <= due_amount", name="promised_paid"),
        CheckConstraint(_one_of("state", PaymentState), name="state_known"),
        CheckConstraint("(paid_at IS NULL) = (state IN ('created', 'closed'))", name="paid_at_known"),
        schema="payments",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    number: Mapped[str] = mapped_column(String(32))
    order_id: Mapped[int] = mapped_column(BigInteger)
    order_no: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(256))
    state: Mapped[PaymentState] = mapped_column(String(16))
    due_amount: Mapped[int] = mapped_column(BigInteger)
    promised_amount: Mapped[int] = mapped_column(BigInteger)
    refunded_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    provider: Mapped[str | None] = mapped_column(String(20))
    transaction_no: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class AttemptRow(Base):
    """A payment at one channel: the buyer was sent there; asked about and closed there."""

    __tablename__ = "attempt"
    __table_args__ = table_args(
        ForeignKeyConstraint(["member_id", "payment_id"], ["payments.payment.member_id", "payments.payment.id"]),
        Index("ix_attempt_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        CheckConstraint(_one_of("state", AttemptState), name="state_known"),
        CheckConstraint("(due_at IS NOT NULL) = (state IN ('open', 'closing'))", name="waiting_is_due"),
        schema="payments",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    payment_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[AttemptState] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger)
    transaction_no: Mapped[str | None] = mapped_column(String(64))
    request_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    error: Mapped[str | None] = mapped_column(String(400))


class RefundRow(Base):
    """Money to be sent back through the channel it came from; its number is the idempotency key there."""

    __tablename__ = "refund"
    __table_args__ = table_args(
        ForeignKeyConstraint(["member_id", "payment_id"], ["payments.payment.member_id", "payments.payment.id"]),
        UniqueConstraint("refund_no", "member_id"),
        Index("ix_refund_payment", "member_id", "payment_id"),
        Index("ix_refund_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        CheckConstraint("refund_amount > 0", name="amount_positive"),
        CheckConstraint(_one_of("state", RefundState), name="state_known"),
        CheckConstraint("(due_at IS NOT NULL) = (state IN ('prepared', 'sent', 'unknown'))", name="waiting_is_due"),
        schema="payments",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    payment_id: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[int] = mapped_column(BigInteger)
    refund_no: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(20))
    # False for money that came a second time through another channel: it is no part of the payment's own sum.
    of_payment: Mapped[bool]
    state: Mapped[RefundState] = mapped_column(String(16))
    refund_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(400))


class NotificationRow(Base):
    """A notification as the channel sent it, sealed; the key lets the same one act once.

    The member is 0 when the signature is right but the payment is not ours.
    """

    __tablename__ = "notification"
    __table_args__ = table_args(
        Index("ix_notification_odd", "received_at", postgresql_where=text("is_odd")),
        schema="payments",
        group="user",
        shard_by="member_id",
    )
    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[UUID]
    payment_id: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(String(20))
    is_odd: Mapped[bool]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(Instant)


class JournalRow(Base):
    """One event in the books; its id is made out of kind and reference, so that it can be booked only once."""

    __tablename__ = "journal"
    __table_args__ = table_args(
        Index("ix_journal_at", "at", "id"),
        Index("ix_journal_order_id", "order_id"),
        schema="payments",
        group="journal",
        shard_by="id",
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(120))
    order_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)


class EntryRow(Base):
    """One line of a journal: a debit when positive, a credit when negative. Never changed, never removed."""

    __tablename__ = "entry"
    __table_args__ = table_args(
        ForeignKeyConstraint(["journal_id"], ["payments.journal.id"]),
        Index("ix_entry_account", "account", "detail", "currency"),
        CheckConstraint("signed_amount <> 0", name="amount_not_zero"),
        schema="payments",
        group="journal",
        shard_by="journal_id",
    )
    journal_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    account: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(80))
    signed_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
