"""Commands for the search index: make it, see its versions, go back to the one before."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zhongcao.app.commands.acting import act
from zhongcao.app.commands.bench import tell
from zhongcao.app.measuring.finding import empty_shop, measure_finding, read_items, read_queries
from zhongcao.discovery import service
from zhongcao.discovery.jobs import make_search_index
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.objects import open_objects
from zhongcao.kit.settings import Settings

console = Console(stderr=True)
app = typer.Typer(
    help="The search index: versioned files that every web process maps into memory and swaps without a restart.\n\n"
    "Example: ./zhongcao search build",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("build")
def build() -> None:
    """Make the index anew from the database, and let it be searched from then on.

    Example: ./zhongcao search build
    """
    with console.status("reading") as status:
        made = act(
            lambda sessions, settings: make_search_index(
                sessions, open_objects(settings), settings, status.update, whole=True
            )
        )
    console.print(f"{made.products:,} products and {made.notes:,} notes, {made.size_bytes / 1e6:,.1f} MB.")


@app.command("versions")
def versions() -> None:
    """The versions that are kept, newest first; the first that was not withdrawn is searched.

    Example: ./zhongcao search versions
    """

    async def ask(sessions: Sessions, settings: Settings) -> list[service.Kept]:
        async with begin(sessions) as tx:
            return await service.list_versions(tx)

    table = Table("version", "made", "products", "notes", "MB", "seconds", "withdrawn")
    for one in act(ask):
        withdrawn = f"{one.withdrawn_at:%Y-%m-%d %H:%M:%S}" if one.withdrawn_at else ""
        figures = (f"{one.products:,}", f"{one.notes:,}", f"{one.size_bytes / 1e6:,.1f}", f"{one.seconds:,.1f}")
        table.add_row(str(one.id), f"{one.made_at:%Y-%m-%d %H:%M:%S}", *figures, withdrawn)
    Console().print(table)


@app.command("back")
def back() -> None:
    """Withdraw the version that is searched and go back to the one before; without one, the database searches.

    Example: ./zhongcao search back
    """

    async def withdraw(sessions: Sessions, settings: Settings) -> service.Kept | None:
        async with begin(sessions) as tx:
            return await service.withdraw_index(tx, now=clock.now())

    before = act(withdraw)
    console.print(f"Version {before.id} is searched now." if before else "The database searches now.")


@app.command("quality")
def quality(
    goods: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="CSV: item_id, title, price_cny, shop.")],
    queries: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="A line for each query: number, text.")],
    pool: Annotated[Path | None, typer.Option(help="Write here what is still to be judged.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same queries to be judged.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="For machines: one JSON object on the last line.")] = False,
) -> None:
    """How well real goods are found by real queries: zero results, nDCG@10 by our judgements, beside plain full text.

    Example: ./zhongcao search quality --goods products_daily.csv --queries queries.tsv --json
    """
    with console.status("reading") as status, empty_shop(Settings(), status.update) as (url, folder):
        made = asyncio.run(
            measure_finding(
                url,
                folder,
                read_items(goods),
                read_queries(queries),
                seed=seed,
                pool=pool,
                say=status.update,
            )
        )
    tell(made, as_json=as_json)
