"""The first tables of discovery."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_discovery"
down_revision = "0012_community"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS discovery")
    op.create_table(
        "edition",
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("note_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("reasons", sa.ARRAY(sa.String(length=60)), nullable=False),
        sa.PrimaryKeyConstraint("channel", "starts_at", name=op.f("pk_edition")),
        schema="discovery",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_edition_starts_at", "edition", ["starts_at"], unique=False, schema="discovery")
    op.create_table(
        "feed",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("note_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("reasons", sa.ARRAY(sa.String(length=60)), nullable=False),
        sa.Column("served", sa.SmallInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_feed")),
        schema="discovery",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_feed_at", "feed", ["at"], unique=False, schema="discovery")
    op.create_table(
        "findable_member",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_findable_member")),
        schema="discovery",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_findable_member_words",
        "findable_member",
        ["words"],
        unique=False,
        schema="discovery",
        postgresql_using="gin",
    )
    op.create_table(
        "portrait",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("tastes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_portrait")),
        schema="discovery",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "purchase",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "order_id", "product_id", name=op.f("pk_purchase")),
        schema="discovery",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "search",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("query", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_search")),
        schema="discovery",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_search_at", "search", ["at"], unique=False, schema="discovery")
    op.create_table(
        "signal",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_signal")),
        schema="discovery",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "standing",
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("heat", sa.Double(), nullable=False),
        sa.Column("traits", sa.ARRAY(sa.String(length=80)), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("hidden_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_standing")),
        schema="discovery",
        info={"group": "sku", "shard_by": "note_id"},
    )
    op.create_index("ix_standing_author_id", "standing", ["author_id", "note_id"], unique=False, schema="discovery")
    op.create_index(
        "ix_standing_heat",
        "standing",
        [sa.literal_column("heat DESC"), sa.literal_column("note_id DESC")],
        unique=False,
        schema="discovery",
        postgresql_where=sa.text("hidden_at IS NULL"),
    )
    op.create_index(
        "ix_standing_newest",
        "standing",
        [sa.literal_column("published_at DESC")],
        unique=False,
        schema="discovery",
        postgresql_where=sa.text("hidden_at IS NULL"),
    )
    op.create_index(
        "ix_standing_traits", "standing", ["traits"], unique=False, schema="discovery", postgresql_using="gin"
    )
    op.create_index(
        "ix_standing_words", "standing", ["words"], unique=False, schema="discovery", postgresql_using="gin"
    )
    op.create_table(
        "upkeep",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("wanted_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_upkeep")),
        schema="discovery",
        info={"group": "local", "shard_by": None},
    )
