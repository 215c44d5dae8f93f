"""A sweep that looks at the invariants of the business; what it finds goes to the log and to the metrics."""

from prometheus_client import Gauge

from zhongcao.app import invariants
from zhongcao.kit import log, metrics
from zhongcao.kit.jobs import Work, every

violations = Gauge(
    "zhongcao_invariant_violations",
    "Rows that break an invariant",
    ["invariant", "severity"],
    registry=metrics.registry,
)


def register() -> None:
    """Let the worker run this; tests that drain all sweeps look at the invariants themselves, when they mean to."""
    every(seconds=900)(check_invariants)


async def check_invariants(work: Work) -> int:
    """Look at every invariant; nothing is repaired here, people are told."""
    for finding in await invariants.check_all(work.sessions):
        violations.labels(finding.name, finding.severity.value).set(finding.violations)
        if finding.violations:
            log.get("watch").error(
                "invariant violated",
                invariant=finding.name,
                severity=finding.severity.value,
                times=finding.violations,
                examples=finding.examples,
            )
    return 0
