"""The first tables of payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_payments"
down_revision = "0007_logistics"


def upgrade() -> None:
    """Create the schema and its tables."""
    op.execute("CREATE SCHEMA IF NOT EXISTS payments")
    op.create_table(
        "journal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        schema="payments",
        info={"group": "journal", "shard_by": "id"},
    )
    op.create_index("ix_journal_at", "journal", ["at", "id"], unique=False, schema="payments")
    op.create_index("ix_journal_order_id", "journal", ["order_id"], unique=False, schema="payments")
    op.create_table(
        "notification",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.String(length=128), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("is_odd", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_id", "member_id", name=op.f("pk_notification")),
        schema="payments",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_notification_odd",
        "notification",
        ["received_at"],
        unique=False,
        schema="payments",
        postgresql_where=sa.text("is_odd"),
    )
    op.create_table(
        "payment",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=256), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_amount", sa.BigInteger(), nullable=False),
        sa.Column("promised_amount", sa.BigInteger(), nullable=False),
        sa.Column("refunded_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=True),
        sa.Column("transaction_no", sa.String(length=64), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(paid_at IS NULL) = (state IN ('created', 'closed'))", name=op.f("ck_payment_paid_at_known")
        ),
        sa.CheckConstraint(
            "state IN ('created', 'paid', 'part_refunded', 'refunded', 'closed')", name=op.f("ck_payment_state_known")
        ),
        sa.CheckConstraint(
            "0 <= refunded_amount AND refunded_amount <= promised_amount", name=op.f("ck_payment_refunded_promised")
        ),
        sa.CheckConstraint("due_amount > 0", name=op.f("ck_payment_due_positive")),
        sa.CheckConstraint("promised_amount <= due_amount", name=op.f("ck_payment_promised_paid")),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_payment")),
        sa.UniqueConstraint("number", "member_id", name=op.f("uq_payment_number_member_id")),
        sa.UniqueConstraint("order_id", "member_id", name=op.f("uq_payment_order_id_member_id")),
        schema="payments",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index("ix_payment_created_at", "payment", ["created_at"], unique=False, schema="payments")
    op.create_table(
        "attempt",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("transaction_no", sa.String(length=64), nullable=True),
        sa.Column("request_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("error", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(due_at IS NOT NULL) = (state IN ('open', 'closing'))", name=op.f("ck_attempt_waiting_is_due")
        ),
        sa.CheckConstraint("state IN ('open', 'closing', 'paid', 'closed')", name=op.f("ck_attempt_state_known")),
        sa.ForeignKeyConstraint(
            ["member_id", "payment_id"],
            ["payments.payment.member_id", "payments.payment.id"],
            name=op.f("fk_attempt_member_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "payment_id", "provider", name=op.f("pk_attempt")),
        schema="payments",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_attempt_due_at",
        "attempt",
        ["due_at"],
        unique=False,
        schema="payments",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "entry",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("signed_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("signed_amount <> 0", name=op.f("ck_entry_amount_not_zero")),
        sa.ForeignKeyConstraint(["journal_id"], ["payments.journal.id"], name=op.f("fk_entry_journal_id")),
        sa.PrimaryKeyConstraint("journal_id", "line", name=op.f("pk_entry")),
        schema="payments",
        info={"group": "journal", "shard_by": "journal_id"},
    )
    op.create_index("ix_entry_account", "entry", ["account", "detail", "currency"], unique=False, schema="payments")
    op.create_table(
        "refund",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("refund_no", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("of_payment", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("refund_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("requested_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(due_at IS NOT NULL) = (state IN ('prepared', 'sent', 'unknown'))", name=op.f("ck_refund_waiting_is_due")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'sent', 'unknown', 'confirmed', 'failed')", name=op.f("ck_refund_state_known")
        ),
        sa.CheckConstraint("refund_amount > 0", name=op.f("ck_refund_amount_positive")),
        sa.ForeignKeyConstraint(
            ["member_id", "payment_id"],
            ["payments.payment.member_id", "payments.payment.id"],
            name=op.f("fk_refund_member_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("member_id", "id", name=op.f("pk_refund")),
        sa.UniqueConstraint("refund_no", "member_id", name=op.f("uq_refund_refund_no_member_id")),
        schema="payments",
        info={"group": "user", "shard_by": "member_id"},
    )
    op.create_index(
        "ix_refund_due_at",
        "refund",
        ["due_at"],
        unique=False,
        schema="payments",
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_refund_payment", "refund", ["member_id", "payment_id"], unique=False, schema="payments")
    # The books: whoever writes them, debits equal credits at the end of the transaction, and nothing is changed later.
    op.execute("""
        CREATE FUNCTION payments.refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM payments.entry WHERE journal_id = NEW.journal_id
                GROUP BY currency HAVING sum(signed_amount) <> 0
            ) THEN
                RAISE EXCEPTION 'journal % does not balance', NEW.journal_id USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON payments.entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments.refuse_unbalanced()
    """)
    op.execute("""
        CREATE FUNCTION payments.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the books are only added to; post a reversal' USING ERRCODE = 'restrict_violation';
        END $$
    """)
    for table in ("journal", "entry"):
        op.execute(f"""
            CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON payments.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_change()
        """)
