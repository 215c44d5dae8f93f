"""Tables of identity. Everything of one member lies under that member's id, so that it can live on one shard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Integer, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args

USER = {"schema": "identity", "group": "user", "shard_by": "member_id"}


class MemberRow(Base):
    """A person with an account (会员): how others see them and what they told about themselves."""

    __tablename__ = "member"
    __table_args__ = table_args(
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year"),
        CheckConstraint("city_tier BETWEEN 1 AND 5", name="city_tier"),
        CheckConstraint("cardinality(interests) <= 40", name="interests"),
        CheckConstraint("cardinality(concerns) <= 8", name="concerns"),
        CheckConstraint("closed_at IS NULL OR (closes_at IS NULL AND cardinality(roles) = 0)", name="closed_for_good"),
        Index("ix_member_joined", "joined_at", "member_id"),
        Index("ix_member_closes_at", "closes_at", postgresql_where=text("closes_at IS NOT NULL")),
        **USER,
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    nickname: Mapped[str] = mapped_column(String(40))
    avatar_url: Mapped[str | None] = mapped_column(String(200))
    verified: Mapped[str | None] = mapped_column(String(20))
    gender: Mapped[str | None] = mapped_column(String(10))
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    city: Mapped[str | None] = mapped_column(String(40))
    city_tier: Mapped[int | None] = mapped_column(SmallInteger)
    skin_type: Mapped[str | None] = mapped_column(String(20))
    concerns: Mapped[list[str]] = mapped_column(ARRAY(String(20)), server_default=text("'{}'"))
    life_stage: Mapped[str | None] = mapped_column(String(20))
    interests: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    personalised: Mapped[bool]
    joined_at: Mapped[datetime] = mapped_column(Instant)
    suspended_until: Mapped[datetime | None] = mapped_column(Instant)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the account is erased, as its member asked; until then they may change their mind."""
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when this is nobody any more: orders and the books still name the number."""


class LoginRow(Base):
    """A phone number or e-mail address, held by one account at a time; distributed by the login itself."""

    __tablename__ = "login"
    __table_args__ = table_args(
        Index("ix_login_member_id", "member_id"), schema="identity", group="claim", shard_by="login"
    )
    login: Mapped[str] = mapped_column(String(254), primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63)
    claimed_at: Mapped[datetime] = mapped_column(Instant)


class CredentialRow(Base):
    """The hash of a member's password, apart from the profile so that no reader of profiles ever loads it."""

    __tablename__ = "credential"
    __table_args__ = table_args(**USER)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    password_hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(Instant)


class SessionRow(Base):
    """A signed-in device. Only the SHA-256 of its secret is kept."""

    __tablename__ = "session"
    __table_args__ = table_args(
        CheckConstraint("idle_seconds > 0", name="idle"), Index("ix_session_seen_at", "seen_at"), **USER
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    device: Mapped[str] = mapped_column(String(200))
    network: Mapped[str] = mapped_column(String(60))
    idle_seconds: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class AddressRow(Base):
    """Where parcels of a member may go; orders keep a copy of their own."""

    __tablename__ = "address"
    __table_args__ = table_args(
        CheckConstraint("division_code ~ '^[0-9]{6}$'", name="division_code"),
        Index("uq_address_default", "member_id", unique=True, postgresql_where=text("is_default")),
        **USER,
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    recipient: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(20))
    division_code: Mapped[str] = mapped_column(String(6))
    province: Mapped[str] = mapped_column(String(30))
    city: Mapped[str] = mapped_column(String(40))
    district: Mapped[str] = mapped_column(String(40))
    street: Mapped[str] = mapped_column(String(200))
    is_default: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Instant)


class DataKeyRow(Base):
    """A member's own key, sealed by the key ring; without it nothing that it sealed can be read, also in backups."""

    __tablename__ = "data_key"
    __table_args__ = table_args(Index("ix_data_key_kid", "kid"), **USER)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    kid: Mapped[str] = mapped_column(String(8))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Instant)


class RealNameRow(Base):
    """A member's real-name identity (实名认证), readable only with the member's own key and for customs only."""

    __tablename__ = "real_name"
    __table_args__ = table_args(Index("ix_real_name_person", "person", "member_id"), **USER)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    person: Mapped[bytes] = mapped_column(LargeBinary(32))
    masked_name: Mapped[str] = mapped_column(String(40))
    masked_number: Mapped[str] = mapped_column(String(18))
    verified_at: Mapped[datetime] = mapped_column(Instant)


class ConsentRow(Base):
    """A consent that was asked for by itself (单独同意): which text, when, and when it was taken back."""

    __tablename__ = "consent"
    __table_args__ = table_args(**USER)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    version: Mapped[str] = mapped_column(String(20))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class AuditRow(Base):
    """What staff did and what was decrypted, for whom and why; rows are only ever added."""

    __tablename__ = "audit"
    __table_args__ = table_args(
        Index("ix_audit_subject", "subject", "id"), schema="identity", group="journal", shard_by="id"
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(Id63)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[object | None] = mapped_column(Json)
    after: Mapped[object | None] = mapped_column(Json)
    network: Mapped[str] = mapped_column(String(60))
    session: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)


class AuditWaitingRow(Base):
    """An audit row that is not yet linked into the chain; the sweep takes it within seconds."""

    __tablename__ = "audit_waiting"
    __table_args__ = table_args(schema="identity", group="local")
    id: Mapped[UUID] = mapped_column(primary_key=True)


class AuditLinkRow(Base):
    """One link of the chain over all audit rows: the hash of the row together with the link before it."""

    __tablename__ = "audit_link"
    __table_args__ = table_args(
        Index("uq_audit_link_audit_id", "audit_id", unique=True), schema="identity", group="local"
    )
    number: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    audit_id: Mapped[UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class PasswordCodeRow(Base):
    """A code on its way to a login, or waiting to be typed in; only its keyed hash stays once it was sent."""

    __tablename__ = "password_code"
    __table_args__ = table_args(
        CheckConstraint("guesses >= 0", name="guesses"),
        Index("ix_password_code_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_password_code_expires_at", "expires_at"),
        schema="identity",
        group="claim",
        shard_by="login",
    )
    login: Mapped[str] = mapped_column(String(254), primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    guesses: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    due_at: Mapped[datetime | None] = mapped_column(Instant)
