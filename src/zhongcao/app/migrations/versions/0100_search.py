"""The search engine: versions of its index, what changed since, and what is opened after which query."""

import sqlalchemy as sa
from alembic import op

revision = "0100_search"
down_revision = "0090_cart_price"

MOMENT = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Add the tables; a shop that is there already counts as changed, so that its first index is made."""
    op.create_table(
        "search_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("horizon_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_version")),
        schema="discovery",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "search_change",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_search_change")),
        schema="discovery",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("ix_search_change_changed_at", "search_change", ["changed_at"], schema="discovery")
    op.create_table(
        "search_click",
        sa.Column("query", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("query", "kind", "id", name=op.f("pk_search_click")),
        schema="discovery",
        info={"group": "journal", "shard_by": "query"},
    )
    op.create_index("ix_search_click_at", "search_click", ["at"], schema="discovery")
    op.execute(
        "INSERT INTO discovery.search_change (kind, id, changed_at) SELECT 'all', 0, now()"
        " WHERE EXISTS (SELECT FROM discovery.standing) OR EXISTS (SELECT FROM mall.product)"
    )
