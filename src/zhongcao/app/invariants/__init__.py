"""The invariants of the business: what must be true of all rows together, whoever wrote them and however it ended.

Foreign keys stop at the border of a domain, so these statements hold what they would hold, and more. Tests, `loop`,
`doctor`, `drill` and a scheduled sweep use the same list. Each statement is set-based, runs in one snapshot and
returns the rows that break the rule. What facts are still on their way to change is left out: an order is looked at
when no fact about it waits.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import text

from zhongcao.app.invariants._community import COMMUNITY
from zhongcao.app.invariants._customs import CUSTOMS
from zhongcao.app.invariants._kinds import Invariant, Severity
from zhongcao.app.invariants._live import LIVE
from zhongcao.app.invariants._money import MONEY
from zhongcao.app.invariants._orders import ORDERS
from zhongcao.app.invariants._plumbing import PLUMBING
from zhongcao.app.invariants._stock import STOCK
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Sessions, Tx, begin_read

__all__ = ["INVARIANTS", "Finding", "Invariant", "Severity", "check", "check_all", "violated"]

INVARIANTS: tuple[Invariant, ...] = (*ORDERS, *STOCK, *MONEY, *CUSTOMS, *COMMUNITY, *LIVE, *PLUMBING)
"""Every invariant, by what it is about."""
EXAMPLES_MAX = 5


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What looking at one invariant showed; `violations` is 0 when it holds."""

    name: str
    sentence: str
    severity: Severity
    violations: int
    examples: list[str]

    @property
    def detail(self) -> str:
        """One line for people."""
        if not self.violations:
            return self.sentence
        return f"{self.violations} times not true: {self.sentence} For example {'; '.join(self.examples)}"


async def check_all(sessions: Sessions) -> list[Finding]:
    """Look at every invariant."""
    async with begin_read(sessions) as tx:
        return await check(tx)


async def check(tx: Tx | ReadTx, among: Sequence[Invariant] = INVARIANTS) -> list[Finding]:
    """Look at every invariant (or these) whose tables this database has."""
    wanted = sorted({table for invariant in among for table in invariant.tables})
    known = await tx.execute(
        text("SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE to_regclass(name) IS NOT NULL"),
        {"names": wanted},
    )
    here = set(known.scalars())
    return [await _look(tx, invariant) for invariant in among if here.issuperset(invariant.tables)]


def violated(findings: list[Finding]) -> list[Finding]:
    """Those that must never be: what only warns is left out."""
    return [finding for finding in findings if finding.violations and finding.severity is Severity.BROKEN]


async def _look(tx: Tx | ReadTx, invariant: Invariant) -> Finding:
    # The statements are constants of this package; values come in as parameters.
    statement = f"SELECT count(*) OVER (), v.* FROM ({invariant.sql}) AS v LIMIT {EXAMPLES_MAX}"  # noqa: S608
    values = {"now": clock.now()} if ":now" in invariant.sql else {}
    rows = (await tx.execute(text(statement), values)).all()
    return Finding(
        name=invariant.name,
        sentence=invariant.sentence,
        severity=invariant.severity,
        violations=rows[0][0] if rows else 0,
        examples=[" ".join(str(part) for part in row[1:]) for row in rows],
    )
