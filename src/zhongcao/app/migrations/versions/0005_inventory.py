"""The first tables of inventory."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_inventory"
down_revision = "0004_moderation"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS inventory")
    op.create_table(
        "lot",
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_code", sa.String(length=60), nullable=True),
        sa.Column("item_record_no", sa.String(length=40), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("sells_until", sa.Date(), nullable=False),
        sa.Column("reject_days", sa.SmallInteger(), nullable=False),
        sa.Column("advent_days", sa.SmallInteger(), nullable=False),
        sa.Column("lockup_days", sa.SmallInteger(), nullable=False),
        sa.Column("unit_cost_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Integer(), nullable=False),
        sa.Column("adjusted", sa.Integer(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("available + reserved + shipped = received + adjusted", name=op.f("ck_lot_conserved")),
        sa.CheckConstraint("available >= 0 AND reserved >= 0 AND shipped >= 0", name=op.f("ck_lot_counters")),
        sa.CheckConstraint(
            "produced_on IS NULL OR expires_on IS NULL OR produced_on < expires_on", name=op.f("ck_lot_dates")
        ),
        sa.CheckConstraint("received > 0", name=op.f("ck_lot_received")),
        sa.CheckConstraint("unit_cost_amount >= 0", name=op.f("ck_lot_unit_cost")),
        sa.PrimaryKeyConstraint("sku_id", "id", name=op.f("pk_lot")),
        schema="inventory",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_index("ix_lot_id", "lot", ["id"], unique=False, schema="inventory")
    op.create_index(
        "ix_lot_on_hand",
        "lot",
        ["sku_id", "warehouse_id"],
        unique=False,
        schema="inventory",
        postgresql_where=sa.text("available > 0"),
    )
    op.create_table(
        "warehouse",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("customs_code", sa.String(length=10), nullable=True),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('bonded', 'overseas')", name=op.f("ck_warehouse_kind")),
        sa.CheckConstraint("mode IN ('1210', 'postal')", name=op.f("ck_warehouse_mode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
        schema="inventory",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index("uq_warehouse_code", "warehouse", ["code"], unique=True, schema="inventory")
    op.create_table(
        "adjustment",
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'applied', 'declined')", name=op.f("ck_adjustment_state")),
        sa.CheckConstraint("change <> 0", name=op.f("ck_adjustment_change")),
        sa.ForeignKeyConstraint(
            ["sku_id", "lot_id"], ["inventory.lot.sku_id", "inventory.lot.id"], name=op.f("fk_adjustment_sku_id_lot_id")
        ),
        sa.PrimaryKeyConstraint("sku_id", "id", name=op.f("pk_adjustment")),
        schema="inventory",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_index("ix_adjustment_id", "adjustment", ["id"], unique=False, schema="inventory")
    op.create_index(
        "ix_adjustment_waiting",
        "adjustment",
        ["id"],
        unique=False,
        schema="inventory",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "hold",
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("held_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_hold_outcome")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_hold_quantity")),
        sa.ForeignKeyConstraint(
            ["sku_id", "lot_id"], ["inventory.lot.sku_id", "inventory.lot.id"], name=op.f("fk_hold_sku_id_lot_id")
        ),
        sa.PrimaryKeyConstraint("sku_id", "order_id", "line_no", "lot_id", name=op.f("pk_hold")),
        schema="inventory",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.create_index(
        "ix_hold_expires_at",
        "hold",
        ["expires_at"],
        unique=False,
        schema="inventory",
        postgresql_where=sa.text("ended_at IS NULL AND expires_at IS NOT NULL"),
    )
    op.create_index(
        "ix_hold_lot_id",
        "hold",
        ["sku_id", "lot_id"],
        unique=False,
        schema="inventory",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_hold_order_id", "hold", ["order_id"], unique=False, schema="inventory")
    op.create_table(
        "stock_move",
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("cause_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('received', 'reserved', 'released', 'shipped', 'adjusted')", name=op.f("ck_stock_move_kind")
        ),
        sa.CheckConstraint(
            "quantity > 0 OR (kind = 'adjusted' AND quantity <> 0)", name=op.f("ck_stock_move_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["sku_id", "lot_id"], ["inventory.lot.sku_id", "inventory.lot.id"], name=op.f("fk_stock_move_sku_id_lot_id")
        ),
        sa.PrimaryKeyConstraint("sku_id", "lot_id", "kind", "cause_id", "line_no", name=op.f("pk_stock_move")),
        schema="inventory",
        info={"group": "sku", "shard_by": "sku_id"},
    )
    op.execute("""
        CREATE FUNCTION inventory.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of %.% are only ever added', TG_TABLE_SCHEMA, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.stock_move
        FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_change()
    """)
