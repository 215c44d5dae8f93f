"""The first tables of community."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_community"
down_revision = "0011_trade"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS community")
    op.create_table(
        "album",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_album")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("uq_album_name", "album", ["member_id", "name"], unique=True, schema="community")
    op.create_table(
        "block",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("blocked_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "blocked_id", name=op.f("pk_block")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "circle",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("fans", sa.Integer(), server_default="0", nullable=False),
        sa.Column("followees", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("fans >= 0 AND followees >= 0", name=op.f("ck_circle_counts_not_negative")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_circle")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "comment",
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.String(length=33), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("deleted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("author_id", "id", name=op.f("pk_comment")),
        schema="community",
        info={"group": "user", "shard_by": "author_id"},
    )
    op.create_index("ix_comment_id", "comment", ["id"], unique=False, schema="community")
    op.create_index("ix_comment_thread", "comment", ["author_id", "note_id", "path"], unique=False, schema="community")
    op.create_table(
        "fan",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("fan_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "fan_id", name=op.f("pk_fan")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "follow",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "kind", "target_id", name=op.f("pk_follow")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "note",
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=5000), nullable=False),
        sa.Column("location", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("topics", sa.ARRAY(sa.String(length=30)), nullable=False),
        sa.Column("cover_id", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("collects", sa.Integer(), server_default="0", nullable=False),
        sa.Column("comments", sa.Integer(), server_default="0", nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("line_no", sa.SmallInteger(), nullable=True),
        sa.Column("sku_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("aspects", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("held_for", sa.ARRAY(sa.String(length=200)), server_default="{}", nullable=False),
        sa.Column("version", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_note_published_has_moment")
        ),
        sa.CheckConstraint("(order_id IS NULL) = (line_no IS NULL)", name=op.f("ck_note_whole_order_line")),
        sa.CheckConstraint("likes >= 0 AND collects >= 0 AND comments >= 0", name=op.f("ck_note_counts_not_negative")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_note_rating_in_range")),
        sa.PrimaryKeyConstraint("author_id", "id", name=op.f("pk_note")),
        schema="community",
        info={"group": "user", "shard_by": "author_id"},
    )
    op.create_index("ix_note_id", "note", ["id"], unique=False, schema="community")
    op.create_index(
        "ix_note_published",
        "note",
        ["author_id", "id"],
        unique=False,
        schema="community",
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index(
        "ix_note_waiting",
        "note",
        ["id"],
        unique=False,
        schema="community",
        postgresql_where=sa.text("state = 'in_review'"),
    )
    op.create_index(
        "uq_note_order_line",
        "note",
        ["author_id", "order_id", "line_no"],
        unique=True,
        schema="community",
        postgresql_where=sa.text("order_id IS NOT NULL AND state <> 'deleted'"),
    )
    op.create_table(
        "note_like",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "note_id", name=op.f("pk_note_like")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "product_note",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_product_note_rating_in_range")),
        sa.PrimaryKeyConstraint("product_id", "note_id", name=op.f("pk_product_note")),
        schema="community",
        info={"group": "sku", "shard_by": "product_id"},
    )
    op.create_index("ix_product_note_note_id", "product_note", ["note_id"], unique=False, schema="community")
    op.create_index(
        "ix_product_note_verified",
        "product_note",
        ["product_id", "note_id"],
        unique=False,
        schema="community",
        postgresql_where=sa.text("verified"),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        schema="community",
        info={"group": "ref", "shard_by": None},
    )
    op.create_index("uq_topic_name", "topic", ["name"], unique=True, schema="community")
    op.create_table(
        "topic_note",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "note_id", name=op.f("pk_topic_note")),
        schema="community",
        info={"group": "sku", "shard_by": "topic_id"},
    )
    op.create_index("ix_topic_note_note_id", "topic_note", ["note_id"], unique=False, schema="community")
    op.create_table(
        "note_collect",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("album_id", sa.BigInteger(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id", "album_id"],
            ["community.album.member_id", "community.album.id"],
            name=op.f("fk_note_collect_member_id_album_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "note_id", name=op.f("pk_note_collect")),
        schema="community",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_note_collect_at", "note_collect", ["member_id", "at"], unique=False, schema="community")
    op.create_table(
        "note_edit",
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=5000), nullable=False),
        sa.Column("location", sa.String(length=60), nullable=True),
        sa.Column("replaced_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id", "note_id"],
            ["community.note.author_id", "community.note.id"],
            name=op.f("fk_note_edit_author_id_note_id"),
        ),
        sa.PrimaryKeyConstraint("author_id", "note_id", "version", name=op.f("pk_note_edit")),
        schema="community",
        info={"group": "user", "shard_by": "author_id"},
    )
    op.create_table(
        "note_picture",
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("picture_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 18", name=op.f("ck_note_picture_position_in_range")),
        sa.ForeignKeyConstraint(
            ["author_id", "note_id"],
            ["community.note.author_id", "community.note.id"],
            name=op.f("fk_note_picture_author_id_note_id"),
        ),
        sa.PrimaryKeyConstraint("author_id", "note_id", "position", name=op.f("pk_note_picture")),
        schema="community",
        info={"group": "user", "shard_by": "author_id"},
    )
    op.create_table(
        "note_tag",
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("x", sa.REAL(), nullable=False),
        sa.Column("y", sa.REAL(), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=False),
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("brand_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("x BETWEEN 0 AND 1 AND y BETWEEN 0 AND 1", name=op.f("ck_note_tag_inside_picture")),
        sa.ForeignKeyConstraint(
            ["author_id", "note_id"],
            ["community.note.author_id", "community.note.id"],
            name=op.f("fk_note_tag_author_id_note_id"),
        ),
        sa.PrimaryKeyConstraint("author_id", "note_id", "position", "number", name=op.f("pk_note_tag")),
        schema="community",
        info={"group": "user", "shard_by": "author_id"},
    )
