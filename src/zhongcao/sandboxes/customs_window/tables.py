"""What the window keeps: envelopes taken in, documents, quotas, answers waiting in mailboxes."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Integer, SmallInteger, String, Table, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, Json, table_args

SCHEMA = "sandbox_customs"


def table_of(row: type[Base]) -> Table:
    """The plain table of a mapped class, for statements over many rows."""
    return cast(Table, row.__table__)


class EnvelopeRow(Base):
    """The number of an envelope that was taken in; the same one again has no effect."""

    __tablename__ = "envelope"
    __table_args__ = table_args(schema=SCHEMA, group="local")
    cop_msg_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)


class DocumentRow(Base):
    """A declared document by kind and business key; `body` holds what checks need, people as hashes."""

    __tablename__ = "document"
    __table_args__ = table_args(
        Index("ix_document_order_no", "order_no"),
        Index("ix_document_invt_no", "invt_no"),
        schema=SCHEMA,
        group="local",
    )
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(130), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    order_no: Mapped[str] = mapped_column(String(60))
    code: Mapped[int] = mapped_column(Integer)
    attempt: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[Any] = mapped_column(Json)
    invt_no: Mapped[str | None] = mapped_column(String(18))
    returned: Mapped[Any | None] = mapped_column(Json)  # quantities that came back, by line
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    stored_at: Mapped[datetime] = mapped_column(Instant)


class QuotaRow(Base):
    """What a person, known by a hash only, has used of a year by customs' own count."""

    __tablename__ = "quota"
    __table_args__ = table_args(CheckConstraint("used_amount >= 0", name="used"), schema=SCHEMA, group="local")
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    used_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")


class AnswerRow(Base):
    """One answer in the queue `{dxpId}_HZ`, visible from `due_at` on until it is taken."""

    __tablename__ = "answer"
    __table_args__ = table_args(
        Index("ix_answer_waiting", "queue", "due_at", postgresql_where=text("taken_at IS NULL")),
        Index("ix_answer_subject", "subject"),
        schema=SCHEMA,
        group="local",
    )
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    queue: Mapped[str] = mapped_column(String(33))
    subject: Mapped[str] = mapped_column(String(130))
    message_type: Mapped[str] = mapped_column(String(20))
    node: Mapped[Any] = mapped_column(Json)
    due_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
