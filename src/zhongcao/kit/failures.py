"""What went wrong and when: every failed try of a fact or a sweep, for those who look after the machinery."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, ReadTx, Tx, table_args

KEPT = timedelta(days=90)
KEPT_EACH = 50
"""Of one fact or sweep so many failures are kept: one that fails every second must not fill the disk."""
ERROR_MAX = 2000


class FailureRow(Base):
    """One try that failed: of a fact (`fact:7`) or of a sweep (`sweep:trade.jobs.expire_unpaid_orders`)."""

    __tablename__ = "failure"
    __table_args__ = table_args(Index("ix_failure_subject", "subject", "id"), schema="kit", group="local")
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    subject: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(String(ERROR_MAX))


NOTE = text("INSERT INTO kit.failure (subject, at, error) VALUES (:subject, :at, :error)")
FORGET = text(
    """
    DELETE FROM kit.failure
    WHERE id = ANY(ARRAY(SELECT id FROM kit.failure WHERE subject = :subject ORDER BY id DESC OFFSET :kept))
       OR id = ANY(ARRAY(SELECT id FROM (SELECT id, at FROM kit.failure ORDER BY id LIMIT 100) old WHERE at < :since))
    """
)


async def note_failure(tx: Tx, subject: str, error: str, *, at: datetime) -> None:
    """Keep that a try failed, with the end of its error; what is old, and all but the latest of a kind, goes."""
    await tx.execute(NOTE, {"subject": subject, "at": at, "error": error[-ERROR_MAX:]})
    await tx.execute(FORGET, {"subject": subject, "kept": KEPT_EACH, "since": at - KEPT})


async def list_failures(tx: Tx | ReadTx, subject: str) -> Sequence[Any]:
    """The failed tries of one fact or sweep, the latest first."""
    statement = (
        select(FailureRow.at, FailureRow.error).where(FailureRow.subject == subject).order_by(FailureRow.id.desc())
    )
    return (await tx.execute(statement)).all()
