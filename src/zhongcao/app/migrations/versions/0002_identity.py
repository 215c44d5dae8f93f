"""The first tables of identity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_identity"
down_revision = "0001_kit"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS identity")
    op.create_table(
        "address",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("province", sa.String(length=30), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("division_code ~ '^[0-9]{6}$'", name=op.f("ck_address_division_code")),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_address")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "uq_address_default",
        "address",
        ["member_id"],
        unique=True,
        schema="identity",
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("session", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        schema="identity",
        info={"group": "journal", "shard_by": "id"},
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"], unique=False, schema="identity")
    op.create_table(
        "audit_link",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_link")),
        schema="identity",
        info={"group": "local", "shard_by": None},
    )
    op.create_index("uq_audit_link_audit_id", "audit_link", ["audit_id"], unique=True, schema="identity")
    op.create_table(
        "audit_waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_waiting")),
        schema="identity",
        info={"group": "local", "shard_by": None},
    )
    op.create_table(
        "consent",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("given_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "kind", "given_at", name=op.f("pk_consent")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "credential",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_credential")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_table(
        "data_key",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kid", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_data_key")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_data_key_kid", "data_key", ["kid"], unique=False, schema="identity")
    op.create_table(
        "login",
        sa.Column("login", sa.String(length=254), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_login")),
        schema="identity",
        info={"group": "claim", "shard_by": "login"},
    )
    op.create_index("ix_login_member_id", "login", ["member_id"], unique=False, schema="identity")
    op.create_table(
        "member",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nickname", sa.String(length=40), nullable=False),
        sa.Column("avatar_url", sa.String(length=200), nullable=True),
        sa.Column("verified", sa.String(length=20), nullable=True),
        sa.Column("gender", sa.String(length=10), nullable=True),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("city", sa.String(length=40), nullable=True),
        sa.Column("city_tier", sa.SmallInteger(), nullable=True),
        sa.Column("skin_type", sa.String(length=20), nullable=True),
        sa.Column("interests", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("personalised", sa.Boolean(), nullable=False),
        sa.Column("joined_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("suspended_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2100", name=op.f("ck_member_birth_year")),
        sa.CheckConstraint("cardinality(interests) <= 40", name=op.f("ck_member_interests")),
        sa.CheckConstraint("city_tier BETWEEN 1 AND 5", name=op.f("ck_member_city_tier")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_member_joined", "member", ["joined_at", "member_id"], unique=False, schema="identity")
    op.create_table(
        "real_name",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(length=32), nullable=False),
        sa.Column("masked_name", sa.String(length=40), nullable=False),
        sa.Column("masked_number", sa.String(length=18), nullable=False),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_real_name")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_real_name_person", "real_name", ["person", "member_id"], unique=False, schema="identity")
    op.create_table(
        "session",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("idle_seconds > 0", name=op.f("ck_session_idle")),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_session")),
        schema="identity",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_session_seen_at", "session", ["seen_at"], unique=False, schema="identity")
    op.execute("""
        CREATE FUNCTION identity.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of %.% are only ever added', TG_TABLE_SCHEMA, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
    """)
    for table in ("audit", "audit_link"):
        op.execute(f"""
            CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON identity.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION identity.refuse_change()
        """)
