"""The command that reads data from elsewhere."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from zhongcao.app import revision
from zhongcao.app.database import OWNER, Database, open_database
from zhongcao.app.migrate import upgrade
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.importing.importer import ImportReport, import_folder
from zhongcao.importing.reading import BadFile
from zhongcao.kit import clock
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.settings import load

console = Console(stderr=True)
SHOWN_BAD_ROWS = 20


def import_(
    folder: Annotated[Path, typer.Argument(exists=True, help="Folder with the files, or one file.")],
    source: Annotated[str, typer.Option("--from", help=f"Format: {', '.join(ADAPTERS)}.")] = "open",
    origin: Annotated[
        str | None, typer.Option(help="Country of origin of goods that state none, such as US; else they are listed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Read products, SKUs, members, notes, interactions and orders. Safe to repeat and to interrupt.

    A bad row is reported and left out; a bad file imports nothing (exit 1). The format is in
    docs/generated/import_format.md.

    Example: ./zhongcao import my-shop/ --from shopify --origin FR
    """
    if source not in ADAPTERS:
        raise typer.BadParameter(f"unknown format {source}; known: {', '.join(ADAPTERS)}")
    settings = load()
    with open_database(settings) as database:
        if revision.found(database.dsn(OWNER)) != revision.expected():
            upgrade(database.url(OWNER), grant_to=database.application_role)
        try:
            report = asyncio.run(_import(database, folder, source, origin))
        except BadFile as bad:
            console.print(f"[red]Nothing was imported:[/] {bad}")
            raise typer.Exit(1) from None
    _show(report)
    if as_json:
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")


async def _import(database: Database, folder: Path, source: str, origin: str | None) -> ImportReport:
    engine = make_engine(database.url(), pool_size=2)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console) as progress:
            tasks = {}

            def tell(kind: str, rows: int) -> None:
                if kind not in tasks:
                    tasks[kind] = progress.add_task(kind, total=None)
                progress.advance(tasks[kind], rows)

            return await import_folder(
                make_sessions(engine), folder, ADAPTERS[source], now=clock.now(), origin=origin, progress=tell
            )
    finally:
        await engine.dispose()


def _show(report: ImportReport) -> None:
    table = Table("file", "read", "new", "bad", "left out", "rows/s")
    for kind, count in report.counts.items():
        if count.read:
            rate = f"{count.read / count.seconds:,.0f}" if count.seconds else "-"
            table.add_row(kind, f"{count.read:,}", f"{count.new:,}", f"{count.bad:,}", f"{count.left_out:,}", rate)
    console.print(table)
    for row in report.bad_rows[:SHOWN_BAD_ROWS]:
        console.print(f"{row.file}:{row.line}: {row.column or 'row'}: {row.reason}", markup=False)
    if len(report.bad_rows) > SHOWN_BAD_ROWS:
        console.print(f"... and {len(report.bad_rows) - SHOWN_BAD_ROWS} more; --json lists them.")
    if report.unmapped:
        console.print(f"{report.unmapped:,} SKUs wait for their customs data; staff see them under unmapped goods.")
