"""The first tables of customs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_customs"
down_revision = "0005_inventory"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS customs")
    op.create_table(
        "allowance",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("limit_amount", sa.BigInteger(), nullable=False),
        sa.Column("used_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("used_amount BETWEEN 0 AND limit_amount", name=op.f("ck_allowance_used")),
        sa.CheckConstraint("year BETWEEN 2016 AND 2100", name=op.f("ck_allowance_year")),
        sa.PrimaryKeyConstraint("person", "year", name=op.f("pk_allowance")),
        schema="customs",
        info={"group": "person", "shard_by": "person"},
    )
    op.create_table(
        "declaration",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.String(length=60), nullable=False),
        sa.Column("cop_no", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=4), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("declared_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("order_code", sa.Integer(), nullable=True),
        sa.Column("payment_code", sa.Integer(), nullable=True),
        sa.Column("waybill_code", sa.Integer(), nullable=True),
        sa.Column("list_code", sa.Integer(), nullable=True),
        sa.Column("pre_no", sa.String(length=18), nullable=True),
        sa.Column("invt_no", sa.String(length=18), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("released_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("goods_value_amount", sa.BigInteger(), nullable=False),
        sa.Column("freight_amount", sa.BigInteger(), nullable=False),
        sa.Column("discount_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_total_amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_amount", sa.BigInteger(), nullable=False),
        sa.Column("noticed_duty_amount", sa.BigInteger(), nullable=True),
        sa.Column("noticed_vat_amount", sa.BigInteger(), nullable=True),
        sa.Column("noticed_consumption_amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_provider", sa.String(length=20), nullable=False),
        sa.Column("payment_transaction", sa.String(length=60), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("consignee", sa.String(length=100), nullable=False),
        sa.Column("consignee_phone", sa.String(length=50), nullable=False),
        sa.Column("consignee_address", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("carrier_code", sa.String(length=18), nullable=False),
        sa.Column("carrier_name", sa.String(length=100), nullable=False),
        sa.Column("waybill_no", sa.String(length=60), nullable=False),
        sa.Column("gross_weight_grams", sa.Integer(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("discount_amount >= 0 AND tax_total_amount >= 0", name=op.f("ck_declaration_parts")),
        sa.CheckConstraint("goods_value_amount >= 0 AND freight_amount >= 0", name=op.f("ck_declaration_value")),
        sa.CheckConstraint("gross_weight_grams > 0", name=op.f("ck_declaration_gross_weight")),
        sa.CheckConstraint(
            "paid_amount = goods_value_amount + freight_amount + tax_total_amount - discount_amount",
            name=op.f("ck_declaration_paid"),
        ),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("member_id", "cop_no", name=op.f("uq_declaration_member_id_cop_no")),
        sa.UniqueConstraint("member_id", "order_id", name=op.f("uq_declaration_member_id_order_id")),
        schema="customs",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_declaration_cop_no", "declaration", ["cop_no"], unique=False, schema="customs")
    op.create_index(
        "ix_declaration_due",
        "declaration",
        ["due_at"],
        unique=False,
        schema="customs",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_declaration_invt_no", "declaration", ["invt_no"], unique=False, schema="customs")
    op.create_index("ix_declaration_order_no", "declaration", ["order_no"], unique=False, schema="customs")
    op.create_index(
        "ix_declaration_payment_transaction", "declaration", ["payment_transaction"], unique=False, schema="customs"
    )
    op.create_index("ix_declaration_state", "declaration", ["state", "id"], unique=False, schema="customs")
    op.create_index("ix_declaration_waybill_no", "declaration", ["waybill_no"], unique=False, schema="customs")
    op.create_table(
        "goods",
        sa.Column("sku_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hs_code", sa.String(length=10), nullable=False),
        sa.Column("tax_category", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("unit_statutory", sa.String(length=3), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("net_weight_grams", sa.Integer(), nullable=False),
        sa.Column("content_value", sa.Integer(), nullable=True),
        sa.Column("content_unit", sa.String(length=5), nullable=True),
        sa.Column("name_zh", sa.String(length=250), nullable=False),
        sa.CheckConstraint("content_value > 0", name=op.f("ck_goods_content")),
        sa.CheckConstraint("net_weight_grams > 0", name=op.f("ck_goods_net_weight")),
        sa.PrimaryKeyConstraint("sku_id", name=op.f("pk_goods")),
        schema="customs",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_table(
        "message",
        sa.Column("cop_msg_id", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("declarations", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("cop_msg_id", name=op.f("pk_message")),
        schema="customs",
        info={"group": "local", "shard_by": None},
    )
    op.create_index(
        "ix_message_due",
        "message",
        ["due_at"],
        unique=False,
        schema="customs",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "party",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_party")),
        schema="customs",
        info={"group": "ref", "shard_by": None},
    )
    op.create_table(
        "port",
        sa.Column("warehouse_code", sa.String(length=20), nullable=False),
        sa.Column("customs_code", sa.String(length=4), nullable=False),
        sa.Column("port_code", sa.String(length=4), nullable=False),
        sa.Column("ems_no", sa.String(length=30), nullable=True),
        sa.Column("area_code", sa.String(length=18), nullable=True),
        sa.Column("area_name", sa.String(length=100), nullable=True),
        sa.Column("traf_mode", sa.String(length=1), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("warehouse_code", name=op.f("pk_port")),
        schema="customs",
        info={"group": "ref", "shard_by": None},
    )
    op.create_table(
        "receipt",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_type", sa.String(length=30), nullable=False),
        sa.Column("business_key", sa.String(length=130), nullable=False),
        sa.Column("code", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("returned_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("declaration_id", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(length=8), nullable=False),
        sa.Column("info", sa.String(length=1000), nullable=False),
        sa.Column("cop_msg_id", sa.String(length=255), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "member_id", "message_type", "business_key", "code", "returned_at", name=op.f("pk_receipt")
        ),
        schema="customs",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_receipt_declaration", "receipt", ["member_id", "declaration_id"], unique=False, schema="customs"
    )
    op.create_table(
        "unmapped_goods",
        sa.Column("sku_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("reason", sa.String(length=250), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sku_id", name=op.f("pk_unmapped_goods")),
        schema="customs",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_table(
        "allowance_entry",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_allowance_entry_amount")),
        sa.ForeignKeyConstraint(
            ["person", "year"],
            ["customs.allowance.person", "customs.allowance.year"],
            name=op.f("fk_allowance_entry_person_year"),
        ),
        sa.PrimaryKeyConstraint("person", "order_id", name=op.f("pk_allowance_entry")),
        schema="customs",
        info={"group": "person", "shard_by": "person"},
    )
    op.create_index("ix_allowance_entry_order_id", "allowance_entry", ["order_id"], unique=False, schema="customs")
    op.create_table(
        "declaration_line",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("declaration_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_no", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("hs_code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("content", sa.String(length=60), nullable=False),
        sa.Column("barcode", sa.String(length=50), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("unit_statutory", sa.String(length=3), nullable=False),
        sa.Column("net_weight_grams", sa.Integer(), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("item_record_no", sa.String(length=30), nullable=True),
        sa.CheckConstraint("net_weight_grams > 0", name=op.f("ck_declaration_line_net_weight")),
        sa.CheckConstraint(
            "quantity > 0 AND price_amount >= 0 AND total_amount >= 0", name=op.f("ck_declaration_line_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["member_id", "declaration_id"],
            ["customs.declaration.member_id", "customs.declaration.id"],
            name=op.f("fk_declaration_line_member_id_declaration_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "declaration_id", "line_no", name=op.f("pk_declaration_line")),
        schema="customs",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "withdrawal",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("declaration_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("cop_no", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("lines", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("requested_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id", "declaration_id"],
            ["customs.declaration.member_id", "customs.declaration.id"],
            name=op.f("fk_withdrawal_member_id_declaration_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("member_id", "cop_no", name=op.f("uq_withdrawal_member_id_cop_no")),
        schema="customs",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_withdrawal_cop_no", "withdrawal", ["cop_no"], unique=False, schema="customs")
    op.create_index(
        "ix_withdrawal_due",
        "withdrawal",
        ["due_at"],
        unique=False,
        schema="customs",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    # Who we are before the sandbox window; an operator replaces these rows by real registrations.
    op.execute(
        """
        INSERT INTO customs.party (role, code, name, is_synthetic) VALUES
          ('mailbox', 'DXPENT0000000001', '传输账号', true),
          ('platform', '3301964ZCA', '种草商城', true),
          ('enterprise', '3301964ZCB', '种草跨境电商', true),
          ('agent', '3301980ZCC', '种草报关', true),
          ('guarantor', '3301964ZCB', '种草跨境电商', true),
          ('payment:sandbox', '312226ZCP1', '演练支付', true)
        """
    )
    op.execute(
        """
        INSERT INTO customs.port
          (warehouse_code, customs_code, port_code, ems_no, area_code, area_name, traf_mode, is_synthetic)
        VALUES ('*', '4604', '4604', 'T4604W000001', '4101563ZCW', '种草保税仓', '4', true)
        """
    )
