"""Members say what stage of life they are in and what their skin needs."""

import sqlalchemy as sa
from alembic import op

revision = "0270_stated"
down_revision = "0260_goods_between"


def upgrade() -> None:
    """Add both to the profile; nobody has said anything yet."""
    op.add_column("member", sa.Column("life_stage", sa.String(length=20), nullable=True), schema="identity")
    op.add_column(
        "member",
        sa.Column("concerns", sa.ARRAY(sa.String(length=20)), server_default=sa.text("'{}'"), nullable=False),
        schema="identity",
    )
    op.create_check_constraint("ck_member_concerns", "member", "cardinality(concerns) <= 8", schema="identity")
