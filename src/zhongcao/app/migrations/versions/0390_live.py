"""The first tables of live."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0390_live"
down_revision = "0380_password_codes"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS live")
    op.create_table(
        "show",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("cover_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("playlist", sa.String(length=100), nullable=True),
        sa.Column("media_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("media_bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("takes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_sequence", sa.Integer(), nullable=True),
        sa.Column("media_gone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('announced', 'on_air')) = (due_at IS NOT NULL)", name=op.f("ck_show_waits_until")
        ),
        sa.CheckConstraint(
            "state <> 'ended' OR (started_at IS NOT NULL AND ended_at IS NOT NULL)", name=op.f("ck_show_aired")
        ),
        sa.CheckConstraint(
            "state <> 'on_air' OR (started_at IS NOT NULL AND ended_at IS NULL)", name=op.f("ck_show_on_air_since")
        ),
        sa.CheckConstraint("state IN ('announced', 'on_air') OR key_hash IS NULL", name=op.f("ck_show_key_while_open")),
        sa.CheckConstraint("media_bytes >= 0 AND takes >= 0", name=op.f("ck_show_counts_not_negative")),
        sa.PrimaryKeyConstraint("host_id", "id", name=op.f("pk_show")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index(
        "ix_show_due", "show", ["due_at"], unique=False, schema="live", postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.create_index("ix_show_id", "show", ["id"], unique=False, schema="live")
    op.create_index(
        "ix_show_on_air",
        "show",
        ["started_at"],
        unique=False,
        schema="live",
        postgresql_where=sa.text("state = 'on_air'"),
    )
    op.create_index(
        "ix_show_past",
        "show",
        ["started_at", "id"],
        unique=False,
        schema="live",
        postgresql_where=sa.text("state = 'ended'"),
    )
    op.create_index(
        "ix_show_soon",
        "show",
        ["starts_at", "id"],
        unique=False,
        schema="live",
        postgresql_where=sa.text("state = 'announced'"),
    )
    op.create_index(
        "uq_show_on_air", "show", ["host_id"], unique=True, schema="live", postgresql_where=sa.text("state = 'on_air'")
    )
    op.create_table(
        "audience",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("process", sa.Uuid(), nullable=False),
        sa.Column("streams", sa.Integer(), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("streams >= 0", name=op.f("ck_audience_streams")),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_audience_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "process", name=op.f("pk_audience")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_table(
        "chapter",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("at_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("at_seconds >= 0", name=op.f("ck_chapter_inside_the_show")),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_chapter_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "product_id", "at_seconds", name=op.f("pk_chapter")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_table(
        "curve",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("watching", sa.Integer(), nullable=False),
        sa.CheckConstraint("watching >= 0", name=op.f("ck_curve_watching")),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_curve_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "at", name=op.f("pk_curve")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_table(
        "line",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_line_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "id", name=op.f("pk_line")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index("ix_line_at", "line", ["host_id", "show_id", "at"], unique=False, schema="live")
    op.create_index("ix_line_member_id", "line", ["member_id", "at"], unique=False, schema="live")
    op.create_index(
        "ix_line_removed_at",
        "line",
        ["host_id", "show_id", "removed_at"],
        unique=False,
        schema="live",
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )
    op.create_table(
        "reminder",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_reminder_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "member_id", name=op.f("pk_reminder")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index("ix_reminder_member_id", "reminder", ["member_id"], unique=False, schema="live")
    op.create_table(
        "sale",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goods_amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("given_back_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("goods_amount >= 0 AND pieces > 0", name=op.f("ck_sale_amounts")),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_sale_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "order_id", name=op.f("pk_sale")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_table(
        "segment",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("came_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("stored_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("take", sa.Integer(), nullable=True),
        sa.Column("head_key", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(sequence IS NULL) = (milliseconds IS NULL)", name=op.f("ck_segment_numbered_has_length")),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_segment_bytes")),
        sa.CheckConstraint("milliseconds > 0", name=op.f("ck_segment_has_length")),
        sa.CheckConstraint("sequence IS NULL OR stored_at IS NOT NULL", name=op.f("ck_segment_numbered_is_stored")),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_segment_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "key", name=op.f("pk_segment")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index(
        "ix_segment_name", "segment", ["host_id", "show_id", "name", "came_at"], unique=False, schema="live"
    )
    op.create_index(
        "uq_segment_sequence",
        "segment",
        ["host_id", "show_id", "sequence"],
        unique=True,
        schema="live",
        postgresql_where=sa.text("sequence IS NOT NULL"),
    )
    op.create_table(
        "shelf",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("explained_since", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("position BETWEEN 1 AND 30", name=op.f("ck_shelf_position_in_range")),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_shelf_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "product_id", name=op.f("pk_shelf")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index(
        "uq_shelf_explained",
        "shelf",
        ["host_id", "show_id"],
        unique=True,
        schema="live",
        postgresql_where=sa.text("explained_since IS NOT NULL"),
    )
    op.create_table(
        "silence",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_silence_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "member_id", name=op.f("pk_silence")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index("ix_silence_member_id", "silence", ["member_id"], unique=False, schema="live")
    op.create_table(
        "tally",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("hearts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lines", sa.Integer(), server_default="0", nullable=False),
        sa.Column("came", sa.Integer(), server_default="0", nullable=False),
        sa.Column("most", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "hearts >= 0 AND lines >= 0 AND came >= 0 AND most >= 0", name=op.f("ck_tally_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_tally_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", name=op.f("pk_tally")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_table(
        "viewing",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("show_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("came_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id", "show_id"], ["live.show.host_id", "live.show.id"], name=op.f("fk_viewing_host_id_show_id")
        ),
        sa.PrimaryKeyConstraint("host_id", "show_id", "member_id", name=op.f("pk_viewing")),
        schema="live",
        info={"group": "user", "shard_by": "host_id"},
    )
    op.create_index("ix_viewing_member_id", "viewing", ["member_id", "came_at"], unique=False, schema="live")
