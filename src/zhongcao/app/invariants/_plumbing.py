"""Facts: every one is delivered in the end."""

from zhongcao.app.invariants._kinds import OUTBOX, Invariant, Severity

PLUMBING: tuple[Invariant, ...] = (
    Invariant(
        name="no-fact-given-up",
        sentence="No fact or job is parked after all its tries, unless somebody gave it up.",
        tables=(OUTBOX,),
        sql="SELECT seq, topic, left(error, 200) FROM kit.outbox WHERE parked_at IS NOT NULL AND delivered_at IS NULL",
    ),
    Invariant(
        name="facts-arrive",
        sentence="No fact has waited for more than ten minutes.",
        tables=(OUTBOX,),
        severity=Severity.LATE,
        sql="""
            SELECT seq, topic, at FROM kit.outbox
            WHERE delivered_at IS NULL AND parked_at IS NULL
              AND coalesce(not_before, at) < CAST(:now AS timestamptz) - interval '10 minutes'""",
    ),
)
