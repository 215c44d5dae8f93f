"""Commands around backups: backup, restore, verify."""

import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from zhongcao.app import backup as backups
from zhongcao.kit.settings import load

console = Console()


def backup() -> None:
    """Take a full backup of database, pictures and lake; keeps 7 daily, 4 weekly and 12 monthly ones.

    Example: ./zhongcao backup
    """
    settings = load()
    started = time.monotonic()
    with console.status("Backup") as status:
        made = backups.take_backup(settings, lambda text: status.update(f"Backup: {text}"))
    console.print(f"Backup {made.name} in {time.monotonic() - started:.1f} s: {made.folder(settings)}")
    console.print("[dim]Copy the folder backups/ to another place; keep keys.json elsewhere. Prove it: drill[/]")


def restore(
    to: Annotated[str | None, typer.Option(help="Such as 2026-11-22T13:00:00+08:00; UTC without an offset.")] = None,
) -> None:
    """Bring database and files back to a moment, or to the last change. What was there is kept aside.

    Example: ./zhongcao restore --to 2026-11-22T13:00:00Z
    """
    settings = load()
    moment = parse_moment(to) if to else None
    with console.status("Restore") as status:
        aside = backups.restore(settings, to=moment, say=lambda text: status.update(f"Restore: {text}"))
    console.print(f"Restored to {moment.isoformat() if moment else 'the last change'}.")
    if aside is not None:
        console.print(f"The replaced database is kept in {aside}; remove it when you no longer need it.")


def verify() -> None:
    """Check the files of every backup against its manifest.

    Example: ./zhongcao verify
    """
    settings = load()
    damaged = 0
    found = backups.list_backups(settings)
    for made in found:
        try:
            with console.status(f"Verifying {made.name}"):
                backups.verify_base(made.folder(settings) / "base")
            console.print(f"{made.name} [green]whole[/]")
        except RuntimeError as error:
            damaged += 1
            console.print(f"{made.name} [red]damaged[/] {error}")
    if not found:
        console.print("There is no backup yet.")
    if damaged or not found:
        raise typer.Exit(1)


def parse_moment(text: str) -> datetime:
    """A moment as people write it; without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no moment; write 2026-11-22T13:00:00+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
