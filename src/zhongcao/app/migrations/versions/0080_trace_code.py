"""Every lot gets a trace code that buyers may look up."""

import sqlalchemy as sa
from alembic import op

revision = "0080_trace_code"
down_revision = "0060_own_pages"

# Twelve random signs of Crockford's alphabet; bytes 6 and 8 of a random UUID are partly fixed and left out.
_DRAW = """
    WITH drawn AS MATERIALIZED (SELECT sku_id, id, uuid_send(gen_random_uuid()) AS bytes FROM inventory.lot)
    UPDATE inventory.lot t SET trace_code = (
      SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(d.bytes, place) % 32 + 1, 1), '')
      FROM unnest(ARRAY[0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13]) AS place)
    FROM drawn d WHERE t.sku_id = d.sku_id AND t.id = d.id
"""


def upgrade() -> None:
    """Add the codes, and draw one for each lot that is there."""
    op.create_table(
        "trace",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("sku_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_trace")),
        schema="inventory",
        info={"group": "claim", "shard_by": "code"},
    )
    op.add_column("lot", sa.Column("trace_code", sa.String(length=12), nullable=True), schema="inventory")
    op.execute(_DRAW)
    op.execute("INSERT INTO inventory.trace (code, sku_id, lot_id) SELECT trace_code, sku_id, id FROM inventory.lot")
