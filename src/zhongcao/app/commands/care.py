"""Commands for operators: migrate, doctor."""

import json
import sys
from importlib import import_module
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app import doctor as examination
from zhongcao.app import revision
from zhongcao.app.database import OWNER, open_database
from zhongcao.kit.settings import load

console = Console()


def migrate() -> None:
    """Bring the database to the schema of this program. Safe to repeat.

    Example: ./zhongcao migrate
    """
    settings = load()
    schema: Any = import_module("zhongcao.app.migrate")
    with console.status("Opening the database"), open_database(settings) as database:
        before = revision.found(database.dsn(OWNER))
        schema.upgrade(database.url(OWNER), grant_to=database.application_role)
        after = revision.found(database.dsn(OWNER))
    console.print(f"Schema {after}, nothing to do." if before == after else f"Schema {before or 'none'} -> {after}.")


def doctor(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Look at database, disk, versions and the invariants of the business; exit 1 when something is wrong.

    Example: ./zhongcao doctor --json
    """
    findings = examination.examine(load())
    if as_json:
        sys.stdout.write(json.dumps([msgspec.to_builtins(finding) for finding in findings], ensure_ascii=False) + "\n")
    else:
        table = Table("", "What", "Found", box=None)
        for finding in findings:
            mark = "[green]ok[/]" if finding.good else "[red]bad[/]"
            table.add_row(mark, finding.name, finding.detail)
        console.print(table)
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)
