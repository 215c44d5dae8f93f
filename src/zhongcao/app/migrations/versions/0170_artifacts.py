"""One table for the versions of whatever is learnt; those of kin move into it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0170_artifacts"
down_revision = "0160_pages"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table, with the versions of kin that are kept; their own table stays for the release before."""
    op.create_table(
        "artifact",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("verdict", JSONB(none_as_null=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artifact")),
        schema="discovery",
        info={"group": "local"},
    )
    op.create_index(op.f("ix_artifact_kind"), "artifact", ["kind", "id"], schema="discovery")
    op.execute(
        "INSERT INTO discovery.artifact (id, kind, parts, size_bytes, verdict, seconds, made_at, withdrawn_at)"
        " SELECT id, 'kin', parts, size_bytes, verdict, seconds, made_at, withdrawn_at FROM discovery.kin_version"
    )
