"""Tables of the sandbox channel: its trades, refunds and notifications. Nothing of the shop's is in here."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, table_args
from zhongcao.payments.rules import TradeStatus
from zhongcao.sandboxes.pay.rules import Fault


class TradeRow(Base):
    """A trade at the channel, known to the merchant by its own number."""

    __tablename__ = "trade"
    __table_args__ = table_args(
        CheckConstraint("0 <= refunded_amount AND refunded_amount <= paid_amount", name="refunded_paid"),
        schema="sandbox_pay",
        group="local",
    )
    out_trade_no: Mapped[str] = mapped_column(String(64), primary_key=True)
    trade_no: Mapped[str] = mapped_column(String(64))
    status: Mapped[TradeStatus] = mapped_column(String(20))
    paid_amount: Mapped[int] = mapped_column(BigInteger)
    refunded_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    fault: Mapped[Fault] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)


class RefundRow(Base):
    """A refund that the channel has made."""

    __tablename__ = "refund"
    __table_args__ = table_args(
        schema="sandbox_pay",
        group="local",
    )
    out_trade_no: Mapped[str] = mapped_column(String(64), primary_key=True)
    out_request_no: Mapped[str] = mapped_column(String(64), primary_key=True)
    refund_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    made_at: Mapped[datetime] = mapped_column(Instant)


class NotificationRow(Base):
    """A signed notification on its way to the merchant, repeated until it is answered with `success`."""

    __tablename__ = "notification"
    __table_args__ = table_args(
        Index("ix_notification_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        schema="sandbox_pay",
        group="local",
    )
    notify_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    out_trade_no: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(String(4000))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger)
    copies_left: Mapped[int] = mapped_column(SmallInteger)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
