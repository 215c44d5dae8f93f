"""The first tables of trade."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_trade"
down_revision = "0010_mall"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS trade")
    op.create_table(
        "cart_line",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 20", name=op.f("ck_cart_line_quantity")),
        sa.PrimaryKeyConstraint("member_id", "sku_id", name=op.f("pk_cart_line")),
        schema="trade",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "orders",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("tax_regime", sa.String(length=40), nullable=True),
        sa.Column("tax_route", sa.String(length=40), nullable=True),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=True),
        sa.Column("warehouse_code", sa.String(length=40), nullable=True),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("told_lines", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goods_amount", sa.BigInteger(), nullable=False),
        sa.Column("freight_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_amount", sa.BigInteger(), nullable=False),
        sa.Column("discount_amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_amount", sa.BigInteger(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=True),
        sa.Column("promise_from", sa.Date(), nullable=True),
        sa.Column("promise_to", sa.Date(), nullable=True),
        sa.Column("notice_version", sa.String(length=20), nullable=True),
        sa.Column("idempotency_key", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_provider", sa.String(length=20), nullable=True),
        sa.Column("payment_transaction", sa.String(length=80), nullable=True),
        sa.Column("carrier_code", sa.String(length=40), nullable=True),
        sa.Column("carrier_name", sa.String(length=100), nullable=True),
        sa.Column("waybill_no", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("times_chased", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("placed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("imported_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("declared_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cleared_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("shipped_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancelled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("refunding_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("refunded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(due_at IS NULL) = (state IN ('completed', 'cancelled', 'refunded'))", name=op.f("ck_orders_due")
        ),
        sa.CheckConstraint(
            "state IN ('placed', 'paid', 'declared', 'cleared', 'shipped', "
            "'delivered', 'completed', 'cancelled', 'refunding', 'refunded')",
            name=op.f("ck_orders_state"),
        ),
        sa.CheckConstraint("discount_amount >= 0 AND discount_amount <= goods_amount", name=op.f("ck_orders_discount")),
        sa.CheckConstraint(
            "goods_amount >= 0 AND freight_amount >= 0 AND tax_amount >= 0", name=op.f("ck_orders_amounts")
        ),
        sa.CheckConstraint(
            "paid_amount = goods_amount + freight_amount + tax_amount - discount_amount",
            name=op.f("ck_orders_identity"),
        ),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_orders")),
        sa.UniqueConstraint("member_id", "idempotency_key", name=op.f("uq_orders_member_id_idempotency_key")),
        sa.UniqueConstraint("member_id", "order_no", name=op.f("uq_orders_member_id_order_no")),
        schema="trade",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_orders_due_at",
        "orders",
        ["due_at"],
        unique=False,
        schema="trade",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_orders_id", "orders", ["id"], unique=False, schema="trade")
    op.create_index("ix_orders_member_state", "orders", ["member_id", "state", "id"], unique=False, schema="trade")
    op.create_index("ix_orders_order_no", "orders", ["order_no"], unique=False, schema="trade")
    op.create_index("ix_orders_state_id", "orders", ["state", "id"], unique=False, schema="trade")
    op.create_table(
        "order_contact",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("consignee", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id", "order_id"],
            ["trade.orders.member_id", "trade.orders.id"],
            name=op.f("fk_order_contact_member_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "order_id", name=op.f("pk_order_contact")),
        schema="trade",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "order_line",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("variant", sa.String(length=200), nullable=True),
        sa.Column("barcode", sa.String(length=50), nullable=True),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("price_amount", sa.BigInteger(), nullable=False),
        sa.Column("value_amount", sa.BigInteger(), nullable=False),
        sa.Column("freight_amount", sa.BigInteger(), nullable=False),
        sa.Column("duty_amount", sa.BigInteger(), nullable=False),
        sa.Column("vat_amount", sa.BigInteger(), nullable=False),
        sa.Column("consumption_amount", sa.BigInteger(), nullable=False),
        sa.Column("parcel_tax_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_amount", sa.BigInteger(), nullable=False),
        sa.Column("lots", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("freight_amount >= 0 AND tax_amount >= 0", name=op.f("ck_order_line_amounts")),
        sa.CheckConstraint(
            "price_amount >= 0 AND value_amount = price_amount * quantity", name=op.f("ck_order_line_value")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity")),
        sa.CheckConstraint(
            "tax_amount = duty_amount + vat_amount + consumption_amount + parcel_tax_amount",
            name=op.f("ck_order_line_tax_parts"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "order_id"],
            ["trade.orders.member_id", "trade.orders.id"],
            name=op.f("fk_order_line_member_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "order_id", "line_no", name=op.f("pk_order_line")),
        schema="trade",
        info={"group": "user", "shard_by": "member_id"},
    )
