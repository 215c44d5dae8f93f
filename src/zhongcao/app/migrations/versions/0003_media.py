"""The first tables of media."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_media"
down_revision = "0002_identity"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS media")
    op.create_table(
        "banned_picture",
        sa.Column("phash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("banned_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phash", name=op.f("pk_banned_picture")),
        schema="media",
        info={"group": "ref", "shard_by": None},
    )
    op.create_table(
        "picture",
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("placeholder", sa.String(length=40), nullable=False),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.Column("recipe", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("claimed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("colour ~ '^#[0-9a-f]{6}$'", name=op.f("ck_picture_colour")),
        sa.CheckConstraint("state IN ('undrawn', 'ready', 'refused')", name=op.f("ck_picture_state")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_picture_size")),
        sa.PrimaryKeyConstraint("owner_id", "id", name=op.f("pk_picture")),
        schema="media",
        info={"group": "user", "shard_by": "owner_id"},
    )
    op.create_index("ix_picture_id", "picture", ["id"], unique=False, schema="media")
    op.create_index("ix_picture_key", "picture", ["key"], unique=False, schema="media")
    op.create_index(
        "ix_picture_refused",
        "picture",
        ["id"],
        unique=False,
        schema="media",
        postgresql_where=sa.text("state = 'refused' AND removed_at IS NULL"),
    )
    op.create_index(
        "ix_picture_unclaimed",
        "picture",
        ["added_at"],
        unique=False,
        schema="media",
        postgresql_where=sa.text("claimed_at IS NULL AND state = 'ready'"),
    )
    op.create_index(
        "ix_picture_undrawn",
        "picture",
        ["id"],
        unique=False,
        schema="media",
        postgresql_where=sa.text("state = 'undrawn'"),
    )
