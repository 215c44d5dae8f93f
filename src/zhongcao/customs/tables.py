"""Tables of customs."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args

SCHEMA = "customs"


def table_of(row: type[Base]) -> Table:
    """The plain table of a mapped class, for statements over many rows."""
    return cast(Table, row.__table__)


class GoodsDataRow(Base):
    """Customs data of a SKU."""

    __tablename__ = "goods"
    __table_args__ = table_args(
        CheckConstraint("net_weight_grams > 0", name="net_weight"),
        CheckConstraint("content_value > 0", name="content"),
        schema=SCHEMA,
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    hs_code: Mapped[str] = mapped_column(String(10))
    tax_category: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(3))
    unit_statutory: Mapped[str] = mapped_column(String(3))
    origin_country: Mapped[str] = mapped_column(String(2))
    net_weight_grams: Mapped[int] = mapped_column(Integer)
    content_value: Mapped[int | None] = mapped_column(Integer)
    content_unit: Mapped[str | None] = mapped_column(String(5))
    name_zh: Mapped[str] = mapped_column(String(250))


class UnmappedRow(Base):
    """A SKU without customs data, waiting for staff."""

    __tablename__ = "unmapped_goods"
    __table_args__ = table_args(schema=SCHEMA, group="sku", shard_by="sku_id")
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(250))
    reason: Mapped[str] = mapped_column(String(250))
    at: Mapped[datetime] = mapped_column(Instant)


class AllowanceRow(Base):
    """A person's year: what may be bought and what was."""

    __tablename__ = "allowance"
    __table_args__ = table_args(
        CheckConstraint("used_amount BETWEEN 0 AND limit_amount", name="used"),
        CheckConstraint("year BETWEEN 2016 AND 2100", name="year"),
        schema=SCHEMA,
        group="person",
        shard_by="person",
    )
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    limit_amount: Mapped[int] = mapped_column(BigInteger)
    used_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")


class AllowanceEntryRow(Base):
    """What one order took of a person's year."""

    __tablename__ = "allowance_entry"
    __table_args__ = table_args(
        ForeignKeyConstraint(["person", "year"], ["customs.allowance.person", "customs.allowance.year"]),
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_allowance_entry_order_id", "order_id"),
        schema=SCHEMA,
        group="person",
        shard_by="person",
    )
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    order_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(SmallInteger)
    member_id: Mapped[int] = mapped_column(Id63)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Instant)


class DeclarationRow(Base):
    """The declaration of one order."""

    __tablename__ = "declaration"
    __table_args__ = table_args(
        UniqueConstraint("member_id", "order_id"),
        UniqueConstraint("member_id", "cop_no"),
        CheckConstraint("goods_value_amount >= 0 AND freight_amount >= 0", name="value"),
        CheckConstraint("discount_amount >= 0 AND tax_total_amount >= 0", name="parts"),
        CheckConstraint(
            "paid_amount = goods_value_amount + freight_amount + tax_total_amount - discount_amount", name="paid"
        ),
        CheckConstraint("gross_weight_grams > 0", name="gross_weight"),
        Index("ix_declaration_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_declaration_order_no", "order_no"),
        Index("ix_declaration_cop_no", "cop_no"),
        Index("ix_declaration_waybill_no", "waybill_no"),
        Index("ix_declaration_payment_transaction", "payment_transaction"),
        Index("ix_declaration_invt_no", "invt_no"),
        Index("ix_declaration_state", "state", "id"),
        Index("ix_declaration_named", "created_at", postgresql_where=text("consignee <> ''")),
        schema=SCHEMA,
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(Id63)
    order_no: Mapped[str] = mapped_column(String(60))
    cop_no: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(4))
    warehouse_id: Mapped[int] = mapped_column(Id63)
    warehouse_code: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    attempt: Mapped[int] = mapped_column(SmallInteger, default=1)
    # Rejections from before this moment are spent.
    declared_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    order_code: Mapped[int | None] = mapped_column(Integer)
    payment_code: Mapped[int | None] = mapped_column(Integer)
    waybill_code: Mapped[int | None] = mapped_column(Integer)
    list_code: Mapped[int | None] = mapped_column(Integer)
    pre_no: Mapped[str | None] = mapped_column(String(18))
    invt_no: Mapped[str | None] = mapped_column(String(18))
    reason: Mapped[str | None] = mapped_column(String(1000))
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    goods_value_amount: Mapped[int] = mapped_column(BigInteger)
    freight_amount: Mapped[int] = mapped_column(BigInteger)
    discount_amount: Mapped[int] = mapped_column(BigInteger)
    tax_total_amount: Mapped[int] = mapped_column(BigInteger)
    paid_amount: Mapped[int] = mapped_column(BigInteger)
    noticed_duty_amount: Mapped[int | None] = mapped_column(BigInteger)
    noticed_vat_amount: Mapped[int | None] = mapped_column(BigInteger)
    noticed_consumption_amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    payment_provider: Mapped[str] = mapped_column(String(20))
    payment_transaction: Mapped[str] = mapped_column(String(60))
    paid_at: Mapped[datetime] = mapped_column(Instant)
    consignee: Mapped[str] = mapped_column(String(100))
    consignee_phone: Mapped[str] = mapped_column(String(50))
    consignee_address: Mapped[str] = mapped_column(String(200))
    division_code: Mapped[str] = mapped_column(String(12))
    carrier_code: Mapped[str] = mapped_column(String(18))
    carrier_name: Mapped[str] = mapped_column(String(100))
    waybill_no: Mapped[str] = mapped_column(String(60))
    gross_weight_grams: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Instant)


class DeclarationLineRow(Base):
    """A line of a declaration, with the customs data of its goods as of then."""

    __tablename__ = "declaration_line"
    __table_args__ = table_args(
        ForeignKeyConstraint(
            ["member_id", "declaration_id"], ["customs.declaration.member_id", "customs.declaration.id"]
        ),
        CheckConstraint("quantity > 0 AND price_amount >= 0 AND total_amount >= 0", name="amounts"),
        CheckConstraint("net_weight_grams > 0", name="net_weight"),
        schema=SCHEMA,
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    declaration_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sku_id: Mapped[int] = mapped_column(Id63)
    hs_code: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(250))
    content: Mapped[str] = mapped_column(String(60))
    barcode: Mapped[str | None] = mapped_column(String(50))
    quantity: Mapped[int] = mapped_column(Integer)
    price_amount: Mapped[int] = mapped_column(BigInteger)
    total_amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    unit: Mapped[str] = mapped_column(String(3))
    unit_statutory: Mapped[str] = mapped_column(String(3))
    net_weight_grams: Mapped[int] = mapped_column(Integer)  # of one unit
    origin_country: Mapped[str] = mapped_column(String(2))
    item_record_no: Mapped[str | None] = mapped_column(String(30))


class WithdrawalRow(Base):
    """A cancellation (623) or a return (625) of a declaration."""

    __tablename__ = "withdrawal"
    __table_args__ = table_args(
        ForeignKeyConstraint(
            ["member_id", "declaration_id"], ["customs.declaration.member_id", "customs.declaration.id"]
        ),
        UniqueConstraint("member_id", "cop_no"),
        Index("ix_withdrawal_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_withdrawal_cop_no", "cop_no"),
        schema=SCHEMA,
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    declaration_id: Mapped[int] = mapped_column(Id63)
    kind: Mapped[str] = mapped_column(String(6))
    cop_no: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(200))
    lines: Mapped[Any] = mapped_column(Json)  # [[line_no, quantity], ...] of a return
    code: Mapped[int | None] = mapped_column(Integer)
    requested_at: Mapped[datetime] = mapped_column(Instant)


class ReceiptRow(Base):
    """One answer of customs; `member_id` 0 when it fits no declaration of ours."""

    __tablename__ = "receipt"
    __table_args__ = table_args(
        Index("ix_receipt_declaration", "member_id", "declaration_id"),
        schema=SCHEMA,
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    message_type: Mapped[str] = mapped_column(String(30), primary_key=True)
    business_key: Mapped[str] = mapped_column(String(130), primary_key=True)
    code: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    returned_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    declaration_id: Mapped[int] = mapped_column(Id63)
    document: Mapped[str] = mapped_column(String(8))
    info: Mapped[str] = mapped_column(String(1000))
    cop_msg_id: Mapped[str] = mapped_column(String(255))
    received_at: Mapped[datetime] = mapped_column(Instant)


class MessageRow(Base):
    """A message to or from customs: sealed bytes, their hash, and whether it still has to go."""

    __tablename__ = "message"
    __table_args__ = table_args(
        Index("ix_message_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_message_whole", "created_at", postgresql_where=text("body <> ''")),
        schema=SCHEMA,
        group="local",
    )
    cop_msg_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    type: Mapped[str] = mapped_column(String(30))
    is_ours: Mapped[bool]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    declarations: Mapped[Any] = mapped_column(Json)  # [[member_id, declaration_id], ...]
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(500))


class PartyRow(Base):
    """Who plays a role before customs: platform, guarantor, `payment:<provider>`, `carrier:<code>`."""

    __tablename__ = "party"
    __table_args__ = table_args(schema=SCHEMA, group="ref")
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(100))
    is_synthetic: Mapped[bool] = mapped_column(default=False)


class PortRow(Base):
    """Where the goods of a warehouse are declared; `*` stands for every other warehouse."""

    __tablename__ = "port"
    __table_args__ = table_args(schema=SCHEMA, group="ref")
    warehouse_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    customs_code: Mapped[str] = mapped_column(String(4))
    port_code: Mapped[str] = mapped_column(String(4))
    ems_no: Mapped[str | None] = mapped_column(String(30))
    area_code: Mapped[str | None] = mapped_column(String(18))
    area_name: Mapped[str | None] = mapped_column(String(100))
    traf_mode: Mapped[str] = mapped_column(String(1))
    is_synthetic: Mapped[bool] = mapped_column(default=False)
