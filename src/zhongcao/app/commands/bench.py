"""Commands that measure: feed, order, pages, import, events, search, recall, next, simulate."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
import uvloop
from rich.console import Console
from rich.table import Table

from zhongcao.app import supervise
from zhongcao.app.measuring.crowd import Crowd
from zhongcao.app.measuring.events import measure_events
from zhongcao.app.measuring.feed import measure_feed
from zhongcao.app.measuring.figures import MEANINGS, Measure
from zhongcao.app.measuring.following import measure_next
from zhongcao.app.measuring.importing import measure_import
from zhongcao.app.measuring.later import measure_later
from zhongcao.app.measuring.order import measure_orders
from zhongcao.app.measuring.recall import METHODS, measure_recall
from zhongcao.app.measuring.searching import measure_search
from zhongcao.app.measuring.simulating import measure_simulation
from zhongcao.app.measuring.stage import Say, Stage, open_stage
from zhongcao.app.supervise import Asked
from zhongcao.app.webapp import browser, build
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.kit.settings import Settings
from zhongcao.simulation.days import Arm
from zhongcao.simulation.truth import Homes
from zhongcao.simulation.truth import Sizes as TownSizes

console = Console(stderr=True)
Seed = Annotated[int, typer.Option(help="The same seed makes the same data.")]
Seconds = Annotated[float, typer.Option(min=1, max=300, help="How long each part is loaded.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines: one JSON object on the last line of output.")]
SWEEP_SPEED = 25.0
"""Customs and parcels are looked after this much more often, since their days are seconds here."""

app = typer.Typer(
    help="Measure a shop of its own, on loopback, with real processes; nothing is left running.\n\n"
    "Example: ./zhongcao bench feed --json",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("feed")
def feed(
    notes: Annotated[int, typer.Option(min=0, help="Notes that are made beside the sample's.")] = 0,
    skus: Annotated[int, typer.Option(min=0, help="SKUs that are made with them.")] = 0,
    members: Annotated[int, typer.Option(min=0, help="Members that are made with them.")] = 0,
    workers: Annotated[int, typer.Option(min=1, max=16, help="Web processes.")] = 2,
    seconds: Seconds = 5,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Pages of 20 notes from Discover: rate, latency, CPU, memory; with behaviour events; the same bytes bare.

    Example: ./zhongcao bench feed --notes 1000000 --skus 100000 --members 1000000
    """
    crowd = Crowd(notes=notes, skus=max(skus, 2), members=max(members, 10)) if notes else Crowd(0, 0, 0)
    _measure(
        lambda stage, say: measure_feed(stage, more=crowd, seed=seed, seconds=seconds, say=say),
        as_json=as_json,
        web_workers=workers,
    )


@app.command("order")
def order(
    orders: Annotated[int, typer.Option(min=1, max=5000, help="How many orders are placed.")] = 60,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Orders from sign-up to the confirmed parcel: rate, latency, CPU of each process, statements; pgbench.

    Example: ./zhongcao bench order --orders 200 --json
    """
    _measure(
        lambda stage, say: measure_orders(stage, seed=seed, orders=orders, say=say),
        as_json=as_json,
        shifted=True,
        sweep_speed=SWEEP_SPEED,
    )


@app.command("pages")
def pages(
    visits: Annotated[int, typer.Option(min=1, max=100, help="Visits with an empty cache.")] = 10,
    cards: Annotated[int, typer.Option(min=20, max=10_000, help="Cards scrolled through in one visit.")] = 2000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Discover in a real browser on a slow phone: first and largest paint, moves, hearts, frames, heap.

    Example: ./zhongcao bench pages --visits 10 --json
    """
    if find_spec("playwright") is None:
        console.print("[red]Playwright is not installed here; a checkout brings it.[/]")
        raise typer.Exit(1)
    from zhongcao.app.measuring.pages import measure_pages  # noqa: PLC0415 - only where playwright is installed

    with console.status("building the pages") as status:
        build.build(status.update)
        program = browser.bring_browser(status.update)
    if program is None:
        console.print("[red]There is no browser here and none could be fetched.[/]")
        raise typer.Exit(1)
    _measure(
        lambda stage, say: measure_pages(stage, browser=program, visits=visits, cards=cards, seed=seed, say=say),
        as_json=as_json,
    )


@app.command("import")
def import_(
    rows: Annotated[int, typer.Option(min=1000, help="How many interactions are imported.")] = 100_000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Rows a second and memory of an import, the same rows copied bare, and that importing again adds nothing.

    Example: ./zhongcao bench import --rows 500000
    """
    _measure(lambda stage, say: measure_import(stage, seed=seed, rows=rows, say=say), as_json=as_json, sample=False)


@app.command("events")
def events(seconds: Seconds = 5, seed: Seed = 1, as_json: AsJson = False) -> None:
    """Behaviour events accepted a second, and how long until they are in the lake and counted.

    Example: ./zhongcao bench events --seconds 10
    """
    _measure(
        lambda stage, say: measure_events(stage, seed=seed, seconds=seconds, say=say), as_json=as_json, sample=False
    )


@app.command("search")
def search(
    notes: Annotated[int, typer.Option(min=0, help="Notes that are made beside the sample's.")] = 20_000,
    skus: Annotated[int, typer.Option(min=0, help="SKUs that are made, likewise.")] = 5_000,
    seconds: Seconds = 5,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Searches for notes, goods and everything: rate, latency, CPU, memory; making the index; the same bytes bare.

    Example: ./zhongcao bench search --skus 100000 --notes 1000000
    """
    _measure(
        lambda stage, say: measure_search(stage, skus=skus, notes=notes, seed=seed, seconds=seconds, say=say),
        as_json=as_json,
    )


@app.command("recall")
def recall(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder with train.npz and test.npz.")],
    method: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(METHODS)}; may be repeated.")] = None,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Recall@20 and NDCG@20 of every recall method on the full ranking of a data set (scipy CSR, members x items).

    Example: ./zhongcao bench recall --data ../shared/data/gowalla --method table --json
    """
    if unknown := sorted(set(method or ()) - set(METHODS)):
        console.print(f"[red]No such method: {', '.join(unknown)}.[/] There are: {', '.join(METHODS)}")
        raise typer.Exit(2)
    with console.status("reading") as status:
        made = measure_recall(data, methods=tuple(method or METHODS), seed=seed, say=status.update)
    tell(made, as_json=as_json)


@app.command("next")
def next_(
    data: Annotated[
        Path,
        typer.Option(exists=True, help="A line for each member: id, item ids in order; or a folder with dated acts."),
    ],
    attributes: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A line for each item: id, attributes.")
    ] = None,
    source: Annotated[str, typer.Option("--from", help=f"Format of a folder: {', '.join(ADAPTERS)}.")] = "open",
    days: Annotated[int, typer.Option(min=1, help="In a folder: the last days are asked, all before is known.")] = 182,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """HR@10 and NDCG@10 of the next item on the full ranking: each channel and the pipeline.

    Of a file each member's last item is asked; of a folder the first that members take in the last days, with
    intervals, and apart from the rest members with fewer than three acts and products that nobody had before.

    Example: ./zhongcao bench next --data sequences.txt --json
    """
    with console.status("reading") as status:
        if data.is_dir():
            made = measure_later(data, ADAPTERS[source], days=days, seed=seed, say=status.update)
        else:
            made = measure_next(data, attributes, seed=seed, say=status.update)
    tell(made, as_json=as_json)


@app.command("simulate")
def simulate(
    days: Annotated[int, typer.Option(min=1, max=90, help="How long the towns are watched.")] = 30,
    members: Annotated[int, typer.Option(min=20, help="Members of a town; a quarter more joins meanwhile.")] = 24,
    towns: Annotated[int, typer.Option(min=1, max=20, help="Towns, each with a seed of its own.")] = 3,
    notes: Annotated[int, typer.Option(min=100, help="Notes of before; three for each hundred appear a day.")] = 4_000,
    history: Annotated[int, typer.Option(min=1, help="Members looked at eight times so many notes before.")] = 24,
    homes: Annotated[Homes, typer.Option(help="Members tell no city, one of three, or one that tastes lean by.")] = (
        Homes.NONE
    ),
    beside: Annotated[
        Literal["popular", "silent"], typer.Option(help="Popularity, or the engine itself told no city.")
    ] = "popular",
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Orders, satisfaction, diversity and newcomers in simulated towns: the engine beside faded popularity.

    Members have tastes that the engine never sees; they tire, listen to friends, and buy what they can pay. Each town
    lives under both arms, in shops of its own, by the verbs that the pages call.

    Example: ./zhongcao bench simulate --days 30 --seed 1 --json
    """
    sizes = TownSizes(
        days=days,
        members=members,
        newcomers=members // 4,
        notes=notes,
        notes_a_day=notes * 3 // 100,
        history=history,
        homes=homes,
    )
    with console.status("inventing") as status:
        made = measure_simulation(sizes, seeds=range(seed, seed + towns), beside=Arm(beside), say=status.update)
    tell(made, as_json=as_json)


def _measure(
    act: Callable[[Stage, Say], Awaitable[Measure]],
    *,
    as_json: bool,
    sample: bool = True,
    shifted: bool = False,
    **changes: float,
) -> None:
    """Open a shop, measure, tell; exit 1 when an invariant failed, never because it was slow."""
    # Settings of the operator's own shop would change what is measured.
    settings = Settings()
    try:
        with (
            supervise.stoppable(),
            console.status("preparing", refresh_per_second=1) as status,
            open_stage(settings, status.update, sample=sample, shifted=shifted, **changes) as stage,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            made = runner.run(_await(act(stage, status.update)))
    except Asked:
        console.print("Stopped.")
        raise typer.Exit(130) from None
    tell(made, as_json=as_json)


def tell(made: Measure, *, as_json: bool) -> None:
    """Show a measurement; exit 1 when an invariant failed."""
    _show(made)
    if as_json:
        sys.stdout.write(msgspec.json.encode(made).decode() + "\n")
    raise typer.Exit(1 if made.violations else 0)


async def _await(measuring: Awaitable[Measure]) -> Measure:
    return await measuring


def _show(made: Measure) -> None:
    data = ", ".join(
        f"{name} {value}" if isinstance(value, str) else f"{value:,} {name}" for name, value in made.data.items()
    )
    table = Table(
        "figure", "", "says", box=None, title=f"{made.measure} (seed {made.seed}; {data})", title_justify="left"
    )
    for name, value in made.figures.items():
        table.add_row(name, f"{value:,g}", MEANINGS.get(name.rpartition(".")[2], ""))
    for name, value in made.limit.items():
        table.add_row(f"[dim]limit[/] {name}", f"{value:,g}", MEANINGS.get(name, ""))
    for name, value in made.ratio.items():
        table.add_row(f"[dim]ratio[/] {name}", f"{value:,g}", "measured against the limit")
    for name, value in made.goal.items():
        reached = made.figures[name] <= value
        table.add_row(f"[dim]goal[/] {name}", f"{value:,g}", "[green]reached[/]" if reached else "[yellow]missed[/]")
    for name, value in made.at_least.items():
        reached = made.figures[name] >= value
        table.add_row(f"[dim]goal[/] {name}", f"{value:,g}", "[green]reached[/]" if reached else "[yellow]missed[/]")
    mark = "green" if not made.violations else "red"
    table.add_row("violations", f"[{mark}]{made.violations}[/]", "what must never be, and was")
    console.print(table)
