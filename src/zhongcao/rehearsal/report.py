"""What a rehearsal proved, for the terminal, for machines and as one HTML page that needs nothing else."""

from collections.abc import Iterable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, StrictUndefined
from rich.console import Console
from rich.table import Table

FINAL_STATES = frozenset({"completed", "cancelled", "refunded"})


class Proof(msgspec.Struct, frozen=True):
    """One invariant and how many rows broke it."""

    name: str
    sentence: str
    violations: int


class Timing(msgspec.Struct, frozen=True):
    """How long a part took, and how many things it moved."""

    part: str
    seconds: float
    count: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a rehearsal tells at its end; amounts are in fen."""

    seed: int
    source: str
    first_day: date
    last_day: date
    imported: dict[str, int]
    left_out: dict[str, int]
    funnel: dict[str, int]
    orders_by_state: dict[str, int]
    tax_by_regime: dict[str, int]
    turnover: int
    declared: int
    cleared: int
    delivered: int
    shared_notes: int
    proposals: int
    accepted: int
    stock: dict[str, int]
    ledger: dict[str, int]
    proofs: list[Proof]
    timings: list[Timing]
    recovered: dict[str, int]
    requests: int
    cpu: dict[str, float]
    wall: float

    @property
    def violations(self) -> int:
        """All rows that broke any invariant."""
        return sum(proof.violations for proof in self.proofs)

    @property
    def orders_total(self) -> int:
        """All orders that were placed."""
        return sum(self.orders_by_state.values())

    @property
    def orders_final(self) -> int:
        """Orders that reached an end."""
        return sum(count for state, count in self.orders_by_state.items() if state in FINAL_STATES)

    def measure(self) -> dict[str, Any]:
        """The one JSON object of `loop --json`."""
        figures = {
            "orders_final": self.orders_final,
            "orders_total": self.orders_total,
            "declared": self.declared,
            "cleared": self.cleared,
            "delivered": self.delivered,
            "shared_notes": self.shared_notes,
            "tax_by_regime": self.tax_by_regime,
            "proposals": self.proposals,
            "accepted": self.accepted,
            "wall": round(self.wall, 1),
            "funnel": self.funnel,
            "orders_by_state": self.orders_by_state,
            "recovered": self.recovered,
            "requests": self.requests,
            "cpu_seconds": self.cpu,
            "timings": {timing.part: round(timing.seconds, 2) for timing in self.timings},
        }
        return {
            "measure": "loop",
            "seed": self.seed,
            "data": {"source": self.source, **self.imported},
            "figures": figures,
            "limit": {},
            "ratio": {},
            "violations": self.violations,
        }


def yuan(fen: int) -> str:
    """An amount as people read it."""
    return f"{'−' if fen < 0 else ''}¥{abs(fen) / 100:,.2f}"


def show(report: Report, console: Console) -> None:
    """Print the report for people."""
    _show_counts(console, "The loop · 闭环", report.funnel)
    _show_counts(console, "Orders by state · 订单状态", report.orders_by_state)
    _show_counts(console, "Tax collected · 税款", {name: yuan(fen) for name, fen in report.tax_by_regime.items()})
    _show_counts(console, "Stock · 库存", report.stock)
    _show_counts(console, "Ledger · 账本", {name: yuan(fen) for name, fen in report.ledger.items()})
    proofs = Table("invariant", "violations", title="Proofs · 证明")
    for proof in report.proofs:
        proofs.add_row(proof.sentence, f"[red]{proof.violations}[/]" if proof.violations else "[green]0[/]")
    console.print(proofs)
    timings = Table("part", "seconds", "count", "per second", title="Time · 用时")
    for one in report.timings:
        rate = f"{one.count / one.seconds:,.1f}" if one.seconds else "-"
        timings.add_row(one.part, f"{one.seconds:.1f}", f"{one.count:,}", rate)
    console.print(timings)
    used = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in report.cpu.items())
    console.print(f"{report.requests:,} requests answered; processor time: {used}")
    console.print(
        f"{report.orders_final:,} of {report.orders_total:,} orders at their end, {report.proposals} proposals, "
        f"{report.accepted} accepted, {report.shared_notes:,} notes shared, {report.violations} violations, "
        f"{report.wall:.0f} s, seed {report.seed}"
    )


def _show_counts(console: Console, title: str, counts: dict[str, Any]) -> None:
    table = Table(title=title, show_header=False)
    for name, count in counts.items():
        table.add_row(name, f"{count:,}" if isinstance(count, int) else str(count))
    console.print(table)


class Bar(msgspec.Struct, frozen=True):
    """One bar of a chart: its words, its figure, its length in percent of the longest."""

    name: str
    figure: str
    percent: float


def bars(counts: Iterable[tuple[str, int]], *, money: bool = False) -> list[Bar]:
    """Bars in the given order, the longest at 100 percent."""
    listed = list(counts)
    longest = max((abs(count) for _, count in listed), default=0) or 1
    return [Bar(name, yuan(n) if money else f"{n:,}", round(100 * abs(n) / longest, 1)) for name, n in listed]


def write_html(report: Report, path: Path) -> None:
    """Write the report as one page with charts, a table behind each."""
    template = resources.files("zhongcao.rehearsal").joinpath("report.html.j2").read_text("utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(template)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        page.render(
            report=report,
            yuan=yuan,
            charts=[
                ("The closed loop", "闭环漏斗", bars(report.funnel.items())),
                ("Orders by state", "订单状态", bars(report.orders_by_state.items())),
                ("Tax collected by regime", "税款", bars(report.tax_by_regime.items(), money=True)),
                ("Ledger balances", "账本余额", bars(report.ledger.items(), money=True)),
                ("Stock", "库存", bars(report.stock.items())),
                ("Seconds by part", "用时（秒）", bars((one.part, round(one.seconds)) for one in report.timings)),
            ],
        ),
        "utf-8",
    )
