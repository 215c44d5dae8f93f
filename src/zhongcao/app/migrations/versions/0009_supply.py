"""The first tables of supply."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_supply"
down_revision = "0008_payments"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS supply")
    op.create_table(
        "brand",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("authorised_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index("uq_brand_key", "brand", ["key"], unique=True, schema="supply")
    op.create_table(
        "offer",
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("unit_cost_amount > 0", name=op.f("ck_offer_unit_cost")),
        sa.PrimaryKeyConstraint("sku_id", "supplier_id", name=op.f("pk_offer")),
        schema="supply",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_table(
        "proposal",
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("declined_because", sa.String(length=200), nullable=True),
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined')", name=op.f("ck_proposal_state")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_proposal_quantity")),
        sa.PrimaryKeyConstraint("sku_id", "id", name=op.f("pk_proposal")),
        schema="supply",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_index("ix_proposal_id", "proposal", ["id"], unique=False, schema="supply")
    op.create_index(
        "ix_proposal_open_score",
        "proposal",
        ["score", "id"],
        unique=False,
        schema="supply",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_proposal_open",
        "proposal",
        ["sku_id"],
        unique=True,
        schema="supply",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("lead_days", sa.SmallInteger(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index("uq_supplier_name", "supplier", ["name"], unique=True, schema="supply")
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("placed_by", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('placed', 'arriving', 'received', 'cancelled')", name=op.f("ck_purchase_order_state")
        ),
        sa.CheckConstraint("total_amount >= 0", name=op.f("ck_purchase_order_total")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supply.supplier.id"], name=op.f("fk_purchase_order_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index(
        "ix_purchase_order_waiting",
        "purchase_order",
        ["due_on"],
        unique=False,
        schema="supply",
        postgresql_where=sa.text("state IN ('placed', 'arriving')"),
    )
    op.create_index("uq_purchase_order_number", "purchase_order", ["number"], unique=True, schema="supply")
    op.create_table(
        "trademark",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("register_no", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=2), nullable=False),
        sa.Column("nice_class", sa.SmallInteger(), nullable=False),
        sa.Column("owner", sa.String(length=160), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_trademark_period")),
        sa.CheckConstraint("nice_class BETWEEN 1 AND 45", name=op.f("ck_trademark_nice_class")),
        sa.ForeignKeyConstraint(["brand_id"], ["supply.brand.id"], name=op.f("fk_trademark_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trademark")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index("ix_trademark_brand_id", "trademark", ["brand_id"], unique=False, schema="supply")
    op.create_index(
        "uq_trademark_register_no",
        "trademark",
        ["jurisdiction", "register_no", "nice_class"],
        unique=True,
        schema="supply",
    )
    op.create_table(
        "authorisation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("trademark_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("grantor", sa.String(length=160), nullable=False),
        sa.Column("grantee", sa.String(length=160), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("sublicensable", sa.Boolean(), nullable=False),
        sa.Column("territories", postgresql.ARRAY(sa.String(length=2)), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.String(length=12)), nullable=False),
        sa.Column("category_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("sku_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("document_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("confirmed_through", sa.String(length=120), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_because", sa.String(length=200), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_authorisation_period")),
        sa.CheckConstraint("level >= 1", name=op.f("ck_authorisation_level")),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_authorisation_parent")),
        sa.ForeignKeyConstraint(["brand_id"], ["supply.brand.id"], name=op.f("fk_authorisation_brand_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["supply.authorisation.id"], name=op.f("fk_authorisation_parent_id")),
        sa.ForeignKeyConstraint(["trademark_id"], ["supply.trademark.id"], name=op.f("fk_authorisation_trademark_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index("ix_authorisation_brand_id", "authorisation", ["brand_id"], unique=False, schema="supply")
    op.create_table(
        "purchase_line",
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("unit_cost_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.CheckConstraint("quantity > 0 AND received BETWEEN 0 AND quantity", name=op.f("ck_purchase_line_quantity")),
        sa.CheckConstraint("unit_cost_amount >= 0", name=op.f("ck_purchase_line_unit_cost")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["supply.purchase_order.id"], name=op.f("fk_purchase_line_purchase_order_id")
        ),
        sa.PrimaryKeyConstraint("purchase_order_id", "sku_id", name=op.f("pk_purchase_line")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
    op.create_table(
        "sale_window",
        sa.Column("brand_id", sa.BigInteger(), nullable=False),
        sa.Column("authorisation_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("nice_class", sa.SmallInteger(), nullable=False),
        sa.Column("scopes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("warned_days", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_sale_window_period")),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["supply.authorisation.id"], name=op.f("fk_sale_window_authorisation_id")
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["supply.brand.id"], name=op.f("fk_sale_window_brand_id")),
        sa.PrimaryKeyConstraint("brand_id", "authorisation_id", name=op.f("pk_sale_window")),
        schema="supply",
        info={"group": "ref", "shard_by": None},
    )
