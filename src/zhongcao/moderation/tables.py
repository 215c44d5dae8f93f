"""Tables of moderation. Cases lie under the thing that they are about, strikes under the member who got them."""

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, table_args
from zhongcao.moderation.rules import CaseState

SUBJECT = {"schema": "moderation", "group": "claim", "shard_by": "subject"}


class CaseRow(Base):
    """A thing that waits for a moderator; at most one open case per thing."""

    __tablename__ = "case"
    __table_args__ = table_args(
        CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in CaseState)})", name="state"),
        CheckConstraint("(decided_at IS NULL) = (state = 'open')", name="decided"),
        Index("uq_case_open", "subject", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_case_queue", "state", "id"),
        Index("ix_case_id", "id"),
        **SUBJECT,
    )
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int | None] = mapped_column(Id63)
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    excerpt: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Id63)


class ReportRow(Base):
    """What a member said about a thing; each member once per case."""

    __tablename__ = "report"
    __table_args__ = table_args(
        Index("ix_report_case_id", "case_id"), Index("ix_report_member_id", "member_id"), **SUBJECT
    )
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    case_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    reason: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Instant)


class StrikeRow(Base):
    """A mark against an account."""

    __tablename__ = "strike"
    __table_args__ = table_args(schema="moderation", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    given_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class SaidRow(Base):
    """That a member said a long text, as a hash, and how often within a day."""

    __tablename__ = "said"
    __table_args__ = table_args(
        CheckConstraint("times > 0", name="times"),
        Index("ix_said_since_at", "since_at"),
        schema="moderation",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    times: Mapped[int] = mapped_column(Integer)
    since_at: Mapped[datetime] = mapped_column(Instant)
