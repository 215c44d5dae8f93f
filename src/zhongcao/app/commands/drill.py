"""The command that proves a backup."""

import json
import sys
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app import drill as drills
from zhongcao.kit.settings import load

console = Console()
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


def drill(as_json: AsJson = False) -> None:
    """Restore the newest backup in a scratch folder, count every table twice, check the invariants.

    Example: ./zhongcao drill --json
    """
    with Console(stderr=True).status("Drill") as status:
        found = drills.drill(load(), lambda text: status.update(f"Drill: {text}"))
    if as_json:
        sys.stdout.write(json.dumps(msgspec.to_builtins(found) | {"passed": found.passed}, ensure_ascii=False) + "\n")
    else:
        table = Table(show_header=False, box=None)
        table.add_row("Backup", found.backup)
        table.add_row("Could have been lost (RPO)", f"{found.loss_seconds:.0f} s" if found.loss_seconds >= 0 else "-")
        table.add_row("Time to restore (RTO)", f"{found.restore_seconds:.1f} s")
        table.add_row("Counted twice", f"{found.rows} rows in {found.tables} tables")
        for difference in found.differences:
            table.add_row("[red]Difference[/]", difference)
        for finding in found.invariants:
            table.add_row("Invariant" if finding.good else "[red]Violated[/]", f"{finding.name}: {finding.detail}")
        table.add_row("Result", "[green]passed[/]" if found.passed else "[red]failed[/]")
        console.print(table)
    if not found.passed:
        raise typer.Exit(1)
