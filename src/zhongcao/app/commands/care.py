"""Commands for operators: migrate, doctor, config."""

import json
import shutil
import sys
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app import doctor as examination
from zhongcao.app import migrate as schema
from zhongcao.app.database import OWNER, open_database
from zhongcao.kit.settings import PREFIX, Settings, load

console = Console()


def migrate() -> None:
    """Bring the database to the schema of this program. Safe to repeat.

    Example: ./zhongcao migrate
    """
    settings = load()
    with console.status("Opening the database"), open_database(settings) as database:
        before = examination.revision(database.dsn(OWNER))
        schema.upgrade(database.url(OWNER), grant_to=database.application_role)
        after = examination.revision(database.dsn(OWNER))
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


def config(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Print the settings in force, with secrets masked.

    Example: ZHONGCAO_PORT=9000 ./zhongcao config
    """
    settings = load()
    values = {field: masked(field, getattr(settings, field)) for field in Settings.__struct_fields__}
    if as_json:
        sys.stdout.write(json.dumps(values, default=str, ensure_ascii=False, indent=2) + "\n")
        return
    described = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"]
    width = shutil.get_terminal_size().columns
    table = Table("Setting", "Value", *(["Meaning"] if width > 100 else []), box=None)
    for field, value in values.items():
        row = [PREFIX + field.upper(), str(value)]
        table.add_row(*row, *([described[field].get("description", "")] if width > 100 else []))
    console.print(table)


def masked(field: str, value: Any) -> Any:
    """A setting as it may be shown: no passwords, no keys."""
    if isinstance(value, str) and "://" in value and (parts := urlsplit(value)).password:
        return value.replace(f":{parts.password}@", ":***@", 1)
    if isinstance(value, str) and value and any(word in field for word in ("secret", "password_", "token")):
        return "***"
    return value
