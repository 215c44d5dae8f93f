"""The first tables of logistics."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_logistics"
down_revision = "0006_customs"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS logistics")
    op.create_table(
        "parcel",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.String(length=40), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("carrier_code", sa.String(length=20), nullable=False),
        sa.Column("waybill_no", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("consignee", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("promise_from", sa.Date(), nullable=False),
        sa.Column("promise_to", sa.Date(), nullable=False),
        sa.Column("booked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("handed_over_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("reports_seen", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "(due_at IS NULL) = (state IN ('cancelled', 'delivered', 'returned'))",
            name=op.f("ck_parcel_waiting_is_due"),
        ),
        sa.CheckConstraint(
            "state IN ('booked', 'labelled', 'leaving', 'moving', 'cancelling', 'cancelled', 'delivered', 'returned')",
            name=op.f("ck_parcel_state_known"),
        ),
        sa.CheckConstraint(
            "waybill_no IS NOT NULL OR state IN ('booked', 'cancelled')", name=op.f("ck_parcel_waybill_before_leaving")
        ),
        sa.CheckConstraint("weight_grams > 0", name=op.f("ck_parcel_weight_positive")),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("order_id", "member_id", name=op.f("uq_parcel_order_id_member_id")),
        sa.UniqueConstraint(
            "waybill_no", "carrier_code", "member_id", name=op.f("uq_parcel_waybill_no_carrier_code_member_id")
        ),
        schema="logistics",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_parcel_due_at",
        "parcel",
        ["state", "due_at"],
        unique=False,
        schema="logistics",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "tracking",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("source_code", sa.String(length=20), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id", "parcel_id"],
            ["logistics.parcel.member_id", "logistics.parcel.id"],
            name=op.f("fk_tracking_member_id_parcel_id"),
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "parcel_id", "source", "occurred_at", "source_code", name=op.f("pk_tracking")
        ),
        schema="logistics",
        info={"group": "user", "shard_by": "member_id"},
    )
