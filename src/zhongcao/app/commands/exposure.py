"""The command that reports how evenly Discover gives out its places."""

from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app.commands.acting import act
from zhongcao.discovery import service
from zhongcao.discovery.schemas import Exposure
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin_read
from zhongcao.kit.settings import Settings


def exposure(
    days: Annotated[int, typer.Option(min=1, max=366, help="Pages of so many days.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="For machines: one JSON object.")] = False,
) -> None:
    """How Discover gave out its places: Gini, long tail, new and small authors, notes that wait for first readers.

    Example: ./zhongcao exposure --days 28
    """

    async def ask(sessions: Sessions, settings: Settings) -> Exposure:
        async with begin_read(sessions) as read:
            return await service.get_exposure(read, settings=settings, days=days, now=clock.now())

    told = act(ask)
    if as_json:
        typer.echo(msgspec.json.encode(told).decode())
        return
    table = Table("figure", "value", title=f"{told.starts_at:%Y-%m-%d %H:%M} to {told.ends_at:%Y-%m-%d %H:%M}")
    table.add_row("places served", f"{told.places:,}")
    table.add_row("notes served, of all", f"{told.notes_served:,} of {told.notes_there:,}")
    table.add_row("Gini", f"{told.gini:.3f}")
    for name, share in (
        ("long tail", told.tail_share),
        ("new authors", told.new_author_share),
        ("authors with few fans", told.small_author_share),
    ):
        table.add_row(name, f"{share:.1%}")
    table.add_row("notes that wait for first readers", f"{told.waiting_notes:,}")
    Console().print(table)
